package org.diracgrid.diracos.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.BundlePath;

/**
 * The canonical form of a spec: JSON with every default filled in and keys in the order of the
 * grammar, paths as the user wrote them. Two specs that ask for the same have the same text, on any
 * machine and wherever the project lies; comments and the layout of the file do not count.
 */
public final class SpecJson {

  private static final Place NOWHERE = Place.of("");

  private final Map<String, Json.Member> members = new LinkedHashMap<>();

  private SpecJson() {}

  /** The canonical text, with a newline at the end. */
  public static String write(DiracosSpec spec) {
    return JsonText.indented(json(spec));
  }

  /** SHA-256 of the canonical text. */
  public static Checksum digest(DiracosSpec spec) {
    return sha256(write(spec));
  }

  /** The canonical text of repositories, such as those of a mock configuration. */
  public static String write(List<RepositorySpec> repositories) {
    return JsonText.indented(list(repositories.stream().map(SpecJson::json).toList()));
  }

  /** SHA-256 of what is asked for, the repositories in use included. */
  public static Checksum digest(DiracosSpec spec, Repositories repositories) {
    return sha256(write(spec) + write(repositories.all()));
  }

  private static Checksum sha256(String text) {
    byte[] hash = Algorithm.SHA256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8));
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(hash));
  }

  private static Json json(DiracosSpec spec) {
    SpecJson out = new SpecJson();
    out.text("version", spec.version());
    // Absent is not empty for these two: their defaults are found elsewhere.
    if (!spec.packages().isEmpty()) {
      out.texts("packages", spec.packages());
    }
    if (!spec.repositories().isEmpty()) {
      out.put("repositories", list(spec.repositories().stream().map(SpecJson::json).toList()));
    }
    out.texts("modules", spec.modules());
    out.put("boundary", json(spec.boundary()));
    out.put("platform", json(spec.platform()));
    out.put("bundle", json(spec.bundle()));
    out.texts("ignoredPackages", spec.ignoredPackages());
    out.texts("manualDependencies", spec.manualDependencies());
    out.flag("weakDependencies", spec.weakDependencies());
    out.texts("removedFolders", spec.removedFolders().stream().map(BundlePath::toString).toList());
    out.texts("knownMissing", spec.knownMissing());
    out.texts("knownBrokenLinks", spec.knownBrokenLinks());
    out.put("verify", json(spec.verify()));
    out.put("smokeTests", list(spec.smokeTests().stream().map(SpecJson::json).toList()));
    spec.pipRequirements().ifPresent(location -> out.text("pipRequirements", location.given()));
    out.texts("pipBuildDependencies", spec.pipBuildDependencies());
    out.put("pip", json(spec.pip()));
    spec.mockInstallConfig().ifPresent(text -> out.text("mockInstallConfig", text));
    spec.mockInstallRoot().ifPresent(root -> out.text("mockInstallRoot", root.given()));
    spec.extensionName().ifPresent(text -> out.text("extensionName", text));
    spec.diracOsVersion().ifPresent(text -> out.text("diracOsVersion", text));
    ExtensionSpec extension = spec.extension();
    extension.base().ifPresent(text -> out.text("base", text));
    extension.baseChecksum().ifPresent(text -> out.text("baseChecksum", text));
    out.text("output", extension.output().name().toLowerCase(Locale.ROOT));
    out.texts("overrides", extension.overrides());
    out.put("release", json(spec.release()));
    out.put("rpmBuild", json(spec.rpmBuild()));
    return out.object();
  }

  private static Json json(RepositorySpec repository) {
    SpecJson out = new SpecJson();
    out.text("id", repository.id());
    out.text("name", repository.name());
    if (!repository.urls().isEmpty()) {
      out.locations("url", repository.urls());
    }
    repository.mirrorlist().ifPresent(location -> out.text("mirrorlist", location.given()));
    repository.metalink().ifPresent(location -> out.text("metalink", location.given()));
    out.flag("enabled", repository.enabled());
    out.number("priority", repository.priority());
    out.number("cost", repository.cost());
    out.texts("exclude", repository.exclude());
    out.texts("includepkgs", repository.includepkgs());
    out.flag("module_hotfixes", repository.moduleHotfixes());
    out.flag("gpgcheck", repository.gpgcheck());
    out.flag("repo_gpgcheck", repository.repoGpgcheck());
    if (!repository.gpgkeys().isEmpty()) {
      out.locations("gpgkey", repository.gpgkeys());
    }
    return out.object();
  }

  private static Json json(BoundarySpec boundary) {
    SpecJson out = new SpecJson();
    out.text("policy", boundary.policy().name().toLowerCase(Locale.ROOT));
    out.texts("packages", boundary.packages());
    return out.object();
  }

  private static Json json(PlatformSpec platform) {
    SpecJson out = new SpecJson();
    out.text("arch", platform.arch());
    platform.releasever().ifPresent(text -> out.text("releasever", text));
    platform.glibc().ifPresent(text -> out.text("glibc", text));
    out.texts("hostLibraries", platform.hostLibraries());
    return out.object();
  }

  private static Json json(PipSpec pip) {
    SpecJson out = new SpecJson();
    pip.indexUrl().ifPresent(location -> out.text("indexUrl", location.given()));
    out.locations("extraIndexUrls", pip.extraIndexUrls());
    out.locations("findLinks", pip.findLinks());
    out.texts("trustedHosts", pip.trustedHosts());
    return out.object();
  }

  private static Json json(ReleaseSpec release) {
    SpecJson out = new SpecJson();
    release.directory().ifPresent(location -> out.text("directory", location.given()));
    release.url().ifPresent(text -> out.text("url", text));
    release.project().ifPresent(text -> out.text("project", text));
    release.name().ifPresent(text -> out.text("name", text));
    out.texts("depends", release.depends());
    out.texts("modules", release.modules());
    out.text("releases", release.releases());
    release.defaults().ifPresent(text -> out.text("defaults", text));
    out.text("server", release.server());
    return out.object();
  }

  private static Json json(BundleSpec bundle) {
    SpecJson out = new SpecJson();
    out.text("compression", bundle.compression().extension());
    bundle.level().ifPresent(level -> out.number("level", level));
    return out.object();
  }

  private static Json json(VerifySpec verify) {
    SpecJson out = new SpecJson();
    out.flag("run", verify.run());
    SpecJson severity = new SpecJson();
    VerifyKeys.SEVERITIES.keys().stream()
        .map(Key::name)
        .filter(verify.severities()::containsKey)
        .forEach(check -> severity.text(check, verify.severities().getOrDefault(check, "")));
    out.put("severity", severity.object());
    out.texts("hostInterpreters", verify.hostInterpreters());
    out.text("sandbox", verify.sandbox().name().toLowerCase(Locale.ROOT));
    return out.object();
  }

  private static Json json(SmokeTestSpec test) {
    SpecJson out = new SpecJson();
    if (!test.name().isEmpty()) {
      out.text("name", test.name());
    }
    test.command().ifPresent(command -> out.text("command", command));
    if (!test.imports().isEmpty()) {
      out.texts("imports", test.imports());
    }
    if (!test.help().isEmpty()) {
      out.texts("help", test.help());
    }
    out.number("status", test.status());
    test.output().ifPresent(output -> out.text("output", output));
    out.number("timeout", test.timeout());
    return out.object();
  }

  /** Grouped again, each package with all of its options. */
  private static Json json(RpmBuildSpec build) {
    Map<String, List<Json>> groups = new LinkedHashMap<>();
    for (PackageBuild one : build.packages()) {
      groups
          .computeIfAbsent(one.group(), name -> new ArrayList<>())
          .add(one.options().given().sorted());
    }
    List<Json> packageGroups = new ArrayList<>();
    groups.forEach(
        (name, packages) -> {
          SpecJson group = new SpecJson();
          group.text("name", name);
          group.put("packages", list(packages));
          packageGroups.add(group.object());
        });
    return build.options().given().sorted().with("packageGroups", list(packageGroups));
  }

  private Json.Obj object() {
    return new Json.Obj(members, NOWHERE);
  }

  private void put(String name, Json value) {
    members.put(name, new Json.Member(NOWHERE, value));
  }

  private void text(String name, String value) {
    put(name, new Json.Text(value, NOWHERE));
  }

  private void flag(String name, boolean value) {
    put(name, new Json.Bool(value, NOWHERE));
  }

  private void number(String name, int value) {
    put(name, new Json.Num(Integer.toString(value), NOWHERE));
  }

  private void texts(String name, List<String> values) {
    put(name, list(values.stream().map(value -> (Json) new Json.Text(value, NOWHERE)).toList()));
  }

  private void locations(String name, List<Location> values) {
    texts(name, values.stream().map(Location::given).toList());
  }

  private static Json list(List<Json> items) {
    return new Json.Arr(items, NOWHERE);
  }
}
