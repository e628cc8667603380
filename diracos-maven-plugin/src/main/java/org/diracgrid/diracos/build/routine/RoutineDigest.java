package org.diracgrid.diracos.build.routine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * What a cache key holds of routines: when each runs, its file name and its content. Where it lies
 * does not count, nor do files that it reads.
 */
public final class RoutineDigest {

  private RoutineDigest() {}

  /**
   * The digest of routines: SHA-256 of, for each list, how many there are and, for each file, the
   * lengths and bytes of its name and content.
   *
   * @throws DiracosException DOS-ROUTINE-07 if one cannot be read
   */
  public static Checksum of(RoutineFiles routines) {
    MessageDigest digest = Algorithm.SHA256.newDigest();
    for (List<Path> files : List.of(routines.before(), routines.instead(), routines.after())) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(files.size()).array());
      for (Path file : files) {
        add(digest, file.getFileName().toString().getBytes(UTF_8));
        add(digest, content(file));
      }
    }
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest.digest()));
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-ROUTINE-07",
              "a routine cannot be read for its digest",
              file.toString(),
              e.getClass().getSimpleName() + ": " + e.getMessage(),
              "check its permissions, and that nothing removes it during the build"),
          e);
    }
  }
}
