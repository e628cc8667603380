package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedFilesTest {

  /** Files seem old enough to be sure of. */
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

  @TempDir Path directory;
  private Path file;
  private Path memo;
  private Checksum right;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("one.rpm"), "content");
    memo = directory.resolve("packages.memo");
    right = ContentCache.digest(file, new Checksum(Algorithm.SHA256, "0".repeat(64)));
  }

  private boolean verify(Clock clock) throws IOException {
    VerifiedFiles verified = VerifiedFiles.read(memo, clock);
    boolean result = verified.has(file, right);
    Files.write(memo, verified.bytes());
    return result;
  }

  private long known() throws IOException {
    return (Files.size(memo) - 40) / 32;
  }

  @Test
  void remembersWhatItSaw() throws IOException {
    assertThat(verify(LATER)).isTrue();
    assertThat(known()).isEqualTo(1);
    assertThat(verify(LATER)).isTrue();
    assertThat(known()).isEqualTo(1);
  }

  @Test
  void readsAgainWhatWasWrittenToThoughSizeAndTimeAreTheSame() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    verify(LATER);
    Files.writeString(file, "CONTENT");
    Files.setLastModifiedTime(file, time);
    assertThat(verify(LATER)).isFalse();
    assertThat(known()).isZero();
  }

  @Test
  void readsAgainWhatWasReplaced() throws IOException {
    verify(LATER);
    FileTime time = Files.getLastModifiedTime(file);
    Path other = Files.writeString(directory.resolve("other"), "CONTENT");
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(verify(LATER)).isFalse();
  }

  @Test
  void doesNotTakeOneChecksumForAnother() throws IOException {
    verify(LATER);
    VerifiedFiles verified = VerifiedFiles.read(memo, LATER);
    assertThat(verified.has(file, new Checksum(Algorithm.SHA256, "0".repeat(64)))).isFalse();
  }

  @Test
  void isNotSureOfWhatChangedJustNow() throws IOException {
    assertThat(verify(Clock.systemUTC())).isTrue();
    assertThat(known()).isZero();
  }

  @Test
  void staysRightAfterDamage() throws IOException {
    verify(LATER);
    byte[] good = Files.readAllBytes(memo);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(memo, bad);
      VerifiedFiles verified = VerifiedFiles.read(memo, LATER);
      assertThat(verified.has(file, right)).isTrue();
      assertThat(verified.bytes()).isEqualTo(good);
    }
  }
}
