package org.diracgrid.diracos.build.failure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.problem.Problem;

/** Words a cause: what happened, where, and what to do. */
final class Remedies {

  private static final int SHOWN = 8;
  private static final long MEGA = 1L << 20;

  private final BuildJob job;
  private final BuildOutcome.Failure failure;
  private final Evidence evidence;
  private final Path log;
  private final WhoProvides who;

  Remedies(
      BuildJob job, BuildOutcome.Failure failure, Evidence evidence, Path log, WhoProvides who) {
    this.job = job;
    this.failure = failure;
    this.evidence = evidence;
    this.log = log;
    this.who = who;
  }

  /** The cause that hints tell of; of the tests and of a routine there may be none. */
  Cause cause(CauseKind kind, List<Hint> hints) {
    return switch (kind) {
      case PYTHON_ABI -> pythonAbi(hints);
      case BUILD_REQUIRES -> missing(kind, hints, "the buildroot lacks ", requiresFix());
      case UNDECLARED_DEPENDENCY ->
          missing(
              kind, hints, "the build uses what its BuildRequires do not name: ", undeclaredFix());
      default -> plain(kind, hints, what(kind, hints), fix(kind, hints));
    };
  }

  private String what(CauseKind kind, List<Hint> hints) {
    String whats = whats(hints);
    String about = whats.isEmpty() ? "" : ": " + whats;
    return switch (kind) {
      case TIME_LIMIT ->
          "the build took longer than it may: " + job.settings().limit().toMinutes() + " min";
      case ARCHITECTURE -> "the package is not made for " + job.settings().targetArch();
      case BAD_SPEC -> "rpmbuild does not understand the spec" + about;
      case MISSING_SOURCE -> "the source package lacks a file that the spec names" + about;
      case DISK_FULL -> "there is no space left for what the build writes" + about;
      case OUT_OF_MEMORY -> "there was not enough memory" + about;
      case SANDBOX -> "this machine does not allow the sandbox of the build" + about;
      case UNPACKAGED_FILES -> "files were installed that no %files lists" + about;
      case MISSING_FILES -> "%files lists what was not installed" + about;
      case EMPTY_FILES -> "a list of files is empty" + about;
      case CHECKSUM -> "a file is not the one that was meant" + about;
      case PATCH ->
          "a patch of the spec does not apply"
              + (evidence.patch().isEmpty() ? "" : ": " + evidence.patch());
      case UNDEFINED_MACRO ->
          "a macro is not defined"
              + (whats.isEmpty() && !evidence.command().isEmpty()
                  ? ", in: " + evidence.command()
                  : about);
      case NETWORK -> "the build wants to reach the network, which it has not" + about;
      case TESTS -> "the tests of the package fail";
      case WARNINGS -> "the compiler takes a warning for an error" + about;
      case COMPILER -> "the compiler does not accept a source" + about;
      case LINKER -> "the linker does not find what is used, or finds it twice" + about;
      case ROUTINE -> "the " + failure.step() + " failed: " + failure.ending();
      case PYTHON_ABI, BUILD_REQUIRES, UNDECLARED_DEPENDENCY ->
          throw new IllegalStateException(kind + " has a text of its own");
    };
  }

  private String fix(CauseKind kind, List<Hint> hints) {
    return switch (kind) {
      case TIME_LIMIT ->
          "raise \"timeLimit\" of the package, or see in the last lines what it waits for";
      case ARCHITECTURE ->
          "leave the package out for this architecture, set its \"targetArch\", or patch ExclusiveArch"
              + " and ExcludeArch of the spec";
      case BAD_SPEC ->
          "patch the spec in "
              + job.name()
              + ".patch; what is newer than the distribution's rpm has to be written in its way";
      case MISSING_SOURCE ->
          "put it beside the spec; if the spec downloads it, fetch it there first: builds have no"
              + " network";
      case DISK_FULL ->
          "free space under "
              + job.directory()
              + " and "
              + job.buildroots()
              + " (and in /tmp), or"
              + " move them to a larger disk; then run again, what was built is kept";
      case OUT_OF_MEMORY -> memoryFix();
      case SANDBOX ->
          "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces),"
              + " or build with \"builder\": \"mock\"";
      case UNPACKAGED_FILES ->
          "list them in %files or remove them at the end of %install, by "
              + job.name()
              + ".patch; or \"macros\": {\"_unpackaged_files_terminate_build\": \"0\"} to leave them out";
      case MISSING_FILES ->
          "see why %install does not make them (a feature that was off, another directory), or take them"
              + " out of %files by "
              + job.name()
              + ".patch";
      case EMPTY_FILES ->
          "nothing with debug information was built: \"macros\": {\"debug_package\": \"%{nil}\"}";
      case CHECKSUM ->
          "get the file again; if upstream changed it, look at the change before its checksum is renewed";
      case PATCH ->
          "the sources have changed since the patch was made: make it anew, or drop it from the spec if"
              + " upstream has it, by "
              + job.name()
              + ".patch";
      case UNDEFINED_MACRO -> macroFix(hints);
      case NETWORK ->
          "give it as a source of the package what it downloads (a Source of the spec, a pre- routine),"
              + " or switch the download off";
      case TESTS ->
          "see which test fails; one that cannot work in a buildroot is skipped by a patch, all of them"
              + " by \"without\": [\"check\"] if the spec knows that, or by rpmbuild's"
              + " \"macros\": {\"__spec_check_pre\": \"exit 0\"}";
      case WARNINGS ->
          "append -Wno-error"
              + (hints.isEmpty() || hints.get(0).what().isEmpty() ? "" : "=" + hints.get(0).what())
              + " to \"macros\": {\"optflags\": …}, or patch the source";
      case COMPILER -> "patch the source, or build a version that this compiler accepts";
      case LINKER ->
          "a library is missing from the link line, or another version of it was found first: patch the"
              + " build, or name the library's package in BuildRequires";
      case ROUTINE -> "see in the log what it said; docs/routines.md tells what it is given";
      case PYTHON_ABI, BUILD_REQUIRES, UNDECLARED_DEPENDENCY ->
          throw new IllegalStateException(kind + " has a text of its own");
    };
  }

