package org.diracgrid.diracos.mojo;

import java.io.File;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.LogProgress;
import org.eclipse.aether.RepositorySystemSession;
import org.jspecify.annotations.Nullable;

/** What all goals share: where things are, and how a run is reported. */
abstract class AbstractDiracosMojo extends AbstractMojo {

  private static final String PREFIX = "diracos.";

  /** 1980-01-01, the oldest time that every archive format can hold. */
  private static final Instant NO_TIMESTAMP = Instant.ofEpochSecond(315_532_800);

  /** The configuration; by default {@code diracos.json} beside the POM. */
  @Parameter(property = "diracos.config")
  private @Nullable File config;

  /**
   * What to ship: names, globs, NEVRAs, capabilities or paths, comma-separated. Overrides
   * "packages". Every other key of the configuration has such a property, too.
   */
  @Parameter(property = "diracos.packages")
  private @Nullable String packages;

  /** Architecture of the bundle. Overrides "platform": {"arch"}. */
  @Parameter(property = "diracos.arch")
  private @Nullable String arch;

  /** Where packages and metadata are kept for all projects; by default ~/.cache/diracos. */
  @Parameter(property = "diracos.cache")
  private @Nullable File cache;

  /**
   * What to do about diracos.lock.json: "auto" makes it anew where configuration or repositories
   * changed, "frozen" takes it as it is and fails with a diff where it does not answer, "update"
   * makes it anew and prints what changed.
   */
  @Parameter(property = "diracos.lock", defaultValue = "auto")
  private @Nullable String lock;

  /**
   * What the cache of compressed chunks may take, such as 500M or 4G: what did not change since a
   * bundle before is not compressed again. The least recently used go first; 0 keeps none.
   */
  @Parameter(property = "diracos.chunkCacheSize", defaultValue = "4G")
  private @Nullable String chunkCacheSize;

  /** Does nothing. */
  @Parameter(property = "diracos.skip", defaultValue = "false")
  private boolean skip;

  /** How many threads work at once; 0 means one per core. */
  @Parameter(property = "diracos.threads", defaultValue = "0")
  private int threads;

  /** The time of every file in the bundle: ISO 8601 or seconds since 1970. */
  @Parameter(defaultValue = "${project.build.outputTimestamp}")
  private @Nullable String outputTimestamp;

  @Parameter(defaultValue = "${project.build.directory}", readonly = true)
  private @Nullable File buildDirectory;

  @Parameter(defaultValue = "${project}", readonly = true)
  private @Nullable MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  private @Nullable MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true)
  private @Nullable MojoExecution execution;

  /** Runs the goal; what it throws is reported. */
  abstract void run(Engine engine, Request request);

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("skipped, since diracos.skip is set");
      return;
    }
    LogProgress progress = MavenLog.progress(getLog(), requireSession());
    try {
      Request request = request();
      run(new Engine(environment(request, progress)), request);
      progress.summary();
    } catch (DiracosException e) {
      String message = "\n" + e.getMessage();
      if (e.fault() == DiracosException.Fault.USER) {
        throw new MojoFailureException(message, e);
      }
      throw new MojoExecutionException(message, e);
    }
  }

  private Engine.Environment environment(Request request, LogProgress progress) {
    Path home = Path.of(System.getProperty("user.home", "."));
    Path store = cache == null ? home.resolve(".cache").resolve("diracos") : cache.toPath();
    int workers = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    MavenSession current = requireSession();
    return new Engine.Environment(
        request.base().resolve(store),
        workers,
        current.isOffline(),
        new SettingsAccess(current.getRepositorySession()),
        progress);
  }

  private Request request() {
    MavenSession current = requireSession();
    Path base =
        project == null || project.getBasedir() == null
            ? Path.of(current.getExecutionRootDirectory())
            : project.getBasedir().toPath();
    Path file = config == null ? base.resolve("diracos.json") : config.toPath();
    // Without a POM, Maven gives "${project.basedir}/target", which nobody filled in.
    Path output =
        project() == null || buildDirectory == null
            ? base.resolve("target")
            : buildDirectory.toPath();
    return new Request(
        base, base.resolve(file), base.resolve(output), overrides(current), timestamp());
  }

  /** The properties that stand for keys of the configuration; those of the command line win. */
  private Map<String, String> overrides(MavenSession current) {
    Map<String, String> result = new TreeMap<>();
    if (project != null) {
      collect(project.getProperties(), result);
    }
    if (packages != null) {
      result.put("diracos.packages", packages);
    }
    if (arch != null) {
      result.put("diracos.arch", arch);
    }
    if (lock != null) {
      result.put("diracos.lock", lock);
    }
    if (chunkCacheSize != null) {
      result.put("diracos.chunkCacheSize", chunkCacheSize);
    }
    collect(current.getUserProperties(), result);
    return result;
  }

  private static void collect(Properties properties, Map<String, String> result) {
    properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith(PREFIX))
        .forEach(name -> result.put(name, properties.getProperty(name)));
  }

  private Instant timestamp() {
    String text = outputTimestamp;
    if (text == null || text.isBlank() || text.startsWith("${")) {
      return NO_TIMESTAMP;
    }
    try {
      return text.chars().allMatch(Character::isDigit)
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : java.time.OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException | NumberFormatException e) {
      throw DiracosException.of(
          Problem.of(
              "DOS-MAVEN-01",
              "'" + text + "' is no time stamp",
              "project.build.outputTimestamp",
              "write it as 2026-01-01T00:00:00Z or as seconds since 1970"),
          e);
    }
  }

  /** The project, or null where there is no POM. */
  final @Nullable MavenProject project() {
    return project == null || project.getFile() == null ? null : project;
  }

  /** Whether the goal runs because of its phase, not because somebody named it. */
  final boolean isBound() {
    return execution != null && execution.getSource() == MojoExecution.Source.LIFECYCLE;
  }

  /** What Maven knows of repositories: proxies, passwords, time limits. */
  final RepositorySystemSession repositories() {
    return requireSession().getRepositorySession();
  }

  private MavenSession requireSession() {
    if (session == null) {
      throw new IllegalStateException("Maven gave no session");
    }
    return session;
  }
}
