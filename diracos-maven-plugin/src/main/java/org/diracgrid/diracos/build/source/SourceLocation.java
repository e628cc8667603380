package org.diracgrid.diracos.build.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.Json;
import org.diracgrid.diracos.config.PackageBuild;

/** Where {@code src} says that a source is. */
sealed interface SourceLocation {

  /** A file that is fetched. */
  record Web(URI address) implements SourceLocation {}

  /** A file or directory of this machine. */
  record Local(Path path) implements SourceLocation {}

  /** A package in dist-git. */
  record DistGit(String name, String branch) implements SourceLocation {}

  /**
   * Reads {@code src} of a build.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-SOURCE-03, -04 or -13 if it says
   *     nothing that can be used
   */
  static SourceLocation of(PackageBuild build) {
    String src = build.options().src().orElse("").strip();
    if (src.isEmpty()) {
      throw SourceProblems.none("there is no \"src\"");
    }
    if (Pattern.matches("[A-Za-z][A-Za-z0-9+.-]+:.*", src)) {
      return address(src);
    }
    Path path;
    try {
      path = build.options().base().resolve(src).normalize();
    } catch (InvalidPathException e) {
      throw SourceProblems.address(src, String.valueOf(e.getMessage()));
    }
    if (src.indexOf('/') >= 0 || src.endsWith(".rpm") || Files.exists(path)) {
      return new Local(path);
    }
    String branch = build.options().branch().orElse("").strip();
    if (branch.isEmpty()) {
      throw SourceProblems.noBranch(src);
    }
    return new DistGit(src, branch);
  }

  private static SourceLocation address(String src) {
    try {
      URI uri = new URI(src);
      return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
        case "http", "https" -> new Web(uri);
        case "file" -> new Local(Path.of(uri));
        default ->
            throw SourceProblems.address(
                src, "addresses of kind " + uri.getScheme() + " are not known");
      };
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw SourceProblems.address(src, String.valueOf(e.getMessage()));
    }
  }

  /** An option that is a text. */
  static Optional<String> text(PackageBuild build, String option) {
    return build.options().option(option).orElse(null) instanceof Json.Text text
        ? Optional.of(text.value())
        : Optional.empty();
  }
}
