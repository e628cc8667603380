package org.diracgrid.diracos.build.failure;

import java.util.Locale;

/** The known causes of failures, those that explain others first. */
public enum CauseKind {
  /** The build took longer than it may. */
  TIME_LIMIT("DOS-BUILD-01"),
  /** A package of the base was made for another Python than ours. */
  PYTHON_ABI("DOS-BUILD-02"),
  /** A declared requirement is not in the buildroot, or nothing provides it. */
  BUILD_REQUIRES("DOS-BUILD-03"),
  /** The package is not for this architecture. */
  ARCHITECTURE("DOS-BUILD-04"),
  /** rpmbuild does not understand the spec. */
  BAD_SPEC("DOS-BUILD-05"),
  /** A source or patch that the spec names is not in the source package. */
  MISSING_SOURCE("DOS-BUILD-06"),
  /** There is no space for what is written. */
  DISK_FULL("DOS-BUILD-07"),
  /** A process was killed, or was refused memory. */
  OUT_OF_MEMORY("DOS-BUILD-08"),
  /** The machine does not allow the sandbox. */
  SANDBOX("DOS-BUILD-09"),
  /** Something was installed that no {@code %files} lists. */
  UNPACKAGED_FILES("DOS-BUILD-10"),
  /** {@code %files} lists what was not installed. */
  MISSING_FILES("DOS-BUILD-11"),
  /** A list of files is empty, mostly that of debug sources. */
  EMPTY_FILES("DOS-BUILD-12"),
  /** A file is not the one that was meant. */
  CHECKSUM("DOS-BUILD-13"),
  /** A patch of the spec does not apply. */
  PATCH("DOS-BUILD-14"),
  /** A macro is not defined and reached the shell. */
  UNDEFINED_MACRO("DOS-BUILD-15"),
  /** The build wanted to reach the network. */
  NETWORK("DOS-BUILD-16"),
  /** Something is used that no BuildRequires asks for. */
  UNDECLARED_DEPENDENCY("DOS-BUILD-17"),
  /** The package's own tests fail. */
  TESTS("DOS-BUILD-18"),
  /** The compiler takes a warning for an error. */
  WARNINGS("DOS-BUILD-19"),
  /** The compiler does not accept a source. */
  COMPILER("DOS-BUILD-20"),
  /** Symbols are not found when a program is linked. */
  LINKER("DOS-BUILD-21"),
  /** A routine failed. */
  ROUTINE("DOS-BUILD-22");

  private final String code;

  CauseKind(String code) {
    this.code = code;
  }

  /** Its code in {@code docs/errors.md}. */
  public String code() {
    return code;
  }

  /** Its name for people and programs: {@code out-of-memory}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
