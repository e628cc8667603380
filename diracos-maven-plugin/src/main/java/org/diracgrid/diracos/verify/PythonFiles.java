package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.TreeView;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * Which files of a bundle are Python 3, and which of its interpreters they are for.
 *
 * @param byInterpreter files in the order of their paths, by the path of the interpreter
 */
record PythonFiles(NavigableMap<BundlePath, List<BundlePath>> byInterpreter) {

  private static final Pattern MODULE =
      Pattern.compile(
          "(?:.*/(?:site|dist)-packages|/usr/(?:local/)?lib[^/]*/python3[^/]*)/.*\\.py");

  private static final Pattern PYTHON = Pattern.compile("(?:platform-)?python(?:3(?:\\.[0-9]+)?)?");
  private static final Pattern VERSION = Pattern.compile(".*/(python3\\.[0-9]+)/.*");
  private static final Pattern PYTHON_2 = Pattern.compile(".*/python2[^/]*/.*");

  /** Test data of CPython that is wrong on purpose, by its places in 3.6 to 3.13. */
  private static final Pattern BAD =
      Pattern.compile(
          "(?:.*/)?(?:lib2to3/tests/data|test_lib2to3/data)/.*"
              + "|(?:.*/)?python3[^/]*/(?:test|tests)/(?:.*/)?bad[^/]*\\.py");

  private static final List<String> PLACES = List.of("/usr/bin/", "/bin/", "/usr/local/bin/");

  /** Finds them; empty if the bundle has no Python 3. */
  static Optional<PythonFiles> of(Subject subject) {
    TreeView view = new TreeView(subject.tree().entries(), subject.tree().root().toString());
    Optional<BundlePath> usual = interpreter(view, "python3");
    if (usual.isEmpty()) {
      return Optional.empty();
    }
    Collection<BundlePath> files = new TreeSet<>();
    for (StagedEntry entry : subject.tree().of(StagedEntry.Kind.FILE)) {
      String path = entry.path().toString();
      if (path.endsWith(".py") && MODULE.matcher(path).matches()) {
        files.add(entry.path());
      }
    }
    subject
        .scan()
        .scripts()
        .forEach(
            (path, shebang) -> {
              ScriptInterpreter asked = ScriptInterpreter.of(subject, path, shebang);
              if (PYTHON.matcher(asked.name()).matches()) {
                files.add(path);
              }
            });
    NavigableMap<BundlePath, List<BundlePath>> byInterpreter = new TreeMap<>();
    for (BundlePath file : files) {
      String path = file.toString();
      if (BAD.matcher(path).matches() || PYTHON_2.matcher(path).matches()) {
        continue;
      }
      Matcher version = VERSION.matcher(path);
      BundlePath python =
          Optional.of(version)
              .filter(Matcher::matches)
              .flatMap(match -> interpreter(view, match.group(1)))
              .orElse(usual.get());
      byInterpreter.computeIfAbsent(python, key -> new ArrayList<>()).add(file);
    }
    return Optional.of(new PythonFiles(byInterpreter));
  }

  /** The physical path, so that {@code python3} and {@code python3.11} are one. */
  private static Optional<BundlePath> interpreter(TreeView view, String name) {
    return PLACES.stream()
        .map(place -> view.real(BundlePath.parse(place + name)))
        .flatMap(Optional::stream)
        .filter(path -> !view.isDirectory(path))
        .findFirst();
  }
}
