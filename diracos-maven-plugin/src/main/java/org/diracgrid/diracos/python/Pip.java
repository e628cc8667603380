package org.diracgrid.diracos.python;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.PipSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.exec.HostProgram;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.python.index.PipConfiguration;
import org.diracgrid.diracos.python.requirements.RequirementsCopy;
import org.diracgrid.diracos.repo.Access;

/**
 * pip, run by a bundle's own Python, out of a relocated tree. It sees that Python's packages and no
 * others, writes to a directory of its own, and to nothing else where bubblewrap works.
 */
public final class Pip {

  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final int BOUND = 4 << 20;
  private static final Pattern PYTHON = Pattern.compile("python3\\.(\\d{1,4})");

  /** Modes of files go into wheels that are built, and must not be those of whoever runs this. */
  private static final List<String> MODES =
      List.of("/bin/sh", "-c", "umask 022; exec \"$@\"", "sh");

  /** The first second that an archive of zip's form can name; a built wheel has no other time. */
  private static final String TIME = "315532800";

  private static final String BUNDLED =
      """
      import ensurepip, glob, os
      places = [os.path.join(os.path.dirname(ensurepip.__file__), '_bundled')]
      print(sorted(f for p in places for f in glob.glob(os.path.join(p, 'pip-*.whl')))[-1])
      """;

  private static final String DOWNLOAD =
      """
      import os, shutil, ssl, sys, urllib.parse, urllib.request
      address, target = sys.argv[1:]
      parts = urllib.parse.urlsplit(address)
      trusted = os.environ.get('PIP_TRUSTED_HOST', '').split()
      context = ssl.create_default_context(cafile=os.environ.get('PIP_CERT'))
      if parts.hostname in trusted or parts.netloc.rpartition('@')[2] in trusted:
          context.check_hostname = False
          context.verify_mode = ssl.CERT_NONE
      handlers = [urllib.request.HTTPSHandler(context=context)]
      proxy = os.environ.get('PIP_PROXY')
      if proxy:
          handlers.append(urllib.request.ProxyHandler({'http': proxy, 'https': proxy}))
      opener = urllib.request.build_opener(*handlers)
      with opener.open(address, timeout=60) as answer, open(target, 'wb') as file:
          shutil.copyfileobj(answer, file)
      """;

  private static final Pattern REPOSITORY = Pattern.compile("[a-z]+\\+[a-z]+:.*");

  private final CommandRunner runner;
  private final Place place;
  private final List<String> sandbox;
  private final SortedMap<String, String> environment = new TreeMap<>();
  private PipSettings settings = new PipSettings(new TreeMap<>());

  /**
   * Where pip runs.
   *
   * @param interpreter the bundle's Python, in its tree, executable
   * @param work a directory of its own
   * @param cache what pip keeps for later runs
   * @param compiled compiled modules, of this content of the tree and no other
   * @param ceiling newest glibc that wheels may need; empty: the host's
   * @param where what asked for it, for messages
   */
  public record Place(
      Path interpreter,
      Path work,
      Path cache,
      Path compiled,
      Optional<String> ceiling,
      String where) {}

  private Pip(CommandRunner runner, Place place) {
    this.runner = runner;
    this.place = place;
    AtomicFile.directory(place.work);
    AtomicFile.directory(place.cache);
    AtomicFile.directory(place.compiled);
    AtomicFile.directory(home());
    AtomicFile.directory(modules());
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", home().toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("TMPDIR", home().toString());
    environment.put("PYTHONNOUSERSITE", "1");
    if (keepsModulesElsewhere(place.interpreter)) {
      environment.put("PYTHONPYCACHEPREFIX", place.compiled.toString());
    } else {
      environment.put("PYTHONDONTWRITEBYTECODE", "1");
    }
    environment.put("PYTHONPATH", modules().toString());
    // Where Debian's Python puts packages of the system; no other knows the variable.
    environment.put("DEB_PYTHON_INSTALL_LAYOUT", "deb_system");
    environment.put("SOURCE_DATE_EPOCH", TIME);
    environment.put("PYTHONHASHSEED", "0");
    environment.put("PIP_CONFIG_FILE", "/dev/null");
    environment.put("PIP_CACHE_DIR", place.cache.toString());
    environment.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    environment.put("PIP_NO_INPUT", "1");
    this.sandbox = sandbox();
  }

  /**
   * Makes pip ready.
   *
   * @param spec where it looks
   * @param own pip's own configuration
   * @param host the variables of the host's environment
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-02 if that Python has none
   */
  public static Pip open(
      CommandRunner runner,
      Place place,
      PipSpec spec,
      PipConfiguration own,
      Map<String, String> host,
      Access access) {
    Pip pip = new Pip(runner, place);
    if (!isInstalled(place.interpreter)) {
      pip.find();
    }
    pip.settings = PipSettings.of(spec, own, host, access);
    pip.environment.putAll(pip.settings.variables());
    return pip;
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
    return place.work.resolve("home");
  }

