package org.diracgrid.diracos.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Digests of big files that hardly ever change, remembered by their {@link FileIdentity}: a small
 * file for each, {@code <sha256> <md5>}, named by a digest of the identity.
 */
public final class RememberedDigests {

  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{64}) ([0-9a-f]{32})\n");
  private static final int BUFFER = 1 << 20;

  private final Path directory;
  private final Clock clock;

  /**
   * Remembers in a directory.
   *
   * @param clock tells how old a file is
   */
  public RememberedDigests(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** Both digests of a file. */
  public record Digests(Checksum sha256, Checksum md5) {}

  /**
   * The digests of a file.
   *
   * @throws IOException if it cannot be read, or what was found not be kept
   */
  public Digests of(Path file) throws IOException {
    Optional<Path> memo =
        FileIdentity.of(file)
            .filter(identity -> identity.isSettled(clock.instant()))
            .map(this::memo);
    if (memo.isPresent()) {
      Optional<Digests> known = read(memo.get());
      if (known.isPresent()) {
        return known.get();
      }
    }
    Digests digests = digest(file);
    if (memo.isPresent()) {
      Files.createDirectories(directory);
      Path part = Files.createTempFile(directory, "digests", ".part");
      try {
        Files.writeString(part, digests.sha256.hex() + " " + digests.md5.hex() + "\n");
        Files.move(part, memo.get(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return digests;
  }

  private Path memo(FileIdentity identity) {
    ByteBuffer numbers = ByteBuffer.allocate(FileIdentity.LENGTH);
    identity.put(numbers);
    return directory.resolve(
        Checksum.of(Algorithm.SHA256, numbers.array()).hex().substring(0, 32) + ".digests");
  }

  /** Empty if it is not there, or torn. */
  private static Optional<Digests> read(Path memo) throws IOException {
    try {
      Matcher text =
          TEXT.matcher(new String(Files.readAllBytes(memo), StandardCharsets.ISO_8859_1));
      return text.matches()
          ? Optional.of(
              new Digests(
                  new Checksum(Algorithm.SHA256, text.group(1)),
                  new Checksum(Algorithm.MD5, text.group(2))))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Digests digest(Path file) throws IOException {
    MessageDigest sha256 = Algorithm.SHA256.newDigest();
    MessageDigest md5 = Algorithm.MD5.newDigest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        md5.update(buffer, 0, n);
      }
    }
    return new Digests(
        new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(sha256.digest())),
        new Checksum(Algorithm.MD5, HexFormat.of().formatHex(md5.digest())));
  }
}
