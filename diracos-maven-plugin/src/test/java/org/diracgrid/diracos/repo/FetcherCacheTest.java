package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the cache has, and caches that cannot be used. */
class FetcherCacheTest extends Fetches {

  @Test
  void offlineTheCacheAnswers() {
    FetchRequest wanted = request(CONTENT, web.uri("/a.rpm"));
    assertThatThrownBy(() -> fetch(wanted, true, Access.direct()))
        .hasMessageContaining("DOS-FETCH-05 a-1-1.noarch is not in the cache");
    Path file = fetch(wanted);

    assertThat(fetch(wanted, true, Access.direct())).isEqualTo(file);
    assertThat(web.log).hasSize(1);
  }

  @Test
  void aCacheFileOfAnotherSizeIsFetchedAgain() throws IOException {
    FetchRequest wanted = request(CONTENT, web.uri("/a.rpm"));
    Path file = fetch(wanted);
    Files.write(file, new byte[10]);

    assertThat(fetch(wanted)).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(2);
  }

  @Test
  void withoutASizeTheCacheIsVerifiedByChecksum() throws IOException {
    FetchRequest wanted =
        new FetchRequest(
            "base", List.of(web.uri("/a.rpm")), sum(CONTENT, Algorithm.SHA256), -1, "a");
    Path file = fetch(wanted);
    byte[] changed = CONTENT.clone();
    changed[9] ^= 1;
    Files.write(file, changed);

    assertThat(fetch(wanted)).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(2);
  }

  @Test
  void aCacheThatCannotBeWrittenIsSaidToBeThat() throws IOException {
    Path cache = Files.createDirectory(directory.resolve("cache"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Assumptions.assumeFalse(Files.isWritable(cache), "root may write everywhere");
      assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
          .hasMessageContaining("DOS-FETCH-06");
    } finally {
      Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aCacheThatIsAFileIsSaidToBeThat() throws IOException {
    Files.createFile(directory.resolve("cache"));

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
        .hasMessageContaining("DOS-FETCH-06 the cache cannot be written")
        .hasMessageContaining("-Ddiracos.cache");
  }

  @Test
  void aFullDiskIsSaidToBeThat() {
    IOException full =
        new java.nio.file.FileSystemException("/cache/x", null, "No space left on device");

    assertThat(FetchProblem.local(directory, full).getMessage())
        .contains("DOS-FETCH-07 the disk that holds the cache is full");
    assertThat(FetchProblem.local(directory, new IOException("No space left on device")))
        .hasMessageContaining("DOS-FETCH-07");
  }
}
