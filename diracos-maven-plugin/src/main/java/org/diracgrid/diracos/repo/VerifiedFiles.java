package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.digest.FileIdentity;
import org.diracgrid.diracos.digest.Sealed;

/**
 * Which files that are used in place were found to have their checksum, so that one that nobody
 * touched since is not read for that again. A file is known by its checksum and its {@link
 * FileIdentity}, by any name. Big-endian:
 *
 * <pre>
 * verified = "DOSSEEN" form[1]  print[32]*  sha256[32]       of all before it
 * </pre>
 */
public final class VerifiedFiles {

  private static final byte[] MAGIC = {'D', 'O', 'S', 'S', 'E', 'E', 'N', 1};
  private static final int PRINT = 32;
  private static final long LARGEST = 64L << 20;

  private final Set<String> before;
  private final Set<String> now = ConcurrentHashMap.newKeySet();

  private final Clock clock;

  private VerifiedFiles(Set<String> before, Clock clock) {
    this.before = before;
    this.clock = clock;
  }

  /** Knows of no file. */
  public static VerifiedFiles none() {
    return new VerifiedFiles(Set.of(), Clock.systemUTC());
  }

  /**
   * Reads what an earlier run wrote; a file that is absent, torn or damaged knows nothing.
   *
   * @param clock tells how old a file is
   * @throws IOException if it cannot be read
   */
  public static VerifiedFiles read(Path file, Clock clock) throws IOException {
    return new VerifiedFiles(prints(file), clock);
  }

  private static Set<String> prints(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
      return Set.of();
    }
    Optional<ByteBuffer> body = Sealed.open(MAGIC, Files.readAllBytes(file));
    if (body.isEmpty() || body.get().remaining() % PRINT != 0) {
      return Set.of();
    }
    Set<String> prints = new HashSet<>();
    byte[] print = new byte[PRINT];
    while (body.get().hasRemaining()) {
      body.get().get(print);
      prints.add(HexFormat.of().formatHex(print));
    }
    return prints;
  }

  /**
   * Whether a file has this checksum: by what is known, else by its bytes. For many threads.
   *
   * @throws IOException if it cannot be read
   */
  boolean has(Path file, Checksum checksum) throws IOException {
    Optional<String> print = print(file, checksum);
    if (print.isPresent() && before.contains(print.get())) {
      now.add(print.get());
      return true;
    }
    boolean right = ContentCache.digest(file, checksum).equals(checksum);
    if (right) {
      print.ifPresent(now::add);
    }
    return right;
  }

  /** Empty where the system does not tell enough, or the file is too young to be sure of. */
  private Optional<String> print(Path file, Checksum checksum) throws IOException {
    return FileIdentity.of(file)
        .filter(identity -> identity.isSettled(clock.instant()))
        .map(identity -> print(identity, checksum));
  }

  private static String print(FileIdentity identity, Checksum checksum) {
    ByteBuffer numbers = ByteBuffer.allocate(FileIdentity.LENGTH);
    identity.put(numbers);
    MessageDigest digest = Algorithm.SHA256.newDigest();
    digest.update(numbers.flip());
    byte[] wanted = checksum.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(digest.digest(wanted));
  }

  /** What this run saw, for {@link #read}. */
  public byte[] bytes() {
    ByteBuffer body = ByteBuffer.allocate(now.size() * PRINT);
    new TreeSet<>(now).forEach(print -> body.put(HexFormat.of().parseHex(print)));
    return Sealed.seal(MAGIC, body.flip());
  }
}