  private Path modules() {
    return place.work.resolve("modules");
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
    for (Path own : List.of(place.work, place.cache, place.compiled)) {
      words.addAll(List.of("--bind", own.toString(), own.toString()));
    }
    words.addAll(List.of("--chdir", place.work.toString()));
    List<String> probe = new ArrayList<>(words);
    probe.add("/bin/true");
    return runner.run(Command.of(probe, place.work, environment)).succeeded() ? words : List.of();
  }

  /** Looks for pip among the packages, else for the one that Python brings to install it. */
  private void find() {
    CommandResult version = python(List.of("-m", "pip", "--version"));
    if (version.succeeded()) {
      return;
    }
    CommandResult bundled = python(List.of("-c", BUNDLED));
    if (!bundled.succeeded()) {
      throw PythonProblems.noPip(place.where, version);
    }
    environment.put("PYTHONPATH", modules() + ":" + bundled.output().strip());
    CommandResult again = python(List.of("-m", "pip", "--version"));
    if (!again.succeeded()) {
      throw PythonProblems.noPip(place.where, again);
    }
  }

  private CommandResult python(List<String> arguments) {
    return run(arguments, true, true);
  }

  private CommandResult run(List<String> arguments, boolean network, boolean index) {
    List<String> words = new ArrayList<>(sandbox);
    Map<String, String> variables = new TreeMap<>(environment);
    if (!index) {
      variables.keySet().removeAll(PipSettings.SOURCES);
    }
    if (!network) {
      variables.keySet().removeAll(settings.variables().keySet());
      if (!sandbox.isEmpty()) {
        words.add("--unshare-net");
      }
    }
    words.addAll(MODES);
    words.add(place.interpreter.toString());
    words.addAll(arguments);
    return runner.run(Command.of(words, place.work, variables).withLimit(LIMIT).withBound(BOUND));
  }

  /** Where it looks. */
  public PipSettings settings() {
    return settings;
  }

  /**
   * Chooses what a requirements file asks for.
   *
   * @param over whether what is installed already counts
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-04 to -08
   */
  PipReport resolve(RequirementsCopy requirements, boolean over) {
    limitGlibc();
    List<String> words = over ? List.of() : List.of("--ignore-installed");
    CommandResult done = dryRun(words, List.of("-r", requirements.file().toString()));
    AtomicFile.delete(modules().resolve("_manylinux.py"));
    if (!done.succeeded()) {
      CommandResult told = located(done, requirements);
      throw HashProblems.of(told, place.where, requirements.needed())
          .orElseGet(() -> PythonProblems.failed(place.where, told, place.ceiling));
    }
    return report();
  }

  /**
   * Chooses wheels of tools that run in this Python.
   *
   * @param requirements as pip takes them
   * @return empty if there are none; only what a build needs and what that needs
   */
  Optional<PipReport> tools(Collection<String> requirements) {
    List<String> words = List.of("--ignore-installed", "--only-binary", ":all:");
    CommandResult done = dryRun(words, List.copyOf(requirements));
    return done.succeeded() ? Optional.of(report()) : Optional.empty();
  }

  private CommandResult dryRun(List<String> options, List<String> requirements) {
    AtomicFile.delete(reportFile());
    List<String> words = new ArrayList<>(List.of("-m", "pip", "install", "--dry-run", "--quiet"));
    words.addAll(options);
    words.addAll(List.of("--report", reportFile().toString()));
    words.addAll(requirements);
    return python(words);
  }

  private Path reportFile() {
    return place.work.resolve("report.json");
  }

  private PipReport report() {
    try {
      return PipReport.parse(Files.readAllBytes(reportFile()));
    } catch (IOException e) {
      throw AtomicFile.unreadable(reportFile(), e);
    }
  }

  private static CommandResult located(CommandResult done, RequirementsCopy requirements) {
    return new CommandResult(
        done.status(),
        done.timedOut(),
        requirements.located(done.output()),
        requirements.located(done.errors()),
        done.took(),
        done.tooMuchMemory());
  }

  /** pip asks this module which wheels of "manylinux" the platform can run (PEP 600). */
  private void limitGlibc() {
    place.ceiling.ifPresent(
        glibc -> {
          List<String> parts = List.of(glibc.split("\\.", -1));
          String text =
              "def manylinux_compatible(major, minor, arch):\n"
                  + "    return (major, minor) <= ("
                  + parts.get(0)
                  + ", "
                  + parts.get(1)
                  + ")\n";
          AtomicFile.write(
              modules().resolve("_manylinux.py"), text.getBytes(StandardCharsets.UTF_8));
        });
  }

