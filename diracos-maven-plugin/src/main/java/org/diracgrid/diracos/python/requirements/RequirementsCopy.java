package org.diracgrid.diracos.python.requirements;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Include;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Needed;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Setting;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Settings;

/**
 * A requirements file with all that it takes in, written into one directory for pip to read: what
 * was on the web is there, too, and pip reads what was read before. Each line keeps its number.
 *
 * <p>Names of other files are those of the copies, relative paths are absolute, and variables are
 * replaced; all else is as it was.
 */
public final class RequirementsCopy {

  private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]+:.*");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private final RequirementsTree tree;
  private final Path base;
  private final Map<String, String> environment;
  private final Map<RequirementsTree.Member, Path> files = new LinkedHashMap<>();
  private final SortedMap<String, String> secrets = new TreeMap<>();

  private RequirementsCopy(RequirementsTree tree, Path base, Map<String, String> environment) {
    this.tree = tree;
    this.base = base;
    this.environment = environment;
  }

  /**
   * Writes the copy.
   *
   * @param directory is made anew
   * @param base what relative paths of archives are relative to; links to archives are relative to
   *     the file that has them
   * @param environment variables that {@code ${NAME}} stands for
   */
  public static RequirementsCopy write(
      RequirementsTree tree, Path directory, Path base, Map<String, String> environment) {
    RequirementsCopy copy = new RequirementsCopy(tree, base, environment);
    Directories.delete(directory);
    AtomicFile.directory(directory);
    for (RequirementsTree.Member member : tree.files()) {
      String path = member.location().uri().getPath();
      String name = path.substring(path.lastIndexOf('/') + 1);
      copy.files.put(member, directory.resolve(copy.files.size() + 1 + "-" + name));
    }
    copy.files.forEach(
        (member, file) ->
            AtomicFile.write(file, copy.text(member).getBytes(StandardCharsets.UTF_8)));
    return copy;
  }

  /** The copy of the file that was asked for. */
  public Path file() {
    return files.values().iterator().next();
  }

  /** The lines that ask for a package, each as {@code <file>:<line>}; constraints are none. */
  public Map<String, Needed> needed() {
    Map<String, Needed> found = new LinkedHashMap<>();
    for (RequirementsTree.Member member : tree.files()) {
      if (!member.constraint()) {
        member
            .file()
            .needed()
            .forEach(line -> found.put(member.file().source() + ":" + line.number(), line));
      }
    }
    return found;
  }

  /** What pip said, with the user's files and lines instead of the copies', and no variables. */
  public String located(String said) {
    String result = said;
    for (Map.Entry<RequirementsTree.Member, Path> copied : files.entrySet()) {
      String copy = copied.getValue().toString();
      String source = Matcher.quoteReplacement(copied.getKey().file().source());
      result =
          result
              .replaceAll("-[rc] " + Pattern.quote(copy) + " \\(line (\\d+)\\)", source + ":$1")
              .replaceAll(Pattern.quote(copy), source);
    }
    for (Map.Entry<String, String> secret : secrets.entrySet()) {
      result = result.replace(secret.getValue(), "${" + secret.getKey() + "}");
    }
    return result;
  }

  private String text(RequirementsTree.Member member) {
    return member.file().lines().stream()
        .map(line -> text(member, line))
        .collect(Collectors.joining());
  }

  private String text(RequirementsTree.Member member, RequirementsLine line) {
    if (line instanceof Include include) {
      Path other = files.get(tree.included(member, include));
      return asLongAs(line, (include.constraint() ? "-c " : "-r ") + quoted(String.valueOf(other)));
    }
    if (line instanceof Settings settings
        && settings.settings().stream().anyMatch(s -> s.option() == PipOption.FIND_LINKS)) {
      return asLongAs(
          line,
          settings.settings().stream()
              .map(setting -> setting(member, setting))
              .collect(Collectors.joining(" ")));
    }
    if (line instanceof Needed needed) {
      String raw = replaced(needed.raw());
      return needed
          .requirement()
          .address()
          .filter(place -> !SCHEME.matcher(place).matches())
          .map(place -> absolute(raw, place))
          .orElse(raw);
    }
    return replaced(line.raw());
  }

  private String absolute(String raw, String place) {
    String path = base.resolve(place).normalize().toString();
    return raw.replaceFirst(Pattern.quote(place), Matcher.quoteReplacement(path));
  }

  /** As pip has it: a place beside the file, if there is such a one. */
  private static String setting(RequirementsTree.Member member, Setting setting) {
    String value = setting.value();
    if (setting.option() == PipOption.FIND_LINKS
        && member.location().isFile()
        && !SCHEME.matcher(value).matches()) {
      Path beside = member.location().path().resolveSibling(value).normalize();
      value = Files.exists(beside) ? beside.toString() : value;
    }
    return value.isEmpty() ? setting.option().toString() : setting.option() + " " + quoted(value);
  }

  private static String quoted(String value) {
    return PLAIN.matcher(value).matches()
        ? value
        : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** A text that has as many lines as the one in whose place it stands. */
  private static String asLongAs(RequirementsLine line, String text) {
    long breaks = line.raw().chars().filter(c -> c == '\n').count();
    return text + "\n".repeat((int) Math.max(1, breaks));
  }

  private String replaced(String raw) {
    List<String> names = new ArrayList<>();
    String result =
        RequirementsFile.VARIABLE
            .matcher(raw)
            .replaceAll(
                found -> {
                  String value = environment.getOrDefault(found.group(1), "");
                  names.add(found.group(1));
                  return Matcher.quoteReplacement(value.isEmpty() ? found.group() : value);
                });
    names.stream()
        .filter(name -> !environment.getOrDefault(name, "").isEmpty())
        .forEach(name -> secrets.put(name, String.valueOf(environment.get(name))));
    return result;
  }
}
