package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.TreeView;

/**
 * Whether scripts find who runs them.
 *
 * <p>The host list is what each worker node of EL 7 and newer, of Debian 9 and newer, and of Ubuntu
 * of that age has at that very path, whether or not {@code /bin} is merged into {@code /usr/bin}:
 *
 * <ul>
 *   <li>{@code /bin/sh}, {@code /bin/bash}, {@code /bin/sed}, and coreutils' {@code /usr/bin/env},
 *       {@code /bin/true}, {@code /bin/false}: their packages are essential on Debian, and no EL
 *       installs without them;
 *   <li>{@code /usr/bin/awk}: Debian's base-files depends on one, EL's krb5-libs and dracut on
 *       gawk.
 * </ul>
 *
 * {@code /usr/bin/sh} and {@code /usr/bin/bash} are not where {@code /bin} is not merged. Perl is
 * essential on Debian only, and no Python is on any of them.
 */
final class InterpreterInspection implements Inspection {

  private static final Set<String> HOST =
      Set.of(
          "/bin/sh",
          "/bin/bash",
          "/usr/bin/env",
          "/bin/sed",
          "/bin/true",
          "/bin/false",
          "/usr/bin/awk");

  /** What {@code diracosrc} puts into PATH. */
  private static final List<String> PROGRAMS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    if (!findings.wants(Check.INTERPRETER)) {
      return;
    }
    TreeView view = new TreeView(subject.tree().entries(), subject.tree().root().toString());
    Set<String> host = new TreeSet<>(HOST);
    host.addAll(contract.hostInterpreters());
    NavigableMap<String, List<String>> missing = new TreeMap<>();
    NavigableMap<String, List<String>> shipped = new TreeMap<>();
    subject
        .scan()
        .scripts()
        .forEach(
            (path, shebang) -> {
              ScriptInterpreter asked = ScriptInterpreter.of(subject, path, shebang);
              boolean inBundle = isInBundle(view, path, asked);
              if (isServed(asked, inBundle, host)) {
                return;
              }
              (inBundle ? shipped : missing)
                  .computeIfAbsent(asked.text(), key -> new ArrayList<>())
                  .add(subject.owned(path));
            });
    missing.forEach(
        (interpreter, scripts) ->
            findings.add(
                Check.INTERPRETER,
                Listed.count(scripts.size(), "script asks for ", "scripts ask for ") + interpreter,
                Listed.lines(scripts),
                "it is not in the bundle, and not every host has it",
                "add the package that has it, or its path to \"verify.hostInterpreters\""));
    shipped.forEach(
        (interpreter, scripts) ->
            findings.add(
                Check.INTERPRETER,
                Listed.count(
                        scripts.size(),
                        "script asks for the host's ",
                        "scripts ask for the host's ")
                    + interpreter,
                Listed.lines(scripts),
                "the bundle has it, but that path does not lead there, and not every host has it",
                "relocate the tree: mvn diracos:relocate -Ddiracos.tree=DIR; or let the scripts ask"
                    + " for \"/usr/bin/env "
                    + interpreter.substring(interpreter.lastIndexOf('/') + 1)
                    + "\""));
    findings.remark(
        Check.INTERPRETER, Listed.count(subject.scan().scripts().size(), "script", "scripts"));
  }

  private static boolean isServed(ScriptInterpreter asked, boolean inBundle, Set<String> host) {
    return switch (asked.form()) {
      case RELATIVE -> inBundle;
      case ENV -> inBundle || host.stream().anyMatch(path -> path.endsWith("/" + asked.text()));
      case PATH -> host.contains(asked.text());
    };
  }

  private static boolean isInBundle(TreeView view, BundlePath script, ScriptInterpreter asked) {
    return switch (asked.form()) {
      case RELATIVE -> isFile(view, view.resolve(script.parent(), asked.text()));
      case ENV ->
          PROGRAMS.stream()
              .anyMatch(
                  directory ->
                      isFile(view, view.resolve(BundlePath.ROOT, directory + "/" + asked.text())));
      case PATH -> isFile(view, view.resolve(BundlePath.ROOT, asked.text()));
    };
  }

  private static boolean isFile(TreeView view, TreeView.Resolution found) {
    return !found.climbs() && found.found().filter(path -> !view.isDirectory(path)).isPresent();
  }
}
