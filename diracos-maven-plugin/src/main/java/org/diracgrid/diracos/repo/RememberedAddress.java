package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;

/**
 * What an address gave that no checksum was known of, so that it is asked for again only if it
 * changed, and offline not at all.
 *
 * <pre>
 * file = checksum LF etag LF last-modified LF        addresses/SHA-256 of the address, in the cache
 * </pre>
 *
 * @param etag as the server said; empty if it did not
 * @param lastModified as the server said; empty if it did not
 */
record RememberedAddress(Checksum checksum, String etag, String lastModified) {

  private static final int LINES = 3;

  /** The checksum that stands for an address itself. */
  static Checksum key(URI address) {
    byte[] bytes = HttpTransport.withoutUser(address).toString().getBytes(StandardCharsets.UTF_8);
    byte[] digest = Algorithm.SHA256.newDigest().digest(bytes);
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest));
  }

  private static Path place(Path cache, URI address) {
    return cache.resolve("addresses").resolve(key(address).hex());
  }

  /** What an earlier run wrote; empty if there is nothing, or nothing of use. */
  static Optional<RememberedAddress> read(Path cache, URI address) {
    Path file = place(cache, address);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      return lines.size() < LINES
          ? Optional.empty()
          : Optional.of(
              new RememberedAddress(Checksum.parse(lines.get(0)), lines.get(1), lines.get(2)));
    } catch (IOException | IllegalArgumentException e) {
      // A memo that is torn is as good as none: the address is asked again.
      return Optional.empty();
    }
  }

  void write(Path cache, URI address) {
    Path file = place(cache, address);
    try {
      String text = checksum + "\n" + etag + "\n" + lastModified + "\n";
      RepositorySnapshot.replace(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw FetchProblem.local(file, e);
    }
  }

  /** The conditions under which the server need not send it again. */
  Map<String, String> conditions() {
    Map<String, String> conditions = new LinkedHashMap<>();
    if (!etag.isEmpty()) {
      conditions.put("If-None-Match", etag);
    }
    if (!lastModified.isEmpty()) {
      conditions.put("If-Modified-Since", lastModified);
    }
    return conditions;
  }
}
