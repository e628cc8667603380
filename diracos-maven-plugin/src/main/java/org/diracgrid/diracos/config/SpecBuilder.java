package org.diracgrid.diracos.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.diracgrid.diracos.config.BundleSpec.Compression;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;

/** Makes the records out of a checked document, and checks what holds between values. */
final class SpecBuilder {

  private final Path file;
  private final Path base;
  private final String hostArch;
  private final List<Problem> problems;
  private final List<String> warnings;

  SpecBuilder(Path file, String hostArch, List<Problem> problems, List<String> warnings) {
    this.file = file;
    Path parent = file.getParent();
    this.base = parent == null ? file : parent;
    this.hostArch = hostArch;
    this.problems = problems;
    this.warnings = warnings;
  }

  /** The spec; of use only if no problem was reported. */
  DiracosSpec build(Json.Obj document) {
    Fields root = new Fields(document, Keys.ROOT, base, problems);
    PlatformSpec platform = platform(root.inner("platform", Keys.PLATFORM));
    Variables variables = Variables.of(platform);
    Map<String, Place> places = new TreeMap<>();
    collect(document, "", places);
    return new DiracosSpec(
        file,
        root.text("version").orElse(""),
        root.text("comment").orElse(""),
        root.texts("packages"),
        repositories(root, variables),
        root.texts("modules"),
        boundary(root.inner("boundary", Keys.BOUNDARY)),
        platform,
        bundle(root.inner("bundle", Keys.BUNDLE)),
        root.texts("ignoredPackages"),
        root.texts("manualDependencies"),
        root.flag("weakDependencies"),
        removedFolders(root),
        root.texts("knownMissing"),
        root.texts("knownBrokenLinks"),
        verify(root.inner("verify", VerifyKeys.VERIFY)),
        smokeTests(root),
        root.location("pipRequirements", variables),
        root.texts("pipBuildDependencies"),
        pip(root.inner("pip", ExtensionKeys.PIP), variables),
        root.text("mockInstallConfig"),
        root.location("mockInstallRoot", variables),
        root.text("extensionName"),
        root.text("diracOsVersion"),
        extension(root),
        release(root.inner("release", ReleaseKeys.GROUP), variables),
        rpmBuild(root.inner("rpmBuild", BuildKeys.RPM_BUILD), variables),
        warnings,
        places);
  }

  private static void collect(Json value, String pointer, Map<String, Place> places) {
    places.put(pointer, value.place());
    if (value instanceof Json.Obj object) {
      object
          .members()
          .forEach(
              (name, member) ->
                  collect(member.value(), pointer + "/" + Place.escape(name), places));
    } else if (value instanceof Json.Arr list) {
      for (int i = 0; i < list.items().size(); i++) {
        collect(list.items().get(i), pointer + "/" + i, places);
      }
    }
  }

  private PlatformSpec platform(Fields fields) {
    return new PlatformSpec(
        fields.text("arch").orElseGet(() -> PlatformSpec.rpmArch(hostArch)),
        fields.text("releasever"),
        fields.text("glibc"),
        fields.texts("hostLibraries"));
  }

  private static BoundarySpec boundary(Fields fields) {
    boolean level = fields.text("policy").orElse("").equals("level");
    return new BoundarySpec(
        level ? BoundarySpec.Policy.LEVEL : BoundarySpec.Policy.EDGE, fields.texts("packages"));
  }

  private static VerifySpec verify(Fields fields) {
    Fields severity = fields.inner("severity", VerifyKeys.SEVERITIES);
    Map<String, String> severities = new TreeMap<>();
    for (Key key : VerifyKeys.SEVERITIES.keys()) {
      severity.text(key.name()).ifPresent(word -> severities.put(key.name(), word));
    }
    String sandbox = fields.text("sandbox").orElse("auto");
    return new VerifySpec(
        fields.flag("run"),
        severities,
        fields.texts("hostInterpreters"),
        List.of(VerifySpec.Sandbox.values()).stream()
            .filter(word -> word.name().equalsIgnoreCase(sandbox))
            .findFirst()
            .orElse(VerifySpec.Sandbox.AUTO));
  }

