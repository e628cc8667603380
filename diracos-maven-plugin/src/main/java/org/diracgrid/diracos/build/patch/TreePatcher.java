package org.diracgrid.diracos.build.patch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;

/**
 * Applies a patch that {@code diff -ru original patched} made to an unpacked source package, as
 * {@code patch -p1} does, and inside its archives, too.
 *
 * <p>Everything is worked out in memory first. If anything does not fit, all of it is told and
 * nothing is written.
 */
public final class TreePatcher {

  private final PatchText patch;
  private final SourceFiles files;
  private final PlaceFinder finder;
  private final FilePatcher patcher;
  private final List<Problem> problems = new ArrayList<>();
  private final List<AppliedFile> applied = new ArrayList<>();

  private TreePatcher(PatchText patch, Path directory) {
    this.patch = patch;
    this.files = new SourceFiles(directory);
    this.finder = new PlaceFinder(patch.file(), files);
    this.patcher = new FilePatcher(patch.file(), problems);
  }

  /**
   * Applies a patch.
   *
   * @param patch a unified diff
   * @param directory the unpacked source package; it is changed
   * @throws DiracosException with codes {@code DOS-PATCH-NN}: every hunk that does not fit; then
   *     nothing was written
   */
  public static PatchResult apply(Path patch, Path directory) {
    TreePatcher patcher = new TreePatcher(PatchReader.read(patch), directory);
    return patcher.run();
  }

  private PatchResult run() {
    for (FilePatch file : patch.files()) {
      try {
        one(file);
      } catch (DiracosException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems.stream().distinct().toList());
    }
    SourceWriter.write(files);
    List<String> warnings = new ArrayList<>();
    for (String line : patch.onlyIn()) {
      warnings.add(
          patch.file()
              + ":"
              + line
              + ": the patch does not say what is in this file, so it is left out; diff -ruN does");
    }
    return new PatchResult(applied, warnings);
  }

  private void one(FilePatch file) {
    Optional<Place> found = finder.existing(file);
    if (found.isPresent()) {
      change(file, found.get());
    } else if (file.creates() && !file.newName().isEmpty()) {
      create(file, finder.fresh(file, file.newName()));
    } else {
      problems.add(PatchProblems.missing(patch.file(), file, missing(file)));
    }
  }

  private void create(FilePatch file, Place place) {
    checkObstacle(file, place);
    patcher
        .apply(file, place.label(), new byte[0])
        .ifPresent(
            result -> {
              files.put(place, result.bytes(), file.mode());
              note(place, AppliedFile.Action.CREATED, result.hunks());
            });
  }

  private void change(FilePatch file, Place place) {
    checkObstacle(file, place);
    byte[] before = files.read(place);
    if (file.created() && before.length > 0) {
      problems.add(
          PatchProblems.contradicts(
              patch.file(),
              file,
              "the patch makes " + place.label() + ", which is there already",
              "it has " + before.length + " bytes"));
      return;
    }
    Optional<FilePatcher.Patched> result = patcher.apply(file, place.label(), before);
    if (result.isEmpty()) {
      return;
    }
    byte[] after = result.get().bytes();
    if (file.deleted() && after.length > 0) {
      problems.add(
          PatchProblems.contradicts(
              patch.file(),
              file,
              "the patch removes " + place.label() + ", which has more in it than the patch says",
              after.length + " bytes would be left"));
    } else if (file.deleted()) {
      files.remove(place);
      note(place, AppliedFile.Action.DELETED, result.get().hunks());
    } else if (file.renamed() || file.copied()) {
      move(file, place, result.get());
    } else {
      files.put(place, after, file.mode());
      note(place, AppliedFile.Action.CHANGED, result.get().hunks());
    }
  }

  private void move(FilePatch file, Place from, FilePatcher.Patched result) {
    Place to = from.renamed(file.newName());
    checkObstacle(file, to);
    if (!to.equals(from) && files.exists(to)) {
      problems.add(
          PatchProblems.contradicts(
              patch.file(),
              file,
              "the patch gives " + from.label() + " the name " + to.label() + ", which is taken",
              ""));
      return;
    }
    if (file.renamed() && !to.equals(from)) {
      files.remove(from);
      note(from, AppliedFile.Action.DELETED, List.of());
    }
    files.put(to, result.bytes(), file.mode());
    note(to, AppliedFile.Action.CREATED, result.hunks());
  }

  private void note(Place place, AppliedFile.Action action, List<AppliedHunk> hunks) {
    applied.add(new AppliedFile(place.label(), action, hunks));
  }

  private void checkObstacle(FilePatch file, Place place) {
    String obstacle = files.obstacle(place);
    if (!obstacle.isEmpty()) {
      throw PatchProblems.kind(patch.file(), file, obstacle + ", and such are not patched");
    }
  }

  /** Where it was looked for, and what is there. */
  private String missing(FilePatch file) {
    List<String> lines = new ArrayList<>();
    String name = file.names().get(0);
    if (name.indexOf('/') > 0) {
      List<SourceArchive> archives = files.archives();
      lines.add(
          archives.isEmpty()
              ? "there is no archive that it could be in"
              : "neither is it in "
                  + String.join(", ", archives.stream().map(SourceArchive::name).toList()));
      lines.addAll(files.damaged());
    }
    List<String> near = Nearest.to(name, SourceWriter.names(files.root()), 3);
    if (!near.isEmpty()) {
      lines.add("there is " + String.join(", ", near));
    }
    return String.join("\n", lines);
  }
}
