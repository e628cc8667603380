package org.diracgrid.diracos.python;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.PipSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.python.index.PipConfiguration;
import org.diracgrid.diracos.python.requirements.RequirementsCopy;
import org.diracgrid.diracos.repo.Access;

/**
 * pip, run by a bundle's own Python, out of a relocated tree. It sees that Python's packages and no
 * others, writes to a directory of its own, and to nothing else where bubblewrap works.
 */
public final class Pip implements AutoCloseable {

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

  private final BundlePython python;
  private final Place place;
  private final PipSettings settings;

  private Pip(BundlePython python, Place place, PipSettings settings) {
    this.python = python;
    this.place = place;
    this.settings = settings;
  }

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
    PipSettings settings = PipSettings.of(spec, own, host, access);
    return new Pip(new BundlePython(runner, place, settings), place, settings);
  }

  /**
   * The same, in the same process if one waits.
   *
   * @param ceiling newest glibc that wheels may need; empty: the host's
   */
  public Pip limitedTo(Optional<String> ceiling) {
    Place limited =
        new Place(place.interpreter, place.work, place.cache, place.compiled, ceiling, place.where);
    return new Pip(python, limited, settings);
  }

  /** Says that it will be asked soon, and more than once, in a tree that stays as it is. */
  public void expect() {
    python.expect();
  }

  /** Ends what {@link #expect} began. */
  @Override
  public void close() {
    python.close();
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
    AtomicFile.delete(python.modules().resolve("_manylinux.py"));
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
    List<String> words = new ArrayList<>(List.of("install", "--dry-run", "--quiet"));
    words.addAll(options);
    words.addAll(List.of("--report", reportFile().toString()));
    words.addAll(requirements);
    return python.pip(words, BundlePython.Reach.INDEX, List.of());
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
              python.modules().resolve("_manylinux.py"), text.getBytes(StandardCharsets.UTF_8));
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
    CommandResult done =
        python.run(
            words, isRepository(source) ? BundlePython.Reach.NETWORK : BundlePython.Reach.NOTHING);
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
    CommandResult done =
        python.run(
            List.of("-c", DOWNLOAD, address.toString(), target.toString()),
            BundlePython.Reach.INDEX);
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

  /** The Python that runs it. */
  BundlePython python() {
    return python;
  }

  /** Its own version. */
  String version() {
    return python.said("import pip; print('pip', pip.__version__)");
  }

  /** The directory that holds its package, or the wheel that it is run from. */
  Path place() {
    return Path.of(
        python.said(
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
        python.pip(
            List.of(
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
            BundlePython.Reach.NOTHING,
            List.of());
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
    CommandResult done =
        python.pip(List.of("--isolated", "check"), BundlePython.Reach.NOTHING, more);
    if (!done.succeeded()) {
      throw PythonProblems.inconsistent(done);
    }
  }
}