  /**
   * Builds a wheel of a source archive, without network; or of a repository, which is asked.
   *
   * @param source path or address, as pip takes it
   * @param file what messages call it
   * @param links directory with the wheels of the tools that it is built with
   * @param into an empty directory for the wheel, which has no compiled code in it
   * @return a requirement of the build that {@code links} has not; empty if the wheel is there
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-09 if it cannot be built, -10
   *     if it would have been compiled
   */
  Optional<String> build(String source, String file, Path links, Path into) {
    List<String> words = new ArrayList<>(List.of("-m", "pip", "wheel", "--no-deps", "--no-index"));
    words.addAll(List.of("--no-cache-dir", "--find-links", links.toString()));
    words.addAll(List.of("-q", "-w", into.toString(), source));
    CommandResult done = run(words, isRepository(source), false);
    if (!done.succeeded()) {
      Optional<String> missing = PythonProblems.missing(done);
      if (missing.isPresent()) {
        return missing;
      }
      throw PythonProblems.notBuilt(file, place.where, PythonProblems.last(done));
    }
    try (DirectoryStream<Path> wheels = Files.newDirectoryStream(into, "*.whl")) {
      Path wheel = wheels.iterator().next();
      String name = String.valueOf(wheel.getFileName());
      if (!name.endsWith("-none-any.whl")) {
        throw PythonProblems.compiled(name, place.where);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw AtomicFile.unreadable(into, e);
    }
  }

  /**
   * Fetches an archive of a host that only pip's settings trust; the caller looks at its checksum.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-06 if it cannot be had
   */
  void download(URI address, Path target) {
    CommandResult done = python(List.of("-c", DOWNLOAD, address.toString(), target.toString()));
    if (!done.succeeded()) {
      throw PythonProblems.unreachable(" for " + address, place.where, PythonProblems.last(done));
    }
  }

  /** Whether it is the address of a repository of a version control system. */
  static boolean isRepository(String source) {
    return REPOSITORY.matcher(source).matches();
  }

  /** What asked for it, for messages. */
  String where() {
    return place.where;
  }

  /** Runs a program of Python that only looks. */
  CommandResult look(String program, String... arguments) {
    List<String> words = new ArrayList<>(List.of("-c", program));
    words.addAll(List.of(arguments));
    return run(words, false, false);
  }

  private String said(String program) {
    CommandResult done = look(program);
    if (!done.succeeded()) {
      throw PythonProblems.failed(place.where, done, Optional.empty());
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

  /** Its own version. */
  String version() {
    return said("import pip; print('pip', pip.__version__)");
  }

  /** The directory that holds its package, or the wheel that it is run from. */
  Path place() {
    return Path.of(
        said(
            "import os, pip\n"
                + "print(os.path.dirname(os.path.dirname(os.path.abspath(pip.__file__))))"));
  }

  /**
   * Installs wheels, without network.
   *
   * @param wheels checksum of each by {@code name==version}
   * @param links directory that holds them under their names
   * @param root made anew: what would stand below {@code /} of the host
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-04 to -08
   */
  void install(SortedMap<String, Checksum> wheels, Path links, Path root) {
    Directories.delete(root);
    StringBuilder text = new StringBuilder();
    wheels.forEach(
        (name, checksum) ->
            text.append(name).append(" --hash=sha256:").append(checksum.hex()).append('\n'));
    Path file = place.work.resolve("locked.txt");
    AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    CommandResult done =
        run(
            List.of(
                "-m",
                "pip",
                "--isolated",
                "install",
                "--quiet",
                "--no-index",
                "--find-links",
                links.toString(),
                "--no-deps",
                "--require-hashes",
                "--no-compile",
                "--ignore-installed",
                "--no-warn-script-location",
                "--root-user-action=ignore",
                "--root",
                root.toString(),
                "-r",
                file.toString()),
            false,
            false);
    if (!done.succeeded()) {
      throw PythonProblems.failed(place.where, done, place.ceiling);
    }
  }

  /**
   * Asks whether the packages of this Python fit together.
   *
   * @param more further places of packages
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-12 with what does not
   */
  public void check(List<Path> more) {
    String usual = environment.getOrDefault("PYTHONPATH", "");
    StringBuilder path = new StringBuilder();
    more.forEach(place -> path.append(place).append(':'));
    environment.put("PYTHONPATH", path + usual);
    CommandResult done = run(List.of("-m", "pip", "--isolated", "check"), false, false);
    environment.put("PYTHONPATH", usual);
    if (!done.succeeded()) {
      throw PythonProblems.inconsistent(done);
    }
  }
}
