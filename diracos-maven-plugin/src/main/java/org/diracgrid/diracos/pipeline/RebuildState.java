package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.source.SourcePreparer;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.digest.FileIdentity;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * Whether everything is as it was when the last run had built all there is: then no source is read
 * and no buildroot chosen. Files are known by what the system says of them. A source of the web
 * counts as the same while its address is; a branch of dist-git has to be asked for its commit.
 */
final class RebuildState {

  private static final String NAME = "rebuild";
  private static final int FORM = 1;

  private final Run run;
  private final OwnPackages own;
  private final Optional<Checksum> key;

  private RebuildState(Run run, OwnPackages own, Optional<Checksum> key) {
    this.run = run;
    this.own = own;
    this.key = key;
  }

  /** What a run finds. */
  static RebuildState of(Run run, OwnPackages own, BuildBases bases) {
    try {
      return new RebuildState(run, own, key(run, bases));
    } catch (IOException | IllegalArgumentException | DiracosException e) {
      // What cannot be looked at now is told by whoever needs it, with all else that is wrong.
      return new RebuildState(run, own, Optional.empty());
    }
  }

  /** Whether there is nothing to do. */
  boolean isUpToDate() {
    return key.isPresent() && run.state().finished(NAME, key.get(), results());
  }

  /** Notes that a run is under way. */
  void begin() {
    run.state().begin(NAME);
  }

  /** Notes that all there is was built. */
  void finished() {
    key.ifPresent(digest -> run.state().finish(NAME, digest, results()));
  }

  private Map<String, String> results() {
    Map<String, String> results = new TreeMap<>();
    for (String name : new String[] {"repodata/repomd.xml", "builds.json"}) {
      Path file = own.root().resolve(name);
      try {
        results.put(
            name,
            Files.isRegularFile(file)
                ? Checksum.of(Algorithm.SHA256, Files.readAllBytes(file)).toString()
                : "absent");
      } catch (IOException e) {
        throw AtomicFile.unreadable(file, e);
      }
    }
    return results;
  }

  private static Optional<Checksum> key(Run run, BuildBases bases) throws IOException {
    StageKey key = new StageKey(NAME, FORM);
    // Relative paths mean others where the project lies elsewhere.
    key.with(run.spec().platform().toString());
    key.with(run.spec().directory().toAbsolutePath().toString());
    for (PackageBuild build : run.spec().rpmBuild().packages()) {
      key.with(build.name()).with(build.group()).with(build.options().json());
      BuildBase base = bases.of(build);
      key.with(base.states()).with(base.minimal().toString());
      base.mock().ifPresent(mock -> key.with(mock.options().toString()));
      Optional<Path> patch = SourcePreparer.patch(build);
      if (patch.isPresent() && !identity(key, patch.get())) {
        return Optional.empty();
      }
      Optional<Path> routines = build.options().routineDir();
      if (routines.isPresent() && !identities(key, routines.get())) {
        return Optional.empty();
      }
      if (!source(key, run, build)) {
        return Optional.empty();
      }
    }
    return Optional.of(key.checksum());
  }

  /** Adds what can be told of a source without reading it; false if that is nothing. */
  private static boolean source(StageKey key, Run run, PackageBuild build) throws IOException {
    String src = build.options().src().orElse("");
    if (src.startsWith("http:") || src.startsWith("https:")) {
      return true;
    }
    Path file =
        src.startsWith("file:") ? Path.of(URI.create(src)) : run.spec().directory().resolve(src);
    if (Files.isDirectory(file)) {
      return identities(key, file);
    }
    return Files.isRegularFile(file) ? identity(key, file) : run.environment().offline();
  }

  /** Everything below a directory. */
  private static boolean identities(StageKey key, Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      key.with("absent");
      return true;
    }
    TreeSet<Path> files = new TreeSet<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      if (!identity(key, file)) {
        return false;
      }
    }
    key.with("end");
    return true;
  }

  private static boolean identity(StageKey key, Path file) throws IOException {
    Optional<FileIdentity> identity = FileIdentity.of(file);
    identity.ifPresent(known -> key.with(file.toString()).with(known.toString()));
    return identity.isPresent();
  }
}
