package org.diracgrid.diracos.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.ProgramJob;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.resolve.LockedPython;
import org.jspecify.annotations.Nullable;

/**
 * Builds wheels with compiled code in a buildroot, without network. Which wheel came of which
 * inputs is noted in {@code inputs/} beside the kept wheels, so that it is not built again.
 */
final class CompiledWheels {

  private static final int FORM = 1;

  private static final String PROGRAM = "wheel.py";
  private static final Pattern LACKING =
      Pattern.compile("(?m)ERROR: No matching distribution found for (.+?)(?: \\(from .*)?$");
  private static final String FIND =
      "umask 022\n"
          + "for python in /usr/bin/python$1 /usr/bin/python3; do\n"
          + "  if [ -x $python ]; then exec $python wheel.py \"$@\"; fi\n"
          + "done\n"
          + "exit "
          + CompileProblems.NO_PYTHON;

  private final Pip pip;
  private final WheelBuilder builder;
  private final Wheels.Places places;
  private @Nullable PythonAbi python;

  /** Builds in the buildroots of {@code builder}, with that pip. */
  CompiledWheels(Pip pip, WheelBuilder builder, Wheels.Places places) {
    this.pip = pip;
    this.builder = builder;
    this.places = places;
  }

  private PythonAbi python() {
    PythonAbi known = python;
    if (known == null) {
      known = pip.python().abi();
      python = known;
    }
    return known;
  }

  /** Why there is no buildroot, if there is none. */
  Optional<Problem> refused() {
    return builder.choose(python()).refused();
  }

  /** The build of a source archive. */
  One of(LockedPython.Wheel source) {
    return new One(source);
  }

  /** One build. */
  final class One {

    private final LockedPython.Wheel wheel;
    private final Path log;
    private @Nullable Checksum inputs;

    private One(LockedPython.Wheel wheel) {
      this.wheel = wheel;
      this.log = logs().resolve(wheel.name() + "-" + wheel.version() + ".log");
    }

    private Path logs() {
      return places.work().resolve("logs");
    }

    /** What it was built of the last time. */
    Checksum inputs() {
      Checksum known = inputs;
      if (known == null) {
        throw new IllegalStateException("not built");
      }
      return known;
    }

    private Path note(Checksum digest) {
      return places.built().resolve("inputs").resolve(digest.hex());
    }

    /** Notes what came of it. */
    void remember(LockedPython.Build build) {
      AtomicFile.directory(places.built().resolve("inputs"));
      AtomicFile.write(note(inputs()), (build.checksum() + "  " + build.file()).getBytes(UTF_8));
    }

    /**
     * Builds it, or takes what was built of the same.
     *
     * @param source the archive, under its name
     * @param tools directory with the wheels that it is built with
     * @param into an empty directory for the wheel
     * @return a requirement of the build that {@code tools} has not; empty if the wheel is there
     * @throws DiracosException DOS-PYTHON-10 if nothing can be compiled here, -16 if it fails
     */
    Optional<String> build(Path source, Path tools, Path into) {
      Checksum digest = digest(tools);
      inputs = digest;
      if (known(digest, into)) {
        return Optional.empty();
      }
      AtomicFile.directory(logs());
      AtomicFile.delete(log);
      ProgramJob job = job(source, tools, into);
      CommandResult done = run(job);
      if (done.succeeded()) {
        return Optional.empty();
      }
      Optional<String> lacking = lacking();
      AtomicFile.directory(into);
      if (lacking.isEmpty()) {
        throw CompileProblems.failed(wheel, pip.where(), source, job, done, builder);
      }
      return lacking;
    }

    private boolean known(Checksum digest, Path into) {
      Path note = note(digest);
      try {
        if (!Files.isRegularFile(note)) {
          return false;
        }
        String[] words = Files.readString(note, UTF_8).strip().split("  ", 2);
        if (words.length < 2 || words[1].contains("/")) {
          return false;
        }
        Checksum checksum = Checksum.parse(words[0]);
        Path kept = places.built().resolve(checksum.hex()).resolve(words[1]);
        if (!Files.isRegularFile(kept) || !Checksum.of(Algorithm.SHA256, kept).equals(checksum)) {
          Directories.delete(places.built().resolve(checksum.hex()));
          return false;
        }
        Files.copy(kept, into.resolve(words[1]));
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      } catch (IOException e) {
        throw AtomicFile.unreadable(note, e);
      }
    }

