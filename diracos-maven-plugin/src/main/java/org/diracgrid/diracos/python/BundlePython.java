package org.diracgrid.diracos.python;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.exec.HostProgram;
import org.diracgrid.diracos.path.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * A bundle's own Python, run out of a relocated tree. It sees its own packages and no others,
 * writes to directories of its own, and to nothing else where bubblewrap works.
 */
final class BundlePython implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final int BOUND = 4 << 20;
  private static final Pattern PYTHON = Pattern.compile("python3\\.(\\d{1,4})");

  /** Modes of files go into wheels that are built, and must not be those of whoever runs this. */
  private static final List<String> MODES =
      List.of("/bin/sh", "-c", "umask 022; exec \"$@\"", "sh");

  /** The first second that an archive of zip's form can name; a built wheel has no other time. */
  static final long EPOCH = 315_532_800;

  private static final String BUNDLED =
      """
      import ensurepip, glob, os
      places = [os.path.join(os.path.dirname(ensurepip.__file__), '_bundled')]
      print(sorted(f for p in places for f in glob.glob(os.path.join(p, 'pip-*.whl')))[-1])
      """;

  /** What a program may reach. */
  enum Reach {
    /** The network, and the settings that say where packages are looked for. */
    INDEX,
    /** The network. */
    NETWORK,
    /** This machine. */
    NOTHING
  }

  private final CommandRunner runner;
  private final Pip.Place place;
  private final List<String> sandbox;
  private final SortedMap<String, String> environment = new TreeMap<>();
  private final PipSettings settings;
  private @Nullable WaitingPip waiting;

  BundlePython(CommandRunner runner, Pip.Place place, PipSettings settings) {
    this.runner = runner;
    this.place = place;
    this.settings = settings;
    AtomicFile.directory(place.work());
    AtomicFile.directory(place.cache());
    AtomicFile.directory(place.compiled());
    AtomicFile.directory(home());
    AtomicFile.directory(modules());
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", home().toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("TMPDIR", home().toString());
    environment.put("PYTHONNOUSERSITE", "1");
    if (keepsModulesElsewhere(place.interpreter())) {
      environment.put("PYTHONPYCACHEPREFIX", place.compiled().toString());
    } else {
      environment.put("PYTHONDONTWRITEBYTECODE", "1");
    }
    environment.put("PYTHONPATH", modules().toString());
    // Where Debian's Python puts packages of the system; no other knows the variable.
    environment.put("DEB_PYTHON_INSTALL_LAYOUT", "deb_system");
    environment.put("SOURCE_DATE_EPOCH", Long.toString(EPOCH));
    environment.put("PYTHONHASHSEED", "0");
    environment.put("PIP_CONFIG_FILE", "/dev/null");
    environment.put("PIP_CACHE_DIR", place.cache().toString());
    environment.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    environment.put("PIP_NO_INPUT", "1");
    this.sandbox = sandbox();
    if (!isInstalled(place.interpreter())) {
      find();
    }
  }

  /** Python 3.8 and later can be told where compiled modules go. */
  private static boolean keepsModulesElsewhere(Path interpreter) {
    try {
      Matcher name = PYTHON.matcher(String.valueOf(interpreter.toRealPath().getFileName()));
      return name.matches() && Integer.parseInt(name.group(1)) >= 8;
    } catch (IOException e) {
      throw AtomicFile.unreadable(interpreter, e);
    }
  }

  /** Whether it lies where this Python looks; to start it takes as long as to resolve. */
  private static boolean isInstalled(Path interpreter) {
    Path prefix = interpreter.resolveSibling("..").normalize();
    for (String library : List.of("lib", "lib64")) {
      Path directory = prefix.resolve(library);
      if (Files.isDirectory(directory)) {
        try (DirectoryStream<Path> places = Files.newDirectoryStream(directory, "python3*")) {
          for (Path place : places) {
            if (Files.isRegularFile(place.resolve("site-packages/pip/__main__.py"))
                || Files.isRegularFile(place.resolve("dist-packages/pip/__main__.py"))) {
              return true;
            }
          }
        } catch (IOException e) {
          throw AtomicFile.unreadable(directory, e);
        }
      }
    }
    return false;
  }

  private Path home() {
    return place.work().resolve("home");
  }

  /** Where modules can be put before all others. */
  Path modules() {
    return place.work().resolve("modules");
  }

  /** The sandbox's words; none where it does not work. */
  private List<String> sandbox() {
    Optional<Path> program = HostProgram.find("bwrap");
    if (program.isEmpty()) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    words.addAll(List.of(program.get().toString(), "--die-with-parent", "--unshare-pid"));
    words.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
    for (Path own : List.of(place.work(), place.cache(), place.compiled())) {
      words.addAll(List.of("--bind", own.toString(), own.toString()));
    }
    words.addAll(List.of("--chdir", place.work().toString()));
    List<String> probe = new ArrayList<>(words);
    probe.add("/bin/true");
    return runner.run(Command.of(probe, place.work(), environment)).succeeded() ? words : List.of();
  }

  /** Looks for pip among the packages, else for the one that Python brings to install it. */
  private void find() {
    CommandResult version = run(List.of("-m", "pip", "--version"), Reach.NOTHING);
    if (version.succeeded()) {
      return;
    }
    CommandResult bundled = run(List.of("-c", BUNDLED), Reach.NOTHING);
    if (!bundled.succeeded()) {
      throw PythonProblems.noPip(place.where(), version);
    }
    environment.put("PYTHONPATH", modules() + ":" + bundled.output().strip());
    CommandResult again = run(List.of("-m", "pip", "--version"), Reach.NOTHING);
    if (!again.succeeded()) {
      throw PythonProblems.noPip(place.where(), again);
    }
  }

  /** Runs it. */
  CommandResult run(List<String> arguments, Reach reach) {
    return runner.run(command(arguments, reach, List.of()));
  }

  /**
   * Starts a pip that runs all that {@link #pip} is asked, in a tree that stays as it is. It
   * reaches the index; what else it is asked must not need it.
   */
  synchronized void expect() {
    if (waiting == null) {
      Command command = command(WaitingPip.words(), Reach.INDEX, List.of());
      waiting = WaitingPip.start(runner, command, place.work());
    }
  }

  /**
   * Runs pip, the one that waits for it if there is one.
   *
   * @param before places of packages that come before its own
   */
  CommandResult pip(List<String> arguments, Reach reach, List<Path> before) {
    WaitingPip ready = waiting();
    if (ready != null) {
      return ready.run(arguments, before);
    }
    List<String> words = new ArrayList<>(List.of("-m", "pip"));
    words.addAll(arguments);
    return runner.run(command(words, reach, before));
  }

  private synchronized @Nullable WaitingPip waiting() {
    return waiting;
  }

  /** Ends the one that waits. */
  @Override
  public synchronized void close() {
    if (waiting != null) {
      waiting.close();
      waiting = null;
    }
  }

  private Command command(List<String> arguments, Reach reach, List<Path> before) {
    List<String> words = new ArrayList<>(sandbox);
    Map<String, String> variables = new TreeMap<>(environment);
    if (reach != Reach.NOTHING) {
      variables.putAll(settings.variables());
    } else if (!sandbox.isEmpty()) {
      words.add("--unshare-net");
    }
    if (reach != Reach.INDEX) {
      variables.keySet().removeAll(PipSettings.SOURCES);
    }
    before.forEach(one -> variables.merge("PYTHONPATH", one + ":", (usual, more) -> more + usual));
    words.addAll(MODES);
    words.add(place.interpreter().toString());
    words.addAll(arguments);
    return Command.of(words, place.work(), variables).withLimit(LIMIT).withBound(BOUND);
  }

  /** Runs a program of Python that only looks. */
  CommandResult look(String program, String... arguments) {
    List<String> words = new ArrayList<>(List.of("-c", program));
    words.addAll(List.of(arguments));
    return run(words, Reach.NOTHING);
  }

  /** What such a program says. */
  String said(String program) {
    CommandResult done = look(program);
    if (!done.succeeded()) {
      throw PythonProblems.failed(place.where(), done, Optional.empty());
    }
    return done.output().strip();
  }

  /** Which Python runs it. */
  PythonAbi abi() {
    String[] words =
        said("import sys, sysconfig\n"
                + "print('%d.%d' % sys.version_info[:2], sysconfig.get_config_var('SOABI'))")
            .split(" ", 2);
    return new PythonAbi(words[0], words[1]);
  }
}