  private List<SmokeTestSpec> smokeTests(Fields root) {
    List<SmokeTestSpec> tests = new ArrayList<>();
    for (Fields fields : root.inners("smokeTests", VerifyKeys.SMOKE_TEST)) {
      String place = fields.object().place().toString();
      List<String> ways =
          List.of("command", "imports", "help").stream()
              .filter(name -> fields.object().get(name).isPresent())
              .toList();
      if (ways.size() != 1) {
        problems.add(
            Problem.of(
                ways.isEmpty() ? "DOS-CONFIG-08" : "DOS-CONFIG-07",
                ways.isEmpty()
                    ? "a smoke test does nothing"
                    : "a smoke test cannot have both \"" + String.join("\" and \"", ways) + "\"",
                place,
                "give it one of \"command\", \"imports\" and \"help\""));
      }
      Optional<String> output = fields.text("output");
      output.ifPresent(text -> pattern(text, fields.where("output")));
      tests.add(
          new SmokeTestSpec(
              fields.text("name").orElse(""),
              fields.text("command"),
              fields.texts("imports"),
              fields.texts("help"),
              fields.whole("status").orElse(0),
              output,
              fields.whole("timeout").orElse(1),
              place));
    }
    return tests;
  }

  private void pattern(String text, String where) {
    try {
      Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      problems.add(
          new Problem(
              "DOS-CONFIG-07",
              "\"output\" is no regular expression",
              where,
              e.getDescription() + " at character " + (e.getIndex() + 1),
              "mend it; a plain text goes between \\\\Q and \\\\E"));
    }
  }

  private static PipSpec pip(Fields fields, Variables variables) {
    return new PipSpec(
        fields.location("indexUrl", variables),
        fields.locations("extraIndexUrls", variables),
        fields.locations("findLinks", variables),
        fields.texts("trustedHosts"));
  }

  private static ExtensionSpec extension(Fields root) {
    boolean delta = root.text("output").orElse("").equals("delta");
    return new ExtensionSpec(
        root.text("base"),
        root.text("baseChecksum"),
        delta ? ExtensionSpec.Output.DELTA : ExtensionSpec.Output.FULL,
        root.texts("overrides"));
  }

  private static ReleaseSpec release(Fields fields, Variables variables) {
    return new ReleaseSpec(
        fields.location("directory", variables),
        fields.text("url"),
        fields.text("project"),
        fields.text("name"),
        fields.texts("depends"),
        fields.texts("modules"),
        fields.text("releases").orElse(""),
        fields.text("defaults"),
        fields.text("server").orElse(""));
  }

