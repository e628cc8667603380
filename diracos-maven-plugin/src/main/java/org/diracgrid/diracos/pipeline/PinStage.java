package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.config.PipSpec;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.python.index.IndexFile;
import org.diracgrid.diracos.python.index.PipConfiguration;
import org.diracgrid.diracos.python.index.PythonIndex;
import org.diracgrid.diracos.python.pin.PinPlan;
import org.diracgrid.diracos.python.pin.PinRules;
import org.diracgrid.diracos.python.pin.TextDiff;
import org.diracgrid.diracos.python.requirements.Pep440Version;
import org.diracgrid.diracos.python.requirements.PipOption;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Setting;
import org.diracgrid.diracos.python.requirements.RequirementsTree;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.resolve.LockJson;

/** From loose requirements to pinned ones: the requirements file is written anew. */
final class PinStage {

  private static final Pattern INTERPRETER = Pattern.compile("python(?:[23](?:\\.?[0-9]+)?)?");
  private static final Pattern LOGIN = Pattern.compile("//[^/@\\s]*@");

  private final Run run;

  PinStage(Run run) {
    this.run = run;
  }

  PinPlan pin(PinRequest wanted) {
    Location first = run.spec().pipRequirements().orElseThrow(this::nothing);
    RequirementsTree tree = new RequirementsSource(run, first).tree();
    if (!first.isFile()) {
      tree = moved(tree, wanted);
    }
    PipConfiguration configuration = PipConfiguration.ofHost();
    PythonIndex index = index(tree, configuration);
    Map<String, List<IndexFile>> known = ask(index, PinPlan.asked(tree));
    PinPlan plan = PinPlan.of(tree, known, rules(tree, configuration, wanted), index::sha256);
    plan.warnings().forEach(run.progress()::warn);
    boolean changed = false;
    for (PinPlan.Pinned file : plan.files()) {
      changed |= file.isChanged();
      show(file);
    }
    if (!changed) {
      run.progress().info("all requirements are pinned");
    }
    if (!wanted.dryRun()) {
      write(plan, wanted);
    }
    return plan;
  }

  private DiracosException nothing() {
    return DiracosException.of(
        Problem.of(
            "DOS-PYTHON-32",
            "there is nothing to pin: no requirements file is named",
            run.request().config().toString(),
            "name it: \"pipRequirements\": \"requirements.txt\""));
  }

