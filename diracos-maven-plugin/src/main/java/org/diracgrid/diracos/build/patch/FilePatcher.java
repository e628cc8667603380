package org.diracgrid.diracos.build.patch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.problem.Problem;

/** Applies the hunks of one file to its lines. */
final class FilePatcher {

  private static final String ANEW =
      "make the patch anew for this version of the source package, or correct the hunk";

  private final Path patch;
  private final List<Problem> problems;

  /**
   * A patcher for files of one patch.
   *
   * @param problems takes what is wrong
   */
  FilePatcher(Path patch, List<Problem> problems) {
    this.patch = patch;
    this.problems = problems;
  }

  /** Lines that came out, and where the hunks went. */
  record Patched(List<String> lines, List<AppliedHunk> hunks) {

    byte[] bytes() {
      return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Applies all hunks, or tells why not.
   *
   * @param name what messages call the file
   * @return empty if a hunk fits nowhere
   */
  Optional<Patched> apply(FilePatch file, String name, byte[] content) {
    List<String> input = PatchReader.lines(content);
    List<Hunk> failed = new ArrayList<>();
    List<Hunk> hunks = file.hunks();
    if (file.carriageReturns()) {
      List<Hunk> bare = hunks.stream().map(Hunk::withoutCarriageReturns).toList();
      Optional<Patched> patched = attempt(bare, input, new ArrayList<>());
      if (patched.isPresent()) {
        return patched;
      }
    }
    Optional<Patched> patched = attempt(hunks, input, failed);
    boolean done = !failed.isEmpty() && isDone(hunks, input);
    for (Hunk hunk : failed) {
      problems.add(
          PatchProblems.hunk(
              patch,
              hunk,
              name,
              done ? "the file has this change already" : Mismatch.describe(hunk, input),
              done ? "leave this file out of the patch" : ANEW));
    }
    return patched;
  }

  private static Optional<Patched> attempt(
      List<Hunk> hunks, List<String> input, List<Hunk> failed) {
    HunkFitter fitter = new HunkFitter(input);
    List<AppliedHunk> applied = new ArrayList<>();
    for (Hunk hunk : hunks) {
      fitter
          .put(hunk)
          .ifPresentOrElse(
              it -> applied.add(new AppliedHunk(hunk.number(), it.line(), it.offset(), it.fuzz())),
              () -> failed.add(hunk));
    }
    return failed.isEmpty() ? Optional.of(new Patched(fitter.result(), applied)) : Optional.empty();
  }

  /** Whether taking the hunks back would fit exactly. */
  private static boolean isDone(List<Hunk> hunks, List<String> input) {
    List<Hunk> failed = new ArrayList<>();
    Optional<Patched> back = attempt(hunks.stream().map(Hunk::reversed).toList(), input, failed);
    return back.isPresent() && back.get().hunks().stream().allMatch(AppliedHunk::isExact);
  }
}
