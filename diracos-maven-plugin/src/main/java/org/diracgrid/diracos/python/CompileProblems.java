package org.diracgrid.diracos.python;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.ProgramJob;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.build.failure.Cause;
import org.diracgrid.diracos.build.failure.CauseKind;
import org.diracgrid.diracos.build.failure.Diagnosis;
import org.diracgrid.diracos.build.failure.LogLine;
import org.diracgrid.diracos.build.failure.WhoProvides;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.resolve.LockedPython;

/** What can go wrong where wheels are compiled, in words. */
final class CompileProblems {

  /** Statuses of {@code wheel.py}, and of the shell before it. */
  static final int NO_PYTHON = 90;

  private static final int OTHER_PYTHON = 91;
  private static final int NO_HEADERS = 92;
  private static final int NO_COMPILER = 93;

  private static final int SHOWN = 8;
  private static final String READ =
      "read the log; what the build lacks goes into \"pipBuildDependencies\"";
  private static final String OR_A_WHEEL =
      "\nor require a version that has a wheel, or give a wheel of it by \"pip\": {\"findLinks\"}";

  private CompileProblems() {}

  /** It cannot be compiled on this machine, or with this configuration. */
  static DiracosException notHere(LockedPython.Wheel wheel, String where, Problem refused) {
    String because = refused.because().isEmpty() ? "" : "\n" + refused.because();
    return notHere(wheel, where, refused.what() + because, refused.fix());
  }

  private static DiracosException notHere(
      LockedPython.Wheel wheel, String where, String because, String fix) {
    return PythonProblems.notHere(
        wheel.name() + " " + wheel.version(), where, because, fix + OR_A_WHEEL);
  }

  /** The build failed. */
  static DiracosException failed(
      LockedPython.Wheel wheel,
      String where,
      Path source,
      ProgramJob job,
      CommandResult result,
      WhoProvides who) {
    Diagnosis diagnosis = diagnosis(wheel, source, job, result, who);
    String last = lines(diagnosis.last());
    return switch (result.status()) {
      case NO_PYTHON, OTHER_PYTHON ->
          notHere(
              wheel,
              where,
              "the buildroot has not the Python of the bundle\n" + last,
              "add a repository that has the bundle's Python, or take the bundle's from the others");
      case NO_HEADERS ->
          notHere(
              wheel,
              where,
              "the buildroot has no headers of Python\n" + last,
              "add the package that has them to \"pipBuildDependencies\"");
      case NO_COMPILER ->
          notHere(
              wheel,
              where,
              "the buildroot has no compiler\n" + last,
              "add \"gcc\" to \"pipBuildDependencies\"");
      default ->
          PythonProblems.notCompiled(
              wheel.name() + " " + wheel.version(),
              place(diagnosis, job.log()),
              because(diagnosis, result),
              fix(diagnosis) + OR_A_WHEEL);
    };
  }

  private static Diagnosis diagnosis(
      LockedPython.Wheel wheel,
      Path source,
      ProgramJob job,
      CommandResult result,
      WhoProvides who) {
    Path directory = job.results().toAbsolutePath();
    BuildJob like =
        new BuildJob(
            wheel.name(),
            wheel.name(),
            directory,
            BuilderKind.CHROOT,
            source.toAbsolutePath(),
            job.buildroot(),
            job.buildroots().toAbsolutePath(),
            job.settings(),
            RoutineFiles.NONE,
            "{}",
            Optional.empty());
    BuildOutcome outcome =
        BuildOutcome.failed(
            new BuildOutcome.Failure("pip wheel", List.of("pip", "wheel"), result.ending()),
            new TreeMap<>());
    Path plain = job.log().resolveSibling(wheel.name() + ".plain");
    try {
      unindented(job.log(), plain);
      return Diagnosis.of(like, outcome, plain, who);
    } finally {
      AtomicFile.delete(plain);
    }
  }

  /** pip indents what programs say, at which nobody would know it. */
  private static void unindented(Path log, Path plain) {
    try (BufferedReader in = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1);
        BufferedWriter out = Files.newBufferedWriter(plain, StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(line.stripLeading());
        out.newLine();
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(log, e);
    }
  }

  private static String place(Diagnosis diagnosis, Path log) {
    return diagnosis.relevant().stream()
        .findFirst()
        .map(line -> log + ":" + line.number())
        .orElse(log.toString());
  }

  private static String because(Diagnosis diagnosis, CommandResult result) {
    List<LogLine> lines = diagnosis.relevant().isEmpty() ? diagnosis.last() : diagnosis.relevant();
    return "pip wheel: " + result.ending() + "\n" + lines(lines);
  }

  private static String lines(List<LogLine> lines) {
    return lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()).stream()
        .map(line -> line.text().strip())
        .collect(Collectors.joining("\n"));
  }

  private static String fix(Diagnosis diagnosis) {
    List<Cause.Want> wants =
        diagnosis.causes().stream().flatMap(cause -> cause.wants().stream()).toList();
    Set<String> advice = new LinkedHashSet<>();
    for (Cause.Want want : wants) {
      advice.add(
          want.providers().isEmpty()
              ? "add the package that has the " + want.name() + " to \"pipBuildDependencies\""
              : "add \""
                  + want.providers().get(0)
                  + "\", which has the "
                  + want.name()
                  + ", to \"pipBuildDependencies\"");
    }
    if (advice.isEmpty()) {
      return diagnosis.cause().map(cause -> fix(cause.kind())).orElse(READ);
    }
    return advice.stream().limit(SHOWN).collect(Collectors.joining("\n"));
  }

  private static String fix(CauseKind kind) {
    return switch (kind) {
      case TIME_LIMIT -> "raise \"timeLimit\" of \"rpmBuild\"";
      case OUT_OF_MEMORY -> "raise \"memory\" of \"rpmBuild\", or lower its \"parallel\"";
      case DISK_FULL -> "free space where the cache and the build directory are";
      case NETWORK -> "what it downloads it must find in the buildroot: \"pipBuildDependencies\"";
      default -> READ;
    };
  }
}
