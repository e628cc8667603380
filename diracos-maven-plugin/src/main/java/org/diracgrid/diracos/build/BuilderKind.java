package org.diracgrid.diracos.build;

import java.util.Locale;

/** Who builds. */
public enum BuilderKind {
  /** The builder that is part of this program: needs bubblewrap or unshare, and no rights. */
  CHROOT,
  /** Fedora's mock. */
  MOCK;

  /** Its name in the configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
