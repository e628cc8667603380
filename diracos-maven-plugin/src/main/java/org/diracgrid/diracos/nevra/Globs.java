package org.diracgrid.diracos.nevra;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A set of names and {@link Glob}s to match names with; names cost one look-up, however many. */
public final class Globs {

  private final Set<String> names;
  private final List<Glob> patterns;

  /** Of names and globs, in any order. */
  public Globs(Collection<String> globs) {
    names = new HashSet<>(globs);
    patterns = names.stream().map(Glob::of).filter(glob -> !glob.isLiteral()).toList();
    patterns.forEach(glob -> names.remove(glob.toString()));
  }

  /** Whether any of them matches all of {@code name}. */
  public boolean matches(String name) {
    return names.contains(name) || patterns.stream().anyMatch(glob -> glob.matches(name));
  }
}
