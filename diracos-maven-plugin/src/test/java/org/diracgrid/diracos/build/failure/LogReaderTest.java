package org.diracgrid.diracos.build.failure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.testing.BuildJobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs as programs write them: of any length, in any encoding. */
class LogReaderTest {

  @TempDir Path directory;

  private List<LogLine> read(byte[] content, long window) throws IOException {
    Path log = Files.write(directory.resolve("log"), content);
    List<LogLine> lines = new ArrayList<>();
    LogReader.read(log, window, lines::add);
    return lines;
  }

  private List<String> texts(String content) throws IOException {
    return read(content.getBytes(UTF_8), LogReader.WINDOW).stream().map(LogLine::text).toList();
  }

  @Test
  void linesAreNumberedAndTheLastNeedsNoEnd() throws IOException {
    assertThat(read("a\n\nb\r\nc".getBytes(UTF_8), 100))
        .containsExactly(
            new LogLine(1, "a"), new LogLine(2, ""), new LogLine(3, "b"), new LogLine(4, "c"));
    assertThat(texts("")).isEmpty();
    assertThat(texts("\n")).containsExactly("");
  }

  @Test
  void ofALongLogTheEndIsReadFromAWholeLineOn() throws IOException {
    byte[] content = "one\ntwo\nthree\nfour\n".getBytes(UTF_8);

    assertThat(read(content, 11)).extracting(LogLine::number).containsExactly(3L, 4L);
    assertThat(read(content, 12)).extracting(LogLine::number).containsExactly(3L, 4L);
    assertThat(read(content, 10)).extracting(LogLine::text).containsExactly("four");
    assertThat(read(content, 1)).isEmpty();
    assertThat(read(content, content.length)).hasSize(4);
  }

  @Test
  void coloursControlCharactersAndProgressBarsAreLeftOut() throws IOException {
    assertThat(texts("\u001b[01;31m\u001b[Kerror:\u001b[m\u001b[K x\u0007\n"))
        .containsExactly("error: x");
    assertThat(texts("10 %\r20 %\r100 %\n\r\n50 %\r\n")).containsExactly("100 %", "", "50 %");
    assertThat(texts("a\tb\u0000c\u001b\n\u001b[")).containsExactly("a\tbc", "");
  }

  @Test
  void whatIsNotUtf8IsReadByteByByte() throws IOException {
    assertThat(read("caf\u00e9".getBytes(ISO_8859_1), 100))
        .extracting(LogLine::text)
        .containsExactly("café");
    assertThat(texts("café – ‘x’")).containsExactly("café – ‘x’");
  }

  @Test
  void aLongLineIsCutBetweenCharacters() throws IOException {
    String line = texts("é".repeat(LogReader.LINE)).get(0);

    assertThat(line).matches("é+").hasSizeBetween(LogReader.LINE / 2 - 2, LogReader.LINE / 2);
    assertThat(texts("x".repeat(1 << 20) + "\ny")).hasSize(2);
  }

  /** Words that rules look for, put together at random. */
  private static final String[] WORDS = {
    "error: ",
    "Executing(%build): ",
    "Executing(%check): ",
    "\n",
    "\n",
    "\n",
    " ",
    "  ",
    ": ",
    "-",
    ".",
    "(",
    ")",
    "'",
    "\"",
    "x",
    "1",
    "/",
    "a-1-1.x86_64",
    "Failed build dependencies:",
    " is needed by ",
    "nothing provides ",
    " needed by ",
    "requires ",
    ", but none of the providers can be installed",
    "package ",
    "No such file or directory",
    "cannot find -l",
    "Killed",
    "No space left on device",
    "make: *** [",
    "Hunk #1 FAILED at",
    "Patch #1 (",
    ".patch",
    "+ ",
    "patching file ",
    "CMake Error",
    "Could NOT find ",
    "provided by \"",
    "Bad exit status from x (%build)",
    "not found",
    "line 1: ",
    "/SOURCES/",
    "/BUILDROOT/",
    "igest mismatch",
    "bwrap: ",
    "unshare: ",
    "env: ",
    "\u001b[",
    "\u0000",
    "Error: Package: ",
    "Requires: ",
    "python(abi) = 2.6",
    "undefined reference to `",
    "\u00e9\u20ac",
    "Installed (but unpackaged) file(s) found:",
    "DOS-RESOLVE-01 ",
    "[-Werror=",
    "a".repeat(300),
    "Could not resolve host: ",
    "No module named ",
    "Can't locate ",
    "you may need to install the "
  };

