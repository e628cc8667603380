package org.diracgrid.diracos.build.chroot;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names that hold in every sandbox. */
final class Inside {

  /** Who builds; as in mock no root, since some tests of sources expect to be kept out. */
  static final String USER = "builder";

  /** The number of {@link #USER}, and of its group. */
  static final int UID = 1000;

  /** The home directory of everybody inside. */
  static final String HOME = "/builddir";

  /** Where rpmbuild works; as in mock, since the place is found in built files. */
  static final String TOP = HOME + "/build";

  /** Where the packages of the buildroot are seen while it is made: {@code /packages/0} … */
  static final String PACKAGES = "/packages";

  private Inside() {}

  /**
   * The environment of every program inside. As in mock, the locale is what programs start from, so
   * that a build can choose another.
   */
  static SortedMap<String, String> environment() {
    return new TreeMap<>(
        Map.of(
            "HOME", HOME,
            "LANG", "C.UTF-8",
            "LOGNAME", USER,
            "PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
            "SHELL", "/bin/sh",
            "TERM", "dumb",
            "TMPDIR", "/tmp",
            "TZ", "UTC",
            "USER", USER));
  }
}
