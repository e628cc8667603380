package org.diracgrid.diracos.build.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.build.BuildrootPackage;

/** The logs that mock leaves beside packages. */
final class MockLogs {

  /** In the order in which they are of use: what failed is nearest to the end. */
  private static final List<String> ORDER =
      List.of("hw_info.log", "installed_pkgs.log", "state.log", "root.log", "build.log");

  private static final Pattern STATE =
      Pattern.compile("(\\S+ \\S+) - (Start|Finish): (rpmbuild .*)");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS", Locale.ROOT);

  private static final int TAIL = 1 << 20;

  private MockLogs() {}

  /** A line between what programs say. */
  static void heading(Path log, String text) throws IOException {
    Files.writeString(
        log, "=== " + text + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Appends lines. */
  static void lines(Path log, List<String> lines) throws IOException {
    Files.write(log, lines, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Appends the logs in a directory to one log, each under a heading, and removes them there. */
  static void move(Path directory, Path log) throws IOException {
    for (String name : names(directory)) {
      Path file = directory.resolve(name);
      heading(log, "mock's " + name);
      try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
        Files.copy(file, out);
        if (!endsLine(file)) {
          out.write('\n');
        }
      }
      Files.delete(file);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    TreeSet<String> found = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.log")) {
      files.forEach(file -> found.add(file.getFileName().toString()));
    }
    List<String> names = new ArrayList<>(found);
    names.removeAll(ORDER);
    ORDER.stream().filter(found::contains).forEach(names::add);
    return names;
  }

  private static boolean endsLine(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() == 0) {
        return true;
      }
      in.seek(in.length() - 1);
      return in.read() == '\n';
    }
  }

  /** What a log has from {@code from} on; of much, the end. */
  static String since(Path log, long from) throws IOException {
    if (!Files.exists(log)) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(log.toFile(), "r")) {
      in.seek(Math.max(from, in.length() - TAIL));
      byte[] bytes = new byte[(int) Math.max(0, in.length() - in.getFilePointer())];
      in.readFully(bytes);
      return new String(bytes, UTF_8);
    }
  }

  /**
   * How long rpmbuild ran, by {@code state.log}.
   *
   * @return empty if it does not say, or rpmbuild never ended
   */
  static Optional<Duration> rpmbuild(Path directory) throws IOException {
    Path file = directory.resolve("state.log");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Optional<LocalDateTime> start = Optional.empty();
    Optional<Duration> took = Optional.empty();
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()) {
      Matcher matcher = STATE.matcher(line);
      if (matcher.matches()) {
        Optional<LocalDateTime> at = time(matcher.group(1));
        if (matcher.group(2).equals("Start")) {
          start = at;
        } else if (at.isPresent() && start.isPresent()) {
          Duration part = Duration.between(start.get(), at.get());
          took = Optional.of(took.orElse(Duration.ZERO).plus(part));
        }
      }
    }
    return took.filter(duration -> !duration.isNegative());
  }

  private static Optional<LocalDateTime> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, TIME));
    } catch (DateTimeParseException e) {
      // Another version of mock may write times in another way; they are only told.
      return Optional.empty();
    }
  }

  /**
   * How the buildroot that mock made differs from the one that was expected, as lines; none if it
   * does not, or either is not known.
   */
  static List<String> differences(Path directory, List<BuildrootPackage> expected)
      throws IOException {
    Path file = directory.resolve("installed_pkgs.log");
    if (expected.isEmpty() || !Files.isRegularFile(file)) {
      return List.of();
    }
    TreeSet<String> found = new TreeSet<>();
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()) {
      String nevra = line.strip().split("\\s+", 2)[0].replaceFirst("-0:", "-");
      if (!nevra.isEmpty() && !nevra.startsWith("gpg-pubkey-")) {
        found.add(nevra);
      }
    }
    List<String> lines = new ArrayList<>();
    for (BuildrootPackage wanted : expected) {
      String nevra = wanted.nevra().toString();
      if (!found.remove(nevra)) {
        lines.add("expected, not found: " + nevra);
      }
    }
    found.forEach(nevra -> lines.add("found, not expected: " + nevra));
    return lines;
  }
}
