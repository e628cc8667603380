package org.diracgrid.diracos.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Reads {@code diracos.json}.
 *
 * <p>All problems of the file and of the overrides are reported in one exception, each with its
 * place, in the order of the text; broken JSON syntax is the one thing that hides what follows it.
 */
public final class ConfigReader {

  /** A configuration of a thousand packages has a third of a megabyte. */
  private static final long LARGEST = 16L << 20;

  private ConfigReader() {}

  /** As {@link #read(Path, Map, Set)}, where every property must belong to a key. */
  public static DiracosSpec read(Path file, Map<String, String> overrides) {
    return read(file, overrides, Set.of());
  }

  /**
   * Reads a configuration.
   *
   * @param overrides properties by their whole names, such as {@code diracos.bundle.level}
   * @param goalProperties names that are no keys but goals' own parameters, such as {@code
   *     diracos.skip}: skipped in {@code overrides}, and offered for misspelt ones
   * @throws DiracosException with every problem found
   */
  public static DiracosSpec read(
      Path file, Map<String, String> overrides, Set<String> goalProperties) {
    return parse(
        file, text(file), overrides, goalProperties, System.getProperty("os.arch", "x86_64"));
  }

  /**
   * What is asked for where there is no configuration, but for properties: the file is none, and
   * names what relative paths are relative to.
   *
   * @throws DiracosException with every problem found
   */
  public static DiracosSpec none(
      Path file, Map<String, String> overrides, Set<String> goalProperties) {
    return parse(
        file,
        "{\"version\": \"0\"}",
        overrides,
        goalProperties,
        System.getProperty("os.arch", "x86_64"));
  }

  /** Pure part of {@link #read}: {@code file} only names places and gives relative paths a base. */
  static DiracosSpec parse(
      Path file,
      String text,
      Map<String, String> overrides,
      Set<String> goalProperties,
      String hostArch) {
    List<Problem> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Path absolute = file.toAbsolutePath().normalize();
    Optional<Json> parsed = JsonReader.read(text, String.valueOf(absolute.getFileName()), problems);
    if (parsed.isEmpty()) {
      throw DiracosException.of(problems);
    }
    Json document = parsed.get();
    if (document instanceof Json.Obj object) {
      document = new Overrides(goalProperties, problems).apply(object, overrides);
    }
    new Checker(problems, warnings).check(document, Keys.ROOT, "the configuration");
    if (document instanceof Json.Obj object) {
      DiracosSpec spec = new SpecBuilder(absolute, hostArch, problems, warnings).build(object);
      if (problems.isEmpty()) {
        return spec;
      }
    }
    throw DiracosException.of(inOrder(problems, String.valueOf(absolute.getFileName())));
  }

  /** Those of the properties first, then those of the file from its top. */
  private static List<Problem> inOrder(List<Problem> problems, String name) {
    Pattern position = Pattern.compile(Pattern.quote(name) + ":(\\d+):(\\d+)");
    return problems.stream()
        .sorted(
            Comparator.comparingLong(
                problem -> {
                  Matcher at = position.matcher(problem.where());
                  return at.lookingAt()
                      ? (Long.parseLong(at.group(1)) << 32) + Long.parseLong(at.group(2))
                      : 0;
                }))
        .toList();
  }

  /** The file's text, without byte order mark. */
  private static String text(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw DiracosException.of(
            Problem.of(
                "DOS-CONFIG-03",
                "the configuration is larger than 16 MiB",
                file.toString(),
                "this is hardly a configuration: give the right file with -Ddiracos.config"));
      }
      return decode(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw DiracosException.of(
          Problem.of(
              "DOS-CONFIG-01",
              "there is no configuration",
              file.toString(),
              "make one: {\"version\": \"1.0\", \"packages\": [\"python3\"], \"repositories\":"
                  + " [{\"id\": \"base\", \"url\": \"https://…\"}]}\n"
                  + "or give the path of yours: -Ddiracos.config=<file>"),
          e);
    } catch (IOException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-CONFIG-01",
              "the configuration cannot be read",
              file.toString(),
              e.toString(),
              Files.isDirectory(file)
                  ? "it is a directory: give the file, -Ddiracos.config=<file>"
                  : "make the file readable"),
          e);
    }
  }

  private static String decode(Path file, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw DiracosException.of(
          Problem.of(
              "DOS-CONFIG-02",
              "the configuration is not UTF-8 text",
              file.toString(),
              "save it as UTF-8"),
          e);
    }
  }
}
