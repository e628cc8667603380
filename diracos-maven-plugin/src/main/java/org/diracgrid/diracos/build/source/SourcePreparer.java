package org.diracgrid.diracos.build.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.build.patch.PatchResult;
import org.diracgrid.diracos.build.patch.TreePatcher;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Checksum;

/** Unpacks and patches what was acquired. */
public final class SourcePreparer {

  private static final String UNFINISHED = ".unfinished";

  private SourcePreparer() {}

  /**
   * The patch of a build: {@code <name>.patch} in {@code patchDir}, else, of a dist-git package,
   * {@code <src>.patch}, as v1 named it; or the file that {@code patchFile} names.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-SOURCE-05 if {@code patchFile} names
   *     no file
   */
  public static Optional<Path> patch(PackageBuild build) {
    Optional<Path> named = build.options().patchFile();
    if (named.isPresent()) {
      if (!Files.isRegularFile(named.get())) {
        throw SourceProblems.missing(named.get(), "it is the \"patchFile\" of " + build.name());
      }
      return named;
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(build.name());
    build.options().src().filter(src -> src.indexOf('/') < 0).ifPresent(names::add);
    return build
        .options()
        .patchDir()
        .flatMap(
            directory ->
                names.stream()
                    .map(name -> directory.resolve(name + ".patch"))
                    .filter(Files::isRegularFile)
                    .findFirst());
  }

  /**
   * Prepares a source. A source package without a patch stays as it is; everything else becomes a
   * directory of the build's own.
   *
   * @param build whose patch is applied
   * @param source of a build; not prebuilt packages
   * @param directory that is made anew, its earlier content gone, if one is needed; it appears when
   *     it is complete
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RPM-NN, DOS-SOURCE-NN or
   *     DOS-PATCH-NN; then {@code directory} is not there
   */
  public static PreparedSource prepare(PackageBuild build, AcquiredSource source, Path directory) {
    Optional<Path> patch = patch(build);
    if (source instanceof AcquiredSource.SourcePackageFile srpm && patch.isEmpty()) {
      return new PreparedSource.Unchanged(build.name(), srpm.path(), srpm.sha256());
    }
    Path fresh = directory.resolveSibling(directory.getFileName() + UNFINISHED);
    SourceTrees.delete(fresh);
    SourceTrees.delete(directory);
    boolean complete = false;
    try {
      Files.createDirectories(fresh);
      String spec = unpack(source, fresh);
      Optional<PatchResult> result = patch.map(file -> TreePatcher.apply(file, fresh));
      if (!Files.isRegularFile(fresh.resolve(spec))) {
        spec = SourceTrees.spec(fresh);
      }
      Checksum digest = SourceTrees.settle(fresh);
      Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
      complete = true;
      return new PreparedSource.Tree(build.name(), directory, spec, digest, result);
    } catch (IOException e) {
      throw SourceProblems.io(directory, e);
    } finally {
      if (!complete) {
        SourceTrees.delete(fresh);
      }
    }
  }

  private static String unpack(AcquiredSource source, Path fresh) {
    if (source instanceof AcquiredSource.SourcePackageFile srpm) {
      return SourceUnpacker.unpack(srpm.path(), fresh);
    }
    if (source instanceof AcquiredSource.SourceDirectory given) {
      SourceTrees.copy(given.directory(), fresh);
      return given.spec();
    }
    throw new IllegalArgumentException("packages that are built already are not prepared");
  }
}
