package org.diracgrid.diracos.build.executor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildJobJson;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;

/**
 * What a job is made of, as one digest: what the job says, and the content of the files that it
 * names without a checksum. Two jobs in one directory with the same digest are one.
 */
final class JobInputs {

  private static final int BUFFER = 1 << 16;

  private JobInputs() {}

  /**
   * The digest of a job.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-IO-02 if a file cannot be read
   */
  static Checksum of(BuildJob job) {
    MessageDigest digest = Algorithm.SHA256.newDigest();
    add(digest, BuildJobJson.write(job));
    Stream<Path> routines =
        Stream.of(job.routines().before(), job.routines().instead(), job.routines().after())
            .flatMap(files -> files.stream());
    Stream<Path> mock =
        job.mock().map(MockSettings::config).map(Path::of).filter(Path::isAbsolute).stream();
    Stream.of(Stream.of(job.sourcePackage()), routines, mock)
        .flatMap(files -> files)
        .forEach(file -> add(digest, file));
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest.digest()));
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update((bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static void add(MessageDigest digest, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      digest.update((Files.size(file) + "\n").getBytes(StandardCharsets.US_ASCII));
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }
}
