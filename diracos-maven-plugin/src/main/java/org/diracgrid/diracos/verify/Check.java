package org.diracgrid.diracos.verify;

import java.util.Locale;

/**
 * One promise of a bundle that is checked. The order is that of the reports.
 *
 * <p>The words are keys of {@code "verify": {"severity": {…}}}, the codes stand in {@code
 * docs/errors.md}.
 */
public enum Check {
  /** DT_NEEDED is in the bundle, where the loader looks, or on the host list. */
  NEEDED(
      Severity.ERROR,
      "DOS-VERIFY-01",
      "every needed library is found in the bundle or on the host list"),
  /** No DT_RPATH or DT_RUNPATH entry is empty, absolute or leads out of the bundle. */
  SEARCH_PATH(Severity.ERROR, "DOS-VERIFY-02", "no search path leads out of the bundle"),
  /** Versions wanted of a library that the bundle has are defined there. */
  SYMBOL_VERSION(Severity.ERROR, "DOS-VERIFY-03", "every symbol version needed is there"),
  /** One soname, one content. */
  SONAME(Severity.WARNING, "DOS-VERIFY-04", "no soname stands for two libraries"),
  /** ELF of another architecture than the bundle's. */
  ARCHITECTURE(Severity.ERROR, "DOS-VERIFY-05", "every ELF file is of the bundle's architecture"),
  /** Nothing needs a newer glibc than the ceiling. */
  GLIBC(Severity.ERROR, "DOS-VERIFY-06", "nothing needs a newer glibc than \"platform.glibc\""),
  /** What looks like ELF is sound. */
  ELF(Severity.WARNING, "DOS-VERIFY-07", "every ELF file is sound"),
  /** No link is absolute. */
  ABSOLUTE_LINK(Severity.ERROR, "DOS-VERIFY-08", "no link is absolute"),
  /** No link leads nowhere. */
  DANGLING_LINK(Severity.ERROR, "DOS-VERIFY-09", "no link leads nowhere"),
  /** No link or name leads out of the bundle. */
  ESCAPING_LINK(Severity.ERROR, "DOS-VERIFY-10", "no link or name leads out of the bundle"),
  /** No file has two names. */
  HARD_LINK(Severity.ERROR, "DOS-VERIFY-11", "no hard link"),
  /** No file changes the user who runs it. */
  SETUID(Severity.ERROR, "DOS-VERIFY-12", "no setuid or setgid file"),
  /** Directories, files and links only. */
  DEVICE(Severity.ERROR, "DOS-VERIFY-13", "no device, pipe or socket"),
  /** Readable for everyone. */
  UNREADABLE(Severity.ERROR, "DOS-VERIFY-14", "every file can be read by everyone"),
  /** No path of the machine that built it. */
  STAGING_PATH(Severity.ERROR, "DOS-VERIFY-15", "no file holds a path of the build"),
  /** Scripts find their interpreter. */
  INTERPRETER(
      Severity.ERROR,
      "DOS-VERIFY-16",
      "every script's interpreter is in the bundle or on every host"),
  /** One path, one package. */
  CONFLICT(Severity.ERROR, "DOS-VERIFY-17", "no two packages have other content at one path"),
  /** Python files compile with the bundle's Python. */
  PYTHON(Severity.WARNING, "DOS-VERIFY-18", "every Python file compiles"),
  /** Packages come with a licence. */
  LICENCE(Severity.WARNING, "DOS-VERIFY-19", "every package names its licence and brings its text"),
  /** Known findings that are none any more. */
  KNOWN(Severity.WARNING, "DOS-VERIFY-20", "every known finding is still there"),
  /** The smoke tests, when asked for. */
  SMOKE(Severity.ERROR, "DOS-VERIFY-21", "the smoke tests pass from two places");

  private final Severity usual;
  private final String code;
  private final String promise;

  Check(Severity usual, String code, String promise) {
    this.usual = usual;
    this.code = code;
    this.promise = promise;
  }

  /** As {@code diracos.json} has it: {@code search-path}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The severity where the configuration names none. */
  public Severity usual() {
    return usual;
  }

  /** What holds when nothing is found, in words. */
  public String promise() {
    return promise;
  }

  /** The code of its findings: {@code DOS-VERIFY-01}. */
  public String code() {
    return code;
  }
}