  private String memoryFix() {
    OptionalLong memory = job.settings().memory();
    String limit =
        memory.isPresent()
            ? "raise \"memory\" of the package (" + memory.getAsLong() / MEGA + " MiB)"
            : "set \"memory\" of the package, so that fewer such builds run side by side";
    return limit + ", or lower \"parallel\" (" + job.settings().parallel() + " processes at once)";
  }

  private String macroFix(List<Hint> hints) {
    boolean ldconfig = hints.stream().anyMatch(hint -> hint.what().startsWith("%ldconfig"));
    String install =
        "name the package that brings the macro in BuildRequires, or define it in \"macros\"";
    return ldconfig
        ? "write \"%post <package> -p /sbin/ldconfig\" and the same for %postun in its place, by "
            + job.name()
            + ".patch; or "
            + install
        : install;
  }

  private String requiresFix() {
    return job.builder() == BuilderKind.MOCK
        ? "add a repository or a package group that provides it; or correct mock's configuration"
        : "add a repository or a package group that provides it; or patch the BuildRequires";
  }

  private String undeclaredFix() {
    return "add a BuildRequires to the spec by "
        + job.name()
        + ".patch; or to all buildroots by"
        + " \"buildroot\"";
  }

  /** What is missing, each with who has it. */
  private Cause missing(CauseKind kind, List<Hint> hints, String start, String fix) {
    Map<String, Cause.Want> wants = new LinkedHashMap<>();
    Map<String, String> owners = new LinkedHashMap<>();
    for (Hint hint : hints) {
      if (hint.what().isEmpty()) {
        continue;
      }
      WantKind want = hint.rule().want().orElse(WantKind.CAPABILITY);
      String name = want.named(hint.what());
      wants.computeIfAbsent(name, n -> new Cause.Want(n, want.providers(hint.what(), who)));
      owners.merge(name, hint.owner(), (a, b) -> a.isEmpty() ? b : a);
    }
    String because =
        wants.values().stream()
            .limit(SHOWN)
            .map(want -> said(want, owners.getOrDefault(want.name(), "")))
            .collect(Collectors.joining("\n"));
    String names = shown(new ArrayList<>(wants.keySet()));
    Problem problem = new Problem(kind.code(), start + names, where(hints), because, fix);
    return new Cause(kind, problem, new ArrayList<>(wants.values()));
  }

  private static String said(Cause.Want want, String owner) {
    List<String> providers = want.providers();
    String by =
        providers.isEmpty()
            ? "no package of the repositories is known to provide it"
            : "provided by "
                + String.join(", ", providers.subList(0, Math.min(SHOWN, providers.size())));
    return want.name() + (owner.isEmpty() ? "" : ", needed by " + owner) + ": " + by;
  }

  /** A package of the base wants the base's Python, which ours replaces. */
  private Cause pythonAbi(List<Hint> hints) {
    String owner =
        hints.stream().map(Hint::owner).filter(name -> !name.isEmpty()).findFirst().orElse("");
    String package1 = owner.isEmpty() ? "a package" : owner;
    Cause cause =
        missing(
            CauseKind.PYTHON_ABI, hints, package1 + " was made for another Python: it needs ", "-");
    String name = owner.isEmpty() ? "the package that needs it" : PackageWords.name(owner);
    String version = PackageWords.version(owner);
    String fix =
        "build "
            + name
            + " in a package group before this build, made with our Python"
            + (version.isEmpty() ? "" : ", in version " + version + " or newer")
            + "; if it is one already, the base's is newer and was taken: raise its version, or keep the"
            + " base's out by \"excludePackages\": [\""
            + (owner.isEmpty() ? "…" : name)
            + "\"]\nor, if nothing here needs it, drop what asks for it from BuildRequires by "
            + job.name()
            + ".patch";
    Problem told = cause.problem();
    return new Cause(
        cause.kind(),
        new Problem(told.code(), told.what(), told.where(), told.because(), fix),
        cause.wants());
  }

  private Cause plain(CauseKind kind, List<Hint> hints, String what, String fix) {
    return new Cause(kind, Problem.of(kind.code(), what, where(hints), fix), List.of());
  }

  private String where(List<Hint> hints) {
    long line = hints.isEmpty() ? evidence.end() : hints.get(0).line().number();
    return line == 0 ? log.toString() : log + ":" + line;
  }

  private static String whats(List<Hint> hints) {
    List<String> all =
        hints.stream()
            .map(hint -> PackageWords.path(hint.what()))
            .filter(what -> !what.isEmpty())
            .distinct()
            .toList();
    return shown(all);
  }

  private static String shown(List<String> all) {
    String text = all.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return all.size() > SHOWN ? text + " and " + (all.size() - SHOWN) + " more" : text;
  }
}
