package org.diracgrid.diracos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each error code stands for one thing, and the documentation says which: a code is written as a
 * string in the one class that owns it, and has one row in {@code docs/errors.md} or {@code
 * docs/configuration.md}.
 */
class ErrorCodesTest {

  private static final Path SOURCES = Path.of("src/main/java/org/diracgrid/diracos");
  private static final Path ERRORS = Path.of("../docs/errors.md");
  private static final Path CONFIGURATION = Path.of("../docs/configuration.md");

  private static final String CODE = "DOS-[A-Z]+-[0-9]{2}";
  private static final Pattern STRING = Pattern.compile("\"(" + CODE + ")\"");
  private static final Pattern MENTION = Pattern.compile(CODE);
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(" + CODE + ")` \\|(.*)\\|$");

  /**
   * Kinds of mistakes in the configuration rather than single ones: several classes check for them,
   * and the table in {@code docs/configuration.md} words them for all.
   */
  private static final Set<String> KINDS =
      Set.of("DOS-CONFIG-02", "DOS-CONFIG-03", "DOS-CONFIG-07", "DOS-CONFIG-08", "DOS-CONFIG-12");

  @Test
  void everyCodeIsDocumentedAndEveryDocumentedCodeIsUsed() throws IOException {
    assertThat(owners()).isNotEmpty();
    assertThat(rows().keySet()).isEqualTo(owners().keySet());
  }

  @Test
  void everyCodeHasOneRowWithMeaningAndRemedy() throws IOException {
    rows()
        .forEach(
            (code, rows) -> {
              assertThat(rows).as(code).hasSize(1);
              String[] cells = rows.get(0).split("\\|", -1);
              assertThat(cells[0]).as("meaning of " + code).isNotBlank();
              if (!code.startsWith("DOS-CONFIG-")) {
                assertThat(cells).as("columns of " + code).hasSize(3);
                assertThat(cells[2]).as("remedy for " + code).isNotBlank();
              }
            });
  }

  @Test
  void everyCodeStandsUnderTheHeadingOfItsArea() throws IOException {
    String text = Files.readString(ERRORS, UTF_8);
    for (String section : text.split("(?m)^## ")) {
      Matcher row = ROW.matcher(section);
      while (row.find()) {
        assertThat(row.group(1)).startsWith("DOS-" + section.lines().findFirst().orElse("") + "-");
      }
    }
    assertThat(Files.readString(CONFIGURATION, UTF_8)).contains("## Errors");
  }

  @Test
  void noCodeIsOwnedByTwoClasses() throws IOException {
    Map<String, Set<String>> shared = owners();
    shared.values().removeIf(classes -> classes.size() == 1);
    assertThat(shared).containsOnlyKeys(KINDS);
  }

  @Test
  void everyCodeThatACommentMentionsExists() throws IOException {
    Set<String> used = owners().keySet();
    for (Path source : sources()) {
      assertThat(MENTION.matcher(Files.readString(source, UTF_8)).results().map(MatchResult::group))
          .as(source.toString())
          .isSubsetOf(used);
    }
  }

  /** The classes that hold a code as a string. */
  private static Map<String, Set<String>> owners() throws IOException {
    Map<String, Set<String>> owners = new TreeMap<>();
    for (Path source : sources()) {
      Matcher string = STRING.matcher(Files.readString(source, UTF_8));
      while (string.find()) {
        owners
            .computeIfAbsent(string.group(1), code -> new TreeSet<>())
            .add(SOURCES.relativize(source).toString());
      }
    }
    return owners;
  }

  private static Map<String, List<String>> rows() throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (Path document : List.of(ERRORS, CONFIGURATION)) {
      Matcher row = ROW.matcher(Files.readString(document, UTF_8));
      while (row.find()) {
        rows.computeIfAbsent(row.group(1), code -> new ArrayList<>()).add(row.group(2));
      }
    }
    return rows;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
