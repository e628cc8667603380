package org.diracgrid.diracos.python.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.AtomicFile;

/**
 * What pip's own configuration says about where to look: the machine's files, then the user's, then
 * the one that {@code PIP_CONFIG_FILE} names, then {@code PIP_…} variables; the later wins. In
 * files {@code [install]} wins over {@code [global]}.
 *
 * @param options what is said, by the option's name without dashes before it, such as {@code
 *     index-url}; several values stand in one text, with blanks or line ends between
 */
public record PipConfiguration(SortedMap<String, String> options) {

  private static final String ENVIRONMENT = "PIP_";
  private static final Set<String> TRUE = Set.of("y", "yes", "t", "true", "on", "1");
  private static final Pattern SECTION = Pattern.compile("\\[([^\\]]+)\\].*");
  private static final Pattern ENTRY = Pattern.compile("([^=:]+?)\\s*[=:]\\s*(.*)");

  /** Copies. */
  public PipConfiguration {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /** Reads that of the user who runs this. */
  public static PipConfiguration ofHost() {
    Map<String, String> environment = System.getenv();
    String home = environment.getOrDefault("HOME", "");
    return read(
        environment,
        Path.of(home.isBlank() ? System.getProperty("user.home", ".") : home),
        Path.of("/"));
  }

  /**
   * Reads it.
   *
   * @param environment variables
   * @param home the user's directory
   * @param root where {@code /etc} lies
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-IO-02 if a file cannot be read
   */
  public static PipConfiguration read(Map<String, String> environment, Path home, Path root) {
    Map<String, String> values = new TreeMap<>();
    for (Path file : files(environment, home, root)) {
      if (Files.isRegularFile(file)) {
        values.putAll(entries(file));
      }
    }
    SortedMap<String, String> said = new TreeMap<>();
    for (String section : List.of("global.", "install.")) {
      values.forEach(
          (key, value) -> {
            if (key.startsWith(section) && !value.isBlank()) {
              said.put(key.substring(section.length()), value);
            }
          });
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT) && !value.isBlank()) {
            said.put(plain(name.substring(ENVIRONMENT.length())), value);
          }
        });
    return new PipConfiguration(said);
  }

  /** The index; empty if it is not said. */
  public Optional<String> indexUrl() {
    return Optional.ofNullable(options.get("index-url")).map(String::strip);
  }

  /** Further indexes. */
  public List<String> extraIndexUrls() {
    return words(options.getOrDefault("extra-index-url", ""));
  }

  /** Directories and pages of archives. */
  public List<String> findLinks() {
    return words(options.getOrDefault("find-links", ""));
  }

  /** Whether only {@link #findLinks} count. */
  public boolean noIndex() {
    return isTrue(options.getOrDefault("no-index", ""));
  }

  /** Whether pre-releases may be taken. */
  public boolean pre() {
    return isTrue(options.getOrDefault("pre", ""));
  }

  private static List<Path> files(Map<String, String> environment, Path home, Path root) {
    List<Path> files = new ArrayList<>();
    String named = environment.getOrDefault("PIP_CONFIG_FILE", "");
    if (named.equals("/dev/null")) {
      return files;
    }
    String machine = environment.getOrDefault("XDG_CONFIG_DIRS", "");
    for (String directory :
        (machine.isBlank() ? root.resolve("etc/xdg") + "" : machine).split(":", -1)) {
      files.add(Path.of(directory, "pip", "pip.conf"));
    }
    files.add(root.resolve("etc/pip.conf"));
    files.add(home.resolve(".pip/pip.conf"));
    String user = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path configuration = user.isBlank() ? home.resolve(".config") : Path.of(user);
    files.add(configuration.resolve("pip/pip.conf"));
    if (!named.isBlank()) {
      files.add(Path.of(named));
    }
    return files;
  }

  /** Values by section and key; a line that begins with a blank goes on with the value before. */
  private static Map<String, String> entries(Path file) {
    Map<String, String> result = new TreeMap<>();
    String section = "";
    String key = "";
    for (String line : text(file).split("\\R", -1)) {
      String bare = line.strip();
      if (bare.isEmpty() || bare.startsWith("#") || bare.startsWith(";")) {
        continue;
      }
      Matcher head = SECTION.matcher(bare);
      Matcher entry = ENTRY.matcher(bare);
      if (Character.isWhitespace(line.charAt(0)) && !key.isEmpty()) {
        result.merge(key, bare, (before, more) -> before + "\n" + more);
      } else if (head.matches()) {
        section = head.group(1);
        key = "";
      } else if (entry.matches()) {
        key = section + "." + plain(entry.group(1));
        result.put(key, entry.group(2));
      }
    }
    return result;
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return lower.startsWith("--") ? lower.substring(2) : lower;
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  private static boolean isTrue(String text) {
    return TRUE.contains(text.strip().toLowerCase(Locale.ROOT));
  }
}
