package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.exec.HostProgram;
import org.diracgrid.diracos.relocate.HostLibraries;

/**
 * A sandbox that shows a bundle and nothing of the host but its glibc, {@code /dev}, {@code /proc}
 * and an empty {@code /tmp}; there is no network.
 *
 * <p>{@code /bin/sh}, {@code env} and {@code readlink}, which every host has and relocated scripts
 * ask for, are the bundle's own where it has them, else the host's with the libraries that they
 * need.
 */
final class Bubblewrap {

  /** Where the sandbox shows the bundle. */
  static final String BUNDLE = "/d";

  private final List<String> words = new ArrayList<>();
  private final Path loaderDirectory;
  private final Set<String> shown = new TreeSet<>();

  private Bubblewrap(Path program, Path loaderDirectory) {
    this.loaderDirectory = loaderDirectory;
    words.addAll(
        List.of(program.toString(), "--unshare-all", "--die-with-parent", "--dev", "/dev"));
    words.addAll(List.of("--proc", "/proc", "--tmpfs", "/tmp", "--chdir", "/tmp"));
  }

  /** Where bubblewrap is installed. */
  static Optional<Path> program() {
    return HostProgram.find("bwrap");
  }

  /**
   * The words that start a program in a sandbox.
   *
   * @param program bubblewrap
   * @param bundle where the bundle lies
   * @param passwd a file with the one user that the sandbox knows
   * @param hostLibraries what hosts bring beside the glibc family
   * @throws IOException if the host's loader or programs are not where they should be
   */
  static List<String> words(Path program, Path bundle, Path passwd, HostLibraries hostLibraries)
      throws IOException {
    Path shell = Path.of("/bin/sh").toRealPath();
    Path loader =
        Path.of(
            ElfFile.read(shell)
                .interpreter()
                .orElseThrow(() -> new IOException(shell + " of the host has no loader")));
    Bubblewrap sandbox = new Bubblewrap(program, loader.toRealPath().resolve("..").normalize());
    sandbox.show(loader.toString(), loader);
    sandbox.showLibraries(hostLibraries);
    sandbox.words.addAll(List.of("--ro-bind", bundle.toString(), BUNDLE));
    sandbox.words.addAll(List.of("--ro-bind", passwd.toString(), "/etc/passwd"));
    sandbox.words.addAll(
        List.of("--ro-bind-try", "/usr/lib/locale/C.utf8", "/usr/lib/locale/C.utf8"));
    Map<String, List<String>> programs = new TreeMap<>();
    programs.put("/bin/sh", List.of("bash", "dash"));
    programs.put("/usr/bin/env", List.of("env"));
    programs.put("/usr/bin/readlink", List.of("readlink"));
    for (Map.Entry<String, List<String>> wanted : programs.entrySet()) {
      sandbox.showProgram(wanted.getKey(), wanted.getValue(), bundle);
    }
    return List.copyOf(sandbox.words);
  }

  private void show(String place, Path file) throws IOException {
    if (shown.add(place)) {
      words.addAll(List.of("--ro-bind", file.toRealPath().toString(), place));
    }
  }

  /** The loader looks for them in its own directory, however that is called on this host. */
  private void showLibraries(HostLibraries hostLibraries) throws IOException {
    Set<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(loaderDirectory)) {
      for (Path file : all) {
        if (hostLibraries.isOnHost(String.valueOf(file.getFileName()))
            && Files.isRegularFile(file)) {
          files.add(file);
        }
      }
    }
    for (Path file : files) {
      show(file.toString(), file);
    }
  }

  private void showProgram(String place, List<String> names, Path bundle) throws IOException {
    for (String name : names) {
      for (String directory : List.of("usr/bin", "bin")) {
        if (Files.isExecutable(bundle.resolve(directory).resolve(name))) {
          words.addAll(List.of("--symlink", BUNDLE + "/" + directory + "/" + name, place));
          return;
        }
      }
    }
    Path program = Path.of(place).toRealPath();
    show(place, program);
    Deque<Path> open = new ArrayDeque<>(List.of(program));
    while (!open.isEmpty()) {
      for (String library : ElfFile.read(open.removeFirst()).needed()) {
        Path file = loaderDirectory.resolve(library);
        if (!Files.exists(file)) {
          throw new IOException(
              library + ", which " + place + " needs, is not in " + loaderDirectory);
        }
        if (!shown.contains(file.toString())) {
          show(file.toString(), file);
          open.addLast(file.toRealPath());
        }
      }
    }
  }
}