    private CommandResult run(ProgramJob job) {
      try {
        return builder.run(job);
      } catch (DiracosException e) {
        Problem problem = e.problems().get(0);
        if (problem.code().matches("DOS-CHROOT-0[123]")) {
          throw CompileProblems.notHere(wheel, pip.where(), problem);
        }
        throw e;
      }
    }

    private ProgramJob job(Path source, Path tools, Path into) {
      BuildSettings settings = builder.settings();
      Path program = places.work().resolve(PROGRAM);
      AtomicFile.write(program, SourceLook.program(PROGRAM).getBytes(UTF_8));
      Path own = pip.place();
      String modules = "pip";
      SortedMap<String, Path> given = new TreeMap<>();
      given.put(PROGRAM, program);
      given.put("source/" + source.getFileName(), source);
      // Archives are links to the cache.
      files(tools).forEach((name, file) -> given.put("links/" + name, file));
      if (Files.isDirectory(own)) {
        given.put("pip/pip", own.resolve("pip"));
      } else {
        modules = "pip/" + own.getFileName();
        given.put(modules, own);
      }
      SortedMap<String, String> environment = new TreeMap<>();
      environment.put("PYTHONPATH", "/builddir/" + modules);
      environment.put("PYTHONNOUSERSITE", "1");
      environment.put("PYTHONDONTWRITEBYTECODE", "1");
      environment.put("PYTHONHASHSEED", "0");
      environment.put("SOURCE_DATE_EPOCH", Long.toString(epoch()));
      environment.put("MAKEFLAGS", "-j" + settings.parallel());
      environment.put("CMAKE_BUILD_PARALLEL_LEVEL", Integer.toString(settings.parallel()));
      int fragment = wheel.url().indexOf('#');
      String inside = "source/" + source.getFileName();
      String asked =
          fragment < 0
              ? inside
              : wheel.name() + " @ file:///builddir/" + inside + wheel.url().substring(fragment);
      List<String> words = List.of(python().version(), python().soabi(), asked);
      List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", FIND, "wheel"));
      command.addAll(words);
      return new ProgramJob(
          builder.choose(python()).packages(),
          builder.buildroots(),
          settings,
          given,
          command,
          environment,
          into,
          log);
    }

    private long epoch() {
      return builder.settings().sourceDateEpoch().orElse(BundlePython.EPOCH);
    }

    private static SortedMap<String, Path> files(Path directory) {
      SortedMap<String, Path> found = new TreeMap<>();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        files.forEach(file -> found.put(String.valueOf(file.getFileName()), file));
        return found;
      } catch (IOException e) {
        throw AtomicFile.unreadable(directory, e);
      }
    }

    private Checksum digest(Path tools) {
      StringBuilder text = new StringBuilder("compiled wheel, form " + FORM + "\n");
      text.append("source ").append(wheel.file()).append(' ').append(wheel.checksum());
      text.append(' ').append(wheel.url().replaceAll("^[^#]*", "")).append('\n');
      text.append(python()).append('\n').append(pip.version()).append('\n');
      text.append("program ").append(SourceLook.program(PROGRAM)).append('\n');
      text.append("target ").append(builder.settings().targetArch()).append('\n');
      text.append("time ").append(epoch()).append('\n');
      try {
        for (Map.Entry<String, Path> tool : files(tools).entrySet()) {
          text.append("with ").append(tool.getKey()).append(' ');
          text.append(Checksum.of(Algorithm.SHA256, tool.getValue())).append('\n');
        }
      } catch (IOException e) {
        throw AtomicFile.unreadable(tools, e);
      }
      builder.choose(python()).packages().stream()
          .map(each -> "package " + each.nevra() + " " + each.checksum() + "\n")
          .sorted()
          .forEach(text::append);
      return Checksum.of(Algorithm.SHA256, text.toString().getBytes(UTF_8));
    }

    /** The requirement that the build asked for and had not. */
    private Optional<String> lacking() {
      try {
        Matcher matcher = LACKING.matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
      } catch (IOException e) {
        throw AtomicFile.unreadable(log, e);
      }
    }
  }
}
