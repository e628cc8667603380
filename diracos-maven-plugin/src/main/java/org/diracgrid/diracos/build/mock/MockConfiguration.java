package org.diracgrid.diracos.build.mock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.FixedMacros;
import org.diracgrid.diracos.build.MockSettings;

/**
 * The configuration that mock is given for one build: the text of the user's one, and behind it, so
 * that it wins, what the job says. It is Python, which mock runs.
 *
 * <p>The user's text is copied and not included: {@code include()} puts a file into another by a
 * regular expression that reads its backslashes.
 */
final class MockConfiguration {

  /** The id of the repository of our own packages. */
  static final String OWN = "diracos-own";

  private static final String VAR = "/var/lib/mock";

  private final MockSettings settings;
  private final BuildSettings build;
  private final List<String> excluded;
  private final Optional<String> cache;
  private final List<String> lines = new ArrayList<>();

  private MockConfiguration(
      MockSettings settings, BuildSettings build, List<String> excluded, Optional<String> cache) {
    this.settings = settings;
    this.build = build;
    this.excluded = excluded;
    this.cache = cache;
  }

  /**
   * What is written behind the user's text.
   *
   * @param excluded names and globs of packages that no other repository than ours may give
   * @param cache name of the place of the smallest buildroot, which mock keeps; empty: it keeps
   *     none
   */
  static String text(
      MockSettings settings, BuildSettings build, List<String> excluded, Optional<String> cache) {
    return new MockConfiguration(settings, build, excluded, cache).text();
  }

  private String text() {
    lines.add("");
    lines.add("# From here on: what this build was told.");
    place();
    cache();
    set("use_host_resolv", "False");
    set("rpmbuild_networking", "False");
    set("rpmbuild_timeout", Long.toString(Math.max(1, build.limit().toSeconds())));
    macros();
    environment();
    repositories();
    return String.join("\n", lines) + "\n";
  }

  private void set(String option, String python) {
    lines.add("config_opts[" + PythonText.of(option) + "] = " + python);
  }

  /** {@code mockRoot} is v1's: the directory of this configuration, in mock's directory. */
  private void place() {
    if (settings.root().isEmpty()) {
      return;
    }
    Path root = settings.root().get();
    Path base = root.toAbsolutePath().resolve("..").normalize();
    set("root", PythonText.of(root.getFileName().toString()));
    set("basedir", PythonText.of(base.toString()));
    if (!base.equals(Path.of(VAR))) {
      set("cache_topdir", PythonText.of(cache(base)));
    }
  }

  /**
   * mock keeps one buildroot of a configuration, and brings it up to date only where a package
   * became newer. So builds that exclude other packages have another, and those with packages of
   * ours none: few have the same ones.
   */
  private void cache() {
    if (cache.isEmpty()) {
      lines.add("config_opts['plugin_conf']['root_cache_enable'] = False");
      return;
    }
    lines.add("_diracos_kept = config_opts['plugin_conf'].get('root_cache_opts', {})");
    lines.add("if 'dir' in _diracos_kept:");
    lines.add(
        "    _diracos_kept['dir'] = _diracos_kept['dir'].rstrip('/') + "
            + PythonText.of("/" + cache.get() + "/"));
  }

  /** As v1 found mock's cache: {@code cache} in place of {@code lib}. */
  private static String cache(Path base) {
    String text = base + "/";
    return text.contains("/lib/")
        ? text.replace("/lib/", "/cache/").replaceAll("/$", "")
        : base.resolve("cache").toString();
  }

