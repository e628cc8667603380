package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;

/**
 * The file capabilities of a tree. The kernel takes them from a file that is written to, and Java
 * can neither see nor set them, so libcap's own programs do: {@code getcap} once for a tree, {@code
 * setcap} for a file that had some and is changed, of which a tree has a handful at most.
 *
 * @param byFile capabilities as {@code getcap} words them, such as {@code cap_net_raw=ep}
 * @param known false where there is no {@code getcap}: any file could have some
 */
record FileCapabilities(SortedMap<BundlePath, String> byFile, boolean known) {

  /** {@code ./bin/ping cap_net_raw=ep}, before libcap 2.41 {@code ./bin/ping = cap_net_raw+ep}. */
  private static final Pattern LINE =
      Pattern.compile("(\\./.*?) (?:= )?((?:cap_[a-z0-9_,]*|=)[-+=eip]*(?: [a-z0-9_,+=-]+)*)");

  private static final List<String> SYSTEM = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
  private static final int SECONDS = 300;

  /** Freezes. */
  FileCapabilities {
    byFile = Collections.unmodifiableSortedMap(new TreeMap<>(byFile));
  }

  /** What the files below {@code root} have. */
  static FileCapabilities of(Path root) {
    Optional<Path> getcap = program("getcap");
    if (getcap.isEmpty()) {
      return new FileCapabilities(new TreeMap<>(), false);
    }
    try {
      Output output = run(root, List.of(getcap.get().toString(), "-r", "."));
      return new FileCapabilities(parse(output.bytes), output.status == 0);
    } catch (IOException e) {
      return new FileCapabilities(new TreeMap<>(), false);
    }
  }

  /** Reads what {@code getcap -r .} prints; names are bytes, one line each. */
  static SortedMap<BundlePath, String> parse(byte[] output) {
    SortedMap<BundlePath, String> found = new TreeMap<>();
    for (String line : new String(output, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      Matcher parts = LINE.matcher(line);
      if (parts.matches()) {
        byte[] name = parts.group(1).getBytes(StandardCharsets.ISO_8859_1);
        found.put(BundlePath.parse(FileNames.decode(name, 0, name.length)), parts.group(2));
      }
    }
    return found;
  }

  /** Gives a file capabilities; false if this user may not, or the program is not there. */
  static boolean set(Path file, String capability) throws IOException {
    Optional<Path> setcap = program("setcap");
    if (setcap.isEmpty()) {
      return false;
    }
    Path directory = file.toAbsolutePath().getParent();
    return run(
                directory == null ? file : directory,
                List.of(setcap.get().toString(), capability, file.toAbsolutePath().toString()))
            .status
        == 0;
  }

  private static Optional<Path> program(String name) {
    List<String> directories = new ArrayList<>(SYSTEM);
    String path = System.getenv("PATH");
    if (path != null) {
      directories.addAll(0, List.of(path.split(":", -1)));
    }
    return directories.stream()
        .filter(directory -> directory.startsWith("/"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private record Output(int status, byte[] bytes) {}

  private static Output run(Path directory, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("LC_ALL", "C");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      byte[] bytes = process.getInputStream().readAllBytes();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(command.get(0) + " does not end");
      }
      return new Output(process.exitValue(), bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
