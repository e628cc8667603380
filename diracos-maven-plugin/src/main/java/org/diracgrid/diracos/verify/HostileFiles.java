package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.diracgrid.diracos.relocate.HostLibraries;

/** What other software leaves in the environment, at its worst: files that break who takes them. */
final class HostileFiles {

  private static final Pattern LIBRARY = Pattern.compile("lib[^/]+\\.so(\\.[0-9.]+)?");
  private static final List<String> MODULES =
      List.of("sitecustomize", "json", "numpy", "re", "sqlite3", "ssl");

  private HostileFiles() {}

  /**
   * Makes them, and the variables that name them. For each library of the bundle there is one that
   * is none; those of glibc are left alone, or no program of the host would start.
   */
  static Map<String, String> make(Path directory, Path bundle) {
    try {
      Path libraries = Files.createDirectories(directory.resolve("lib"));
      HostLibraries host = new HostLibraries(List.of());
      for (String name : libraryNames(bundle)) {
        if (!host.isGlibc(name)) {
          Files.writeString(libraries.resolve(name), "this is no library\n");
        }
      }
      Path python = Files.createDirectories(directory.resolve("python"));
      for (String module : MODULES) {
        Files.writeString(
            python.resolve(module + ".py"),
            "raise ImportError('a module from PYTHONPATH was taken')\n");
      }
      Path perl = Files.createDirectories(directory.resolve("perl"));
      Files.writeString(perl.resolve("strict.pm"), "die 'a module from PERL5LIB was taken';\n");
      return Map.of(
          "LD_LIBRARY_PATH", libraries.toString(),
          "PYTHONHOME", directory.resolve("python").toString(),
          "PYTHONPATH", python.toString(),
          "PERL5LIB", perl.toString());
    } catch (IOException e) {
      throw PlacedFiles.failure(directory, e);
    }
  }

  private static Set<String> libraryNames(Path bundle) throws IOException {
    Set<String> names = new TreeSet<>();
    Files.walkFileTree(
        bundle,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = String.valueOf(file.getFileName());
            if (LIBRARY.matcher(name).matches()) {
              names.add(name);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return names;
  }
}