  private BundleSpec bundle(Fields fields) {
    String word = fields.text("compression").orElse("gz").toUpperCase(Locale.ROOT);
    Optional<Compression> compression =
        List.of(Compression.values()).stream().filter(c -> c.name().equals(word)).findFirst();
    OptionalInt level = fields.whole("level");
    if (compression.isEmpty() || level.isEmpty()) {
      return new BundleSpec(compression.orElse(Compression.GZ), OptionalInt.empty());
    }
    Compression chosen = compression.get();
    if (level.getAsInt() < chosen.least() || level.getAsInt() > chosen.most()) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-07",
              "\"level\" cannot be " + level.getAsInt() + " for " + chosen.extension(),
              fields.where("level"),
              "write a number from "
                  + chosen.least()
                  + " to "
                  + chosen.most()
                  + ", or another \"compression\""));
      return new BundleSpec(chosen, OptionalInt.empty());
    }
    return new BundleSpec(chosen, level);
  }

  private List<BundlePath> removedFolders(Fields root) {
    List<BundlePath> folders = new ArrayList<>();
    for (Json.Text text : root.items("removedFolders")) {
      root.attempt(
              text,
              () -> {
                BundlePath path = BundlePath.parse(text.value());
                if (path.isRoot()) {
                  throw new IllegalArgumentException("it is the whole bundle");
                }
                return path;
              },
              "write an absolute path inside the bundle, such as \"/usr/share/doc\"")
          .ifPresent(folders::add);
    }
    return folders;
  }

  private List<RepositorySpec> repositories(Fields root, Variables variables) {
    List<RepositorySpec> repositories = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (Fields fields : root.inners("repositories", RepositoryKeys.REPOSITORY)) {
      RepositorySpec repository = repository(fields, variables);
      String earlier = seen.putIfAbsent(repository.id(), fields.where("id"));
      if (earlier != null && !repository.id().isEmpty()) {
        problems.add(
            new Problem(
                "DOS-CONFIG-07",
                "two repositories have the id \"" + repository.id() + "\"",
                fields.where("id"),
                "the first is at " + earlier,
                "give each its own"));
      }
      repositories.add(repository);
    }
    return repositories;
  }

  private RepositorySpec repository(Fields fields, Variables variables) {
    String id = fields.text("id").orElse("");
    Json.Obj object = fields.object();
    boolean anywhere =
        List.of("url", "mirrorlist", "metalink").stream()
            .anyMatch(name -> object.get(name).isPresent());
    if (!anywhere) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-08",
              "repository \"" + id + "\" has no address",
              object.place().toString(),
              "add \"url\", \"mirrorlist\" or \"metalink\""));
    }
    boolean signed = fields.flag("gpgcheck") || fields.flag("repo_gpgcheck");
    if (signed && object.get("gpgkey").isEmpty()) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-08",
              "repository \"" + id + "\" checks signatures but names no key",
              fields.where(fields.flag("gpgcheck") ? "gpgcheck" : "repo_gpgcheck"),
              "add \"gpgkey\": the address of the public key"));
    }
    return new RepositorySpec(
        id,
        fields.text("name").filter(name -> !name.isEmpty()).orElse(id),
        fields.locations("url", variables),
        fields.location("mirrorlist", variables),
        fields.location("metalink", variables),
        fields.flag("enabled"),
        fields.whole("priority").orElse(RepositorySpec.DEFAULT_PRIORITY),
        fields.whole("cost").orElse(RepositorySpec.DEFAULT_COST),
        fields.texts("exclude"),
        fields.texts("includepkgs"),
        fields.flag("module_hotfixes"),
        fields.flag("gpgcheck"),
        fields.flag("repo_gpgcheck"),
        fields.locations("gpgkey", variables),
        object.place().toString());
  }

  private RpmBuildSpec rpmBuild(Fields rpmBuild, Variables variables) {
    Json.Obj global = rpmBuild.object().without("packageGroups");
    Json.Obj inherited = global;
    for (Key key : BuildKeys.WHOLE) {
      inherited = inherited.without(key.name());
    }
    paths(rpmBuild);
    List<PackageBuild> packages = new ArrayList<>();
    for (Fields group : rpmBuild.inners("packageGroups", BuildKeys.PACKAGE_GROUP)) {
      paths(group);
      // A group's own name is not an option of its packages, though v1 let it become one.
      Json.Obj shared = merged(inherited, group.object().without("packages").without("name"));
      for (Fields one : group.inners("packages", BuildKeys.PACKAGE_BUILD)) {
        paths(one);
        packages.add(
            new PackageBuild(
                one.text("name").orElse(""),
                group.text("name").orElse(""),
                new BuildOptions(merged(shared, one.object()), base),
                one.object().place().toString()));
      }
    }
    Fields slurm = rpmBuild.inner("slurm", BuildKeys.SLURM);
    return new RpmBuildSpec(
        new BuildOptions(global, base),
        packages,
        rpmBuild.texts("buildroot"),
        rpmBuild.paths("seeds"),
        rpmBuild.text("executor").orElse("").equals("slurm"),
        rpmBuild.whole("slots"),
        new RpmBuildSpec.Slurm(
            slurm.text("partition"),
            slurm.text("account"),
            slurm.text("qos"),
            slurm.texts("options"),
            slurm.whole("maxJobs").orElse(1)),
        rpmBuild.locations("buildCaches", variables));
  }

  /** Reports macros that are no texts. */
  private void macros(Fields fields) {
    if (fields.object().get(BuildOptions.MACROS).orElse(null) instanceof Json.Obj macros) {
      macros.members().entrySet().stream()
          .filter(entry -> !(entry.getValue().value() instanceof Json.Text))
          .forEach(
              entry ->
                  problems.add(
                      Problem.of(
                          "DOS-CONFIG-14",
                          "the macro \"" + entry.getKey() + "\" is no text",
                          entry.getValue().value().place().toString(),
                          "write its value between quotes")));
    }
  }

  /** Reports paths that this machine cannot have. */
  private void paths(Fields fields) {
    macros(fields);
    List.of("mockConfig", "mockRoot", "patchDir", "patchFile", "routineDir", "repo", "workDir")
        .forEach(fields::path);
  }

  private static Json.Obj merged(Json.Obj under, Json.Obj over) {
    Map<String, Json.Member> members = new LinkedHashMap<>(under.members());
    members.putAll(over.members());
    return new Json.Obj(members, over.place());
  }
}
