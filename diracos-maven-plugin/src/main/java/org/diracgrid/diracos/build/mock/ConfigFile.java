package org.diracgrid.diracos.build.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** Writes the configuration that mock is given for one build. */
final class ConfigFile {

  private static final Path SYSTEM = Path.of("/etc/mock");

  private static final int KEY_BYTES = 8;

  private ConfigFile() {}

  /**
   * Writes it.
   *
   * @param directory for it; made. The file has the name of the user's one, since mock tells it
   * @param excluded names and globs of packages that no other repository than ours may give
   * @param kept whether mock may take a buildroot that it kept, and keep this one
   * @param host the environment of this process, for the user's own configurations
   * @throws DiracosException DOS-MOCK-06 if the user's configuration cannot be read
   */
  static Path write(
      Path directory,
      MockSettings settings,
      BuildSettings build,
      List<String> excluded,
      boolean kept,
      Map<String, String> host)
      throws IOException {
    Path given = given(settings.config(), host);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FileTime written;
    try {
      bytes.write(Files.readAllBytes(given));
      written = Files.getLastModifiedTime(given);
    } catch (IOException e) {
      throw missing(settings.config(), e.toString());
    }
    bytes.write('\n');
    Optional<String> cache = kept ? Optional.of(key(bytes, excluded)) : Optional.empty();
    bytes.write(MockConfiguration.text(settings, build, excluded, cache).getBytes(UTF_8));
    Files.createDirectories(directory);
    Path file = Files.write(directory.resolve(given.getFileName()), bytes.toByteArray());
    // mock throws away what it kept if a configuration is newer.
    return Files.setLastModifiedTime(file, written);
  }

  /** Of what the smallest buildroot depends on. */
  private static String key(ByteArrayOutputStream given, List<String> excluded) {
    MessageDigest digest = Algorithm.SHA256.newDigest();
    digest.update(given.toByteArray());
    digest.update(String.join("\n", excluded).getBytes(UTF_8));
    return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
  }

  /** As mock looks for it: a path ends in {@code .cfg}, another is a name. */
  private static Path given(String config, Map<String, String> host) {
    List<Path> places = new ArrayList<>();
    if (config.endsWith(".cfg")) {
      places.add(Path.of(config));
    } else {
      Optional.ofNullable(host.get("HOME"))
          .ifPresent(home -> places.add(Path.of(home, ".config/mock", config + ".cfg")));
      places.add(SYSTEM.resolve(config + ".cfg"));
    }
    return places.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> missing(config, "there is none at " + places));
  }

  private static DiracosException missing(String config, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-MOCK-06",
            "the configuration of mock cannot be read",
            "\"mockConfig\": \"" + config + "\"",
            because,
            "name a file that ends in .cfg, or a configuration that \"mock --list-chroots\" shows"));
  }
}
