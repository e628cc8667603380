package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.publish.RemoteTargets;
import org.diracgrid.diracos.python.pin.PinPlan;
import org.diracgrid.diracos.relocate.RelocationResult;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.resolve.Explanation;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.verify.VerifyReport;

/**
 * The goals. Each runs what it lacks: a bundle needs a relocated tree, a tree needs a lock. A stage
 * whose inputs are those of its last run is not run again.
 */
public final class Engine {

  private final Environment environment;

  /** An engine for that environment. */
  public Engine(Environment environment) {
    this.environment = environment;
  }

  /**
   * Where and how a run is done.
   *
   * @param cache packages and metadata, shared by projects
   * @param threads how many work at once, at least 1
   * @param offline whether only the cache and local files may be used
   * @param access proxies and credentials
   * @param progress where the run tells what it does
   */
  public record Environment(
      Path cache, int threads, boolean offline, Access access, Progress progress) {

    /** Validates the threads. */
    public Environment {
      if (threads < 1) {
        throw new IllegalArgumentException(threads + " threads");
      }
    }
  }

  /**
   * Builds what the configuration lists into the own repository, or tells what would be built.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException with a problem for each build that
   *     failed, once all that does not depend on it is built
   */
  public void rebuild(Request request, RebuildRequest wanted) {
    try (Run run = Run.begin(request, environment)) {
      new RebuildStage(run).rebuild(wanted);
    }
  }

  /** Decides what ships; the lock stands beside the configuration afterwards. */
  public Lock resolve(Request request) {
    try (Run run = Run.begin(request, environment)) {
      return new ResolveStage(run).lock().lock();
    }
  }

  /**
   * Tells why something ships.
   *
   * @param asked a name, NEVRA, glob, path, soname or other capability, which may have a version
   */
  public Explanation why(Request request, String asked) {
    try (Run run = Run.begin(request, environment)) {
      return new ExplainStage(run).why(asked);
    }
  }

  /**
   * Shows what ships as a tree.
   *
   * @param depth how many levels of packages; 0 means all
   * @param from the root or package to start from; empty for all roots
   * @return its lines
   */
  public List<String> tree(Request request, int depth, String from) {
    try (Run run = Run.begin(request, environment)) {
      return new ExplainStage(run).tree(depth, from);
    }
  }

  /**
   * Pins the Python requirements: shows what that changes, and writes the file.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException with each line that cannot be read and
   *     each requirement that nothing satisfies; nothing is written then
   */
  public PinPlan pin(Request request, PinRequest wanted) {
    try (Run run = Run.begin(request, environment)) {
      return new PinStage(run).pin(wanted);
    }
  }

  /** Makes the relocated tree. */
  public StagedTree relocate(Request request) {
    try (Run run = Run.begin(request, environment)) {
      try (TreeStage.Result tree = tree(run)) {
        return tree.load();
      }
    }
  }

  /**
   * Relocates a tree that somebody else made, where it lies; {@code relocation.json} goes to the
   * build directory.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RELOC-24 for what is no such tree,
   *     DOS-STAGE-21 and DOS-RELOC-08 if it cannot be read or written
   */
  public RelocationResult relocate(Request request, Path tree) {
    return new GivenTree(environment).relocate(request, tree);
  }

  /** Makes the tarball. */
  public BundleResult bundle(Request request) {
    try (Run run = Run.begin(request, environment)) {
      return bundle(run);
    }
  }

  private static BundleResult bundle(Run run) {
    try (TreeStage.Result tree = tree(run)) {
      return new BundleStage(run).bundle(tree);
    }
  }

  /**
   * Makes the tarball of an extension.
   *
   * @param coordinates gives the file of a bundle by its Maven coordinates
   */
  public BundleResult extension(Request request, Function<String, Path> coordinates) {
    try (Run run = Run.begin(request, environment)) {
      return new ExtensionStage(run).extend(coordinates);
    }
  }

  /**
   * Makes the tarball, that of an extension where the configuration names a base, and publishes it
   * in the release directory.
   *
   * @param coordinates gives the file of a bundle by its Maven coordinates
   * @param remotes opens a release directory on another machine
   * @throws org.diracgrid.diracos.problem.DiracosException with nothing written, if what is there
   *     already does not agree
   */
  public ReleaseResult release(
      Request request, Function<String, Path> coordinates, RemoteTargets remotes) {
    try (Run run = Run.begin(request, environment)) {
      ReleaseStage stage = new ReleaseStage(run);
      BundleResult bundle =
          run.spec().extension().base().isPresent()
              ? new ExtensionStage(run).extend(coordinates)
              : bundle(run);
      run.settle();
      return stage.release(bundle, remotes);
    }
  }

  /** Whether the configuration says where bundles are released to. */
  public boolean isReleased(Request request) {
    try (Run run = Run.begin(request, environment)) {
      return run.spec().release().directory().isPresent();
    }
  }

  /**
   * Checks what the project's bundle promises; an extension is checked together with its base.
   *
   * @param coordinates gives the file of a bundle by its Maven coordinates
   * @throws org.diracgrid.diracos.problem.DiracosException with every finding that is an error,
   *     once the reports are written
   */
  public VerifyReport verify(Request request, Function<String, Path> coordinates) {
    try (Run run = Run.begin(request, environment)) {
      if (run.spec().extension().base().isPresent()) {
        return new ExtensionVerify(run).verify(coordinates);
      }
      ResolveStage.Result resolved = new ResolveStage(run).lock();
      TreeStage.Result tree = new TreeStage(run).tree(resolved).written();
      return VerifyStage.verify(
          run, resolved, tree, () -> new BundleStage(run).bundle(tree).tarball());
    }
  }

  /** Checks what somebody else's bundle promises; see {@link #verify(Request, Function)}. */
  public VerifyReport verify(Request request, VerifyTarget target) {
    return new VerifyStage(request, environment).verify(target);
  }

  private static TreeStage.Result tree(Run run) {
    TreeStage stage = new TreeStage(run);
    return stage.tree(new ResolveStage(run, stage::prepare).lock());
  }
}
