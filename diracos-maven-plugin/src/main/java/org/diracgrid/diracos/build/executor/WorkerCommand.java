package org.diracgrid.diracos.build.executor;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.path.AtomicFile;

/**
 * How a worker is started.
 *
 * @param java the program, at a path that all nodes have
 * @param options of the JVM
 * @param classPath what holds our classes and those that they use
 * @param main the class that runs {@link Worker}
 */
public record WorkerCommand(Path java, List<String> options, List<Path> classPath, String main) {

  private static final int BUFFER = 1 << 16;
  private static final int NAME_DIGITS = 16;

  /** Copies. */
  public WorkerCommand {
    options = List.copyOf(options);
    classPath = List.copyOf(classPath);
  }

  /**
   * A worker of the running JVM's kind: its Java, and the jar that {@code main} came from. The jar
   * is copied to {@code shared}, since a node may not see the user's Maven repository, and since
   * another build may replace it while jobs wait.
   *
   * @param shared directory that all nodes see
   * @param heap bytes of heap at most
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-IO-01 if it cannot be copied
   */
  public static WorkerCommand ofThisJvm(Class<?> main, Path shared, long heap) {
    Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
    return new WorkerCommand(
        java, options(heap), List.of(copied(origin(main), shared)), main.getName());
  }

  /** Options of a JVM that is to be small. */
  static List<String> options(long heap) {
    return List.of("-Xmx" + heap, "-XX:+UseSerialGC");
  }

  private static Path origin(Class<?> main) {
    CodeSource source = main.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalArgumentException(main + " comes from no file");
    }
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(source.getLocation() + " is no path", e);
    }
  }

  /** The copy of a jar, named by its content; a directory of classes is used where it lies. */
  private static Path copied(Path origin, Path shared) {
    if (Files.isDirectory(origin)) {
      return origin;
    }
    Path copy = shared.resolve("worker-" + digest(origin) + ".jar");
    if (Files.isRegularFile(copy)) {
      return copy;
    }
    try {
      Files.createDirectories(shared);
      Path part = Files.createTempFile(shared, "worker", ".part");
      try {
        Files.copy(origin, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw AtomicFile.unwritable(copy, e);
    }
    return copy;
  }

  private static String digest(Path file) {
    MessageDigest digest = Algorithm.SHA256.newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, NAME_DIGITS);
  }

  /** The words that do a job. */
  List<String> words(Path directory, int attempt) {
    List<String> words = new ArrayList<>();
    words.add(java.toString());
    words.addAll(options);
    words.add("-cp");
    words.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
    words.add(main);
    words.add(directory.toString());
    words.add(Integer.toString(attempt));
    return words;
  }
}