  private Diagnosis diagnose(Path log, String ending) {
    BuildOutcome outcome =
        BuildOutcome.failed(
            new BuildOutcome.Failure("rpmbuild", List.of(), ending), new TreeMap<>());
    return Diagnosis.of(
        BuildJobs.job(directory, "x"),
        outcome,
        log,
        capability -> List.of("who(" + capability + ")"));
  }

  @Test
  void noMixOfKnownWordsBreaksADiagnosis() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 400; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(400); i >= 0; i--) {
        text.append(WORDS[random.nextInt(WORDS.length)]);
      }
      Path log = Files.writeString(directory.resolve("log"), text);
      Diagnosis found = diagnose(log, text.substring(0, Math.min(text.length(), 500)));
      assertThat(found.causes()).hasSizeLessThanOrEqualTo(3);
      assertThat(found.relevant()).hasSizeLessThanOrEqualTo(12);
    }
  }

  @FuzzTest
  void anyBytesGiveADiagnosis(FuzzedDataProvider data) throws IOException {
    Path log = Files.createTempFile("fuzz", ".log");
    try {
      Files.write(log, data.consumeRemainingAsBytes());
      assertThat(
              Diagnosis.of(
                  BuildJobs.job(log.getParent(), "x"),
                  BuildOutcome.failed(
                      new BuildOutcome.Failure("rpmbuild", List.of(), "status 1"), new TreeMap<>()),
                  log,
                  WhoProvides.NOBODY))
          .isNotNull();
    } finally {
      Files.delete(log);
    }
  }

  /** Of this thread: others may take what they like of a busy machine. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /**
   * Each word fills lines of the greatest length, which hold what rules look for and do not fit.
   */
  @Test
  @Timeout(600)
  void noLineTakesLong() throws IOException {
    for (String word : WORDS) {
      String line = (word.repeat(3) + "b").repeat(LogReader.LINE / (word.length() * 3 + 1) + 1);
      String lines = (line.replace("\n", "") + "\n").repeat(100);
      Path log = Files.writeString(directory.resolve("log"), lines);
      long begin = cpuNanos();
      diagnose(log, "status 1");
      assertThat(Duration.ofNanos(cpuNanos() - begin)).as(word).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  @Timeout(600)
  void aHugeLogIsReadToItsEnd() throws IOException {
    Path log = directory.resolve("log");
    byte[] usual =
        ("gcc -DHAVE_CONFIG_H -I. -O2 -g -pipe -Wall -c -o lib/x.o ../lib/x.c\n".repeat(20)
                + "x.c:1:1: warning: implicit declaration of function 'error'\nlibtool: link: ar cru x\n")
            .repeat(500)
            .getBytes(UTF_8);
    long lines = 0;
    try (OutputStream out = Files.newOutputStream(log)) {
      out.write("Executing(%build): /bin/sh -e x\n".getBytes(UTF_8));
      for (long size = 0; size < 200L << 20; size += usual.length) {
        out.write(usual);
        lines += 22 * 500;
      }
      out.write("x.c:1:2: fatal error: y.h: No such file or directory\n".getBytes(UTF_8));
    }
    long begin = cpuNanos();
    Diagnosis found = diagnose(log, "status 1");
    Duration took = Duration.ofNanos(cpuNanos() - begin);

    assertThat(found.causes().get(0).problem().where()).isEqualTo(log + ":" + (lines + 2));
    assertThat(took).isLessThan(Duration.ofSeconds(30));
    System.out.println("a log of 200 MiB was read in " + took.toMillis() + " ms");
  }
}