  /** A file of the web is written elsewhere; what it takes in stays where it is. */
  private static RequirementsTree moved(RequirementsTree tree, PinRequest wanted) {
    RequirementsTree.Member first = tree.files().get(0);
    Path output =
        wanted
            .output()
            .orElseThrow(
                () ->
                    DiracosException.of(
                        Problem.of(
                            "DOS-PYTHON-33",
                            "the requirements file is not on this machine, so it cannot be"
                                + " written",
                            first.file().source(),
                            "say where to with -Ddiracos.pin.output=requirements.txt")));
    List<RequirementsTree.Member> files = new ArrayList<>(tree.files());
    Location here = Location.parse(output.toString(), Path.of("").toAbsolutePath());
    files.set(0, new RequirementsTree.Member(here, first.file(), false));
    return new RequirementsTree(files);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  /** Options of requirements files win over the configuration, that over pip's own. */
  private PythonIndex index(RequirementsTree tree, PipConfiguration configuration) {
    Path base = run.request().base();
    PipSpec spec = run.spec().pip();
    Optional<Location> main =
        spec.indexUrl().or(() -> configuration.indexUrl().map(url -> PythonIndex.place(url, base)));
    List<Location> extra =
        new ArrayList<>(
            spec.extraIndexUrls().isEmpty()
                ? places(configuration.extraIndexUrls(), base)
                : spec.extraIndexUrls());
    List<Location> links =
        new ArrayList<>(
            spec.findLinks().isEmpty()
                ? places(configuration.findLinks(), base)
                : spec.findLinks());
    boolean without = configuration.noIndex() && spec.indexUrl().isEmpty();
    for (RequirementsTree.Member member : tree.files()) {
      Path beside = member.location().isFile() ? member.location().path().resolveSibling("") : base;
      for (Setting setting : member.file().settings()) {
        switch (setting.option()) {
          case INDEX_URL -> main = Optional.of(PythonIndex.place(setting.value(), beside));
          case EXTRA_INDEX_URL -> extra.add(PythonIndex.place(setting.value(), beside));
          case FIND_LINKS -> links.add(PythonIndex.place(setting.value(), beside));
          case NO_INDEX -> without = true;
          default -> {
            // It does not say where to look.
          }
        }
      }
    }
    List<Location> indexes =
        without ? List.of() : Stream.concat(main.stream(), extra.stream()).distinct().toList();
    if (!without && main.isEmpty() && !extra.isEmpty()) {
      run.progress().info("no main index is named: only the extra indexes are asked");
    }
    return new PythonIndex(new PythonIndex.Places(indexes, links), run.downloads().fetcher());
  }

  private static List<Location> places(List<String> given, Path base) {
    return given.stream().map(place -> PythonIndex.place(place, base)).toList();
  }

  private Map<String, List<IndexFile>> ask(PythonIndex index, SortedMap<String, String> names) {
    Map<String, List<IndexFile>> known = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    int threads = Math.min(8, run.environment().threads());
    try (Stage stage = run.progress().stage("ask the Python index", names.size(), Unit.ITEMS)) {
      List<String> order = List.copyOf(names.keySet());
      for (int from = 0; from < order.size(); from += threads) {
        Map<String, Beside<List<IndexFile>>> answers = new LinkedHashMap<>();
        order
            .subList(from, Math.min(order.size(), from + threads))
            .forEach(name -> answers.put(name, Beside.start(() -> index.files(name))));
        answers.forEach(
            (name, answer) -> {
              List<IndexFile> files = answer.get();
              if (files.isEmpty()) {
                problems.add(index.unknown(name, names.getOrDefault(name, "")));
              }
              known.put(name, files);
              stage.advance(1);
            });
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    return known;
  }

  private PinRules rules(RequirementsTree tree, PipConfiguration configuration, PinRequest wanted) {
    Optional<Pep440Version> python = wanted.python().map(PinRules::python).or(this::ofLock);
    if (python.isEmpty()) {
      run.progress()
          .info(
              "no lock names a Python: versions are chosen whatever Python they need; say"
                  + " -Ddiracos.pin.python=3.11 to choose for one");
    }
    boolean pre =
        configuration.pre()
            || tree.files().stream()
                .flatMap(member -> member.file().settings().stream())
                .anyMatch(setting -> setting.option() == PipOption.PRE);
    return new PinRules(python, wanted.hashes(), pre);
  }

  /** The Python that the lock beside the configuration ships. */
  private Optional<Pep440Version> ofLock() {
    Path file = run.request().lock();
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Lock lock = LockJson.read(bytes(file), LockFile.name(run));
    return lock.packages().stream()
        .map(Lock.LockedPackage::nevra)
        .filter(nevra -> INTERPRETER.matcher(nevra.name()).matches())
        .flatMap(nevra -> Pep440Version.parse(nevra.evr().version()).stream())
        .max(Pep440Version::compareTo);
  }

  private void show(PinPlan.Pinned file) {
    String name = file.location().path().toString();
    TextDiff.lines(name, file.before().text(), file.after().text()).stream()
        .map(line -> LOGIN.matcher(line.replace("\r", "")).replaceAll("//***@"))
        .forEach(run.progress()::info);
  }

  private void write(PinPlan plan, PinRequest wanted) {
    Optional<Path> output = wanted.output();
    for (PinPlan.Pinned file : plan.files()) {
      Path place = output.orElse(file.location().path());
      if (file.isChanged() || output.isPresent()) {
        AtomicFile.write(real(place), file.after().text().getBytes(UTF_8));
        run.progress().info("written: " + place);
      }
      // It is for the first file; those that it takes in are written where they are.
      output = Optional.empty();
    }
  }

  /** A link stays one: the file that it names is written. */
  private static Path real(Path place) {
    try {
      return Files.isSymbolicLink(place) && Files.exists(place) ? place.toRealPath() : place;
    } catch (IOException e) {
      throw AtomicFile.unreadable(place, e);
    }
  }
}
