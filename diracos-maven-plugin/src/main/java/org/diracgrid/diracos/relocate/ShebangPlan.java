package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * How scripts find their interpreter once the bundle has moved. Only scripts whose interpreter is
 * in the tree are changed. Every form starts from the place of the script itself, so that neither
 * the length of the path, nor spaces in it, nor PATH matter, save for {@link Form#ENV}.
 *
 * <p>Scripts of {@code sh} stay with the host's {@code /bin/sh}, which every host has; those that
 * ask {@code /usr/bin/env} stay as they are: {@code diracosrc} puts the bundle first in PATH. See
 * {@code docs/decisions/0004-shebangs.md}.
 *
 * @param changes scripts to be rewritten, in the order of their paths
 * @param unsolved scripts whose interpreter is in the tree, but for which there is no form; they
 *     keep asking for the host's
 * @param host scripts whose interpreter is not in the tree
 */
public record ShebangPlan(List<Change> changes, List<Other> unsolved, List<Other> host) {

  /** What a script becomes. */
  public enum Form {
    /** {@code #!/bin/sh}: for {@code /usr/bin/sh}, which not every host has. */
    SH,
    /** {@code #!/usr/bin/env name}: for interpreters that any host's version can stand in for. */
    ENV,
    /** A line that runs the tree's Python for the shell and is a string for Python. */
    PYTHON,
    /** A line that runs the tree's Perl with {@code -x}, which skips what is not Perl. */
    PERL,
    /** A line that runs the tree's interpreter for the shell and is a comment for Tcl. */
    TCL
  }

  /**
   * A script to be rewritten.
   *
   * @param before its interpreter line
   * @param interpreter the way from the script's directory to the interpreter
   * @param options words that are handed to the interpreter
   */
  public record Change(
      BundlePath path, String before, Form form, String interpreter, List<String> options) {

    /** Copies the list. */
    public Change {
      options = List.copyOf(options);
    }
  }

  /**
   * A script that stays as it is.
   *
   * @param line its interpreter line
   */
  public record Other(BundlePath path, String line) {}

  private static final Pattern PYTHON = Pattern.compile("(platform-)?python[0-9.]*");
  private static final Pattern PERL = Pattern.compile("perl[0-9.]*(-.*)?");
  private static final Pattern TCL = Pattern.compile("(tclsh|wish)[0-9.]*|expect");
  private static final Pattern SAFE = Pattern.compile("[-A-Za-z0-9_./=:,+@%]+");
  private static final Pattern BASH_OPTIONS = Pattern.compile("[-+][abefhkmnptuvxBCEHPT]+");
  private static final List<String> BINARIES =
      List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

  /** Copies the lists. */
  public ShebangPlan {
    changes = List.copyOf(changes);
    unsolved = List.copyOf(unsolved);
    host = List.copyOf(host);
  }

  static ShebangPlan of(
      NavigableMap<BundlePath, StagedEntry> entries,
      String stagingRoot,
      SortedMap<BundlePath, Shebang> scripts) {
    TreeView view = new TreeView(entries, stagingRoot);
    List<Change> changes = new ArrayList<>();
    List<Other> unsolved = new ArrayList<>();
    List<Other> host = new ArrayList<>();
    scripts.forEach(
        (path, shebang) -> {
          if (shebang.interpreter().endsWith("/env") || shebang.interpreter().equals("/bin/sh")) {
            return;
          }
          if (shebang.interpreter().equals("/usr/bin/sh")) {
            changes.add(new Change(path, shebang.text(), Form.SH, "/bin/sh", shebang.words()));
            return;
          }
          Optional<BundlePath> interpreter = shipped(view, shebang);
          if (interpreter.isEmpty()) {
            host.add(new Other(path, shebang.text()));
            return;
          }
          String way = interpreter.get().relativeTo(path.parent());
          Optional<Form> form = form(shebang, way);
          if (form.isPresent()) {
            changes.add(new Change(path, shebang.text(), form.get(), way, shebang.words()));
          } else {
            unsolved.add(new Other(path, shebang.text()));
          }
        });
    return new ShebangPlan(changes, unsolved, host);
  }

  /** The physical path of the interpreter, by its own path or by its name in the usual places. */
  private static Optional<BundlePath> shipped(TreeView view, Shebang shebang) {
    List<String> places = new ArrayList<>();
    places.add(view.withoutStaging(shebang.interpreter()));
    BINARIES.forEach(directory -> places.add(directory + "/" + shebang.name()));
    for (String place : places) {
      TreeView.Resolution target = view.resolve(BundlePath.ROOT, place);
      if (place.startsWith("/") && target.found().isPresent() && !target.climbs()) {
        int slash = place.lastIndexOf('/');
        return view.resolve(BundlePath.ROOT, place.substring(0, slash))
            .found()
            .map(directory -> directory.resolve(shebang.name()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Form> form(Shebang shebang, String way) {
    boolean safe =
        SAFE.matcher(way).matches()
            && shebang.words().stream().allMatch(word -> SAFE.matcher(word).matches());
    String name = shebang.name();
    if (safe && PYTHON.matcher(name).matches()) {
      return Optional.of(Form.PYTHON);
    }
    if (safe && PERL.matcher(name).matches()) {
      return Optional.of(Form.PERL);
    }
    if (safe && TCL.matcher(name).matches()) {
      return Optional.of(Form.TCL);
    }
    boolean settable =
        shebang.words().stream().allMatch(word -> BASH_OPTIONS.matcher(word).matches());
    if (shebang.options().isEmpty() || (name.equals("bash") && settable)) {
      return Optional.of(Form.ENV);
    }
    return Optional.empty();
  }
}
