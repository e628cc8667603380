package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;

/** Jobs and outcomes of any shape, the same for the same seed. */
final class RandomJobs {

  private static final String LETTERS = "aZ09 ._-+~^%{}\"\\/\n\t'$äß漢\u0001😀";

  private final Random random;

  RandomJobs(long seed) {
    this.random = new Random(seed);
  }

  BuildJob job() {
    boolean mock = random.nextBoolean();
    return new BuildJob(
        text(),
        text(),
        path(),
        mock ? BuilderKind.MOCK : BuilderKind.CHROOT,
        path(),
        list(this::buildrootPackage),
        path(),
        settings(),
        new RoutineFiles(list(this::path), list(this::path), list(this::path)),
        text(),
        mock
            ? Optional.of(
                new MockSettings(
                    text(), optional(this::path), optional(this::path), random.nextBoolean()))
            : Optional.empty());
  }

  private BuildSettings settings() {
    TreeMap<String, String> macros = new TreeMap<>();
    list(() -> macros.put(text(), text()));
    return new BuildSettings(
        text(),
        macros,
        list(this::text),
        list(this::text),
        number(),
        text(),
        1 + random.nextInt(1000),
        number(),
        duration());
  }

  private BuildrootPackage buildrootPackage() {
    Evr evr = new Evr(random.nextInt(3), text(), random.nextInt(9) == 0 ? null : text());
    String hex = String.format("%064x", random.nextLong() & Long.MAX_VALUE);
    return new BuildrootPackage(
        new Nevra("n" + text(), evr, "a" + text()), path(), Checksum.parse("sha256:" + hex));
  }

  BuildOutcome outcome() {
    TreeMap<String, Duration> phases = new TreeMap<>();
    list(() -> phases.put(text(), duration()));
    return switch (random.nextInt(4)) {
      case 0 -> BuildOutcome.built(list(this::path), phases);
      case 1 -> BuildOutcome.wants(list(this::text), phases);
      case 2 ->
          BuildOutcome.failed(new BuildOutcome.Failure(text(), list(this::text), text()), phases);
      default -> BuildOutcome.cancelled(phases);
    };
  }

  private OptionalLong number() {
    return random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
  }

  private Duration duration() {
    return Duration.ofSeconds(random.nextInt(), random.nextInt());
  }

  private Path path() {
    return Path.of("/p" + text());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int at = random.nextInt(LETTERS.codePointCount(0, LETTERS.length()));
      text.appendCodePoint(LETTERS.codePointAt(LETTERS.offsetByCodePoints(0, at)));
    }
    return text.toString();
  }

  private <T> Optional<T> optional(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> List<T> list(Supplier<T> value) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(value.get());
    }
    return list;
  }
}