  private void macros() {
    SortedMap<String, String> macros = FixedMacros.of(build);
    if (build.sourceDateEpoch().isEmpty()) {
      macros.put("source_date_epoch_from_changelog", "1");
    }
    String processors = Integer.toString(build.parallel());
    SortedMap<String, String> unlessGiven = new TreeMap<>();
    unlessGiven.put("_smp_build_ncpus", processors);
    unlessGiven.put("_smp_mflags", "-j" + processors);
    unlessGiven.keySet().removeAll(build.macros().keySet());
    macros.putAll(build.macros());
    macros.forEach(
        (name, value) -> {
          // mock takes a name with and without the sign, and prefers the one without.
          lines.add("config_opts['macros'].pop(" + PythonText.of(name) + ", None)");
          lines.add(macro(name) + " = " + value(value));
        });
    unlessGiven.forEach(
        (name, value) ->
            lines.add(
                "config_opts['macros'].setdefault("
                    + PythonText.of("%" + name)
                    + ", "
                    + value(value)
                    + ")"));
  }

  private static String macro(String name) {
    return "config_opts['macros'][" + PythonText.of("%" + name) + "]";
  }

  /** mock refuses empty values, and writes each into one line of a file. */
  private static String value(String value) {
    return PythonText.of(value.isEmpty() ? "%{nil}" : value.replace("\n", "\\\n"));
  }

  private void environment() {
    environment("RPM_BUILD_NCPUS", Integer.toString(build.parallel()));
    build
        .sourceDateEpoch()
        .ifPresent(seconds -> environment("SOURCE_DATE_EPOCH", Long.toString(seconds)));
  }

  private void environment(String name, String value) {
    lines.add("config_opts['environment'][" + PythonText.of(name) + "] = " + PythonText.of(value));
  }

  /**
   * Our repository goes before the others: of packages of one name dnf then sees ours alone. yum
   * does so by a plugin.
   */
  private void repositories() {
    Optional<Path> own = settings.repository();
    if (own.isEmpty() && excluded.isEmpty()) {
      return;
    }
    lines.add("_diracos_excluded = " + PythonText.of(String.join(" ", excluded)));
    lines.add("_diracos_own = " + PythonText.of(own.map(this::section).orElse("")));
    lines.add("_diracos_done = []");
    lines.addAll(EDIT);
    if (own.isPresent()) {
      lines.add("config_opts['priorities.conf'] = '[main]\\nenabled=1\\n'");
    }
  }

  /** What mock's {@code --addrepo} would write, and that it goes first. */
  private String section(Path directory) {
    return String.join(
        "\n",
        "",
        "[" + OWN + "]",
        "name=" + OWN,
        "baseurl=" + directory.toAbsolutePath().toUri(),
        "enabled=1",
        "gpgcheck=0",
        "metadata_expire=0",
        "skip_if_unavailable=0",
        "priority=1",
        "cost=1",
        "module_hotfixes=1",
        "");
  }

  /**
   * One option has several names, which are one in new versions of mock and several in old ones.
   * Each repository's own line of exclusions is made longer, or one is added.
   */
  private static final List<String> EDIT =
      List.of(
          "for _diracos_name in ('dnf.conf', 'dnf5.conf', 'yum.conf'):",
          "    _diracos_text = config_opts.get(_diracos_name)",
          "    if not _diracos_text or _diracos_text in _diracos_done:",
          "        continue",
          "    _diracos_lines = []",
          "    _diracos_at = None",
          "    for _diracos_line in _diracos_text.splitlines():",
          "        if _diracos_line.strip().startswith('['):",
          "            _diracos_lines.append(_diracos_line)",
          "            _diracos_at = None",
          "            if _diracos_excluded and _diracos_line.strip() != '[main]':",
          "                _diracos_at = len(_diracos_lines)",
          "                _diracos_lines.append('exclude=' + _diracos_excluded)",
          "        elif (_diracos_at is not None",
          "                and _diracos_line.split('=')[0].strip() in ('exclude', 'excludepkgs')):",
          "            _diracos_lines[_diracos_at] = _diracos_line + ' ' + _diracos_excluded",
          "        else:",
          "            _diracos_lines.append(_diracos_line)",
          "    config_opts[_diracos_name] = '\\n'.join(_diracos_lines) + '\\n' + _diracos_own",
          "    _diracos_done.append(config_opts[_diracos_name])");
}
