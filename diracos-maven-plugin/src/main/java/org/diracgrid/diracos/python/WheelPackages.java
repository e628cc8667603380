package org.diracgrid.diracos.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.rpm.PackageWriter;
import org.diracgrid.diracos.stage.StagedPackage;

/**
 * What pip installed, as packages: one for each distribution, named {@code wheel(<name>)}, with the
 * files that its {@code RECORD} lists. Compiled modules are left out; scripts name the bundle's
 * Python by its place in the bundle; of files that relocation may change, {@code RECORD} says
 * neither digest nor size, as its specification allows.
 */
final class WheelPackages {

  private static final String RECORD = "RECORD";
  private static final Pattern SCRIPT_HEAD =
      Pattern.compile(
          "\\A#!/bin/sh\\n'''exec' (?:\"[^\"\\n]*\"|\\S+) \"\\$0\" \"\\$@\"\\n' '''\\n");

  private final Path top;
  private final String treeRoot;
  private final Path packages;
  private final String arch;

  /**
   * Packages of what pip installed.
   *
   * @param top what stands where the tree's root would be
   * @param treeRoot the tree's root on the host, which scripts name
   * @param arch architecture of those with compiled code
   * @param packages directory that they are written to
   */
  WheelPackages(Path top, Path treeRoot, String arch, Path packages) {
    this.arch = arch;
    this.top = top;
    this.treeRoot = treeRoot.toString();
    this.packages = packages;
  }

  /** Writes them, by name. */
  List<StagedPackage> write() {
    SortedMap<String, Path> files = files();
    List<StagedPackage> written = new ArrayList<>();
    SortedMap<String, Path> left = new TreeMap<>(files);
    try {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        if (file.getKey().endsWith(".dist-info/" + RECORD)) {
          written.add(one(file.getKey(), file.getValue(), left));
        }
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(top, e);
    }
    if (!left.isEmpty()) {
      throw PythonProblems.strayFile(left.firstKey());
    }
    return written;
  }

  private SortedMap<String, Path> files() {
    SortedMap<String, Path> files = new TreeMap<>();
    try {
      Files.walkFileTree(
          top,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String path = "/" + top.relativize(file);
              if (!isCompiled(path)) {
                files.put(path, file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw AtomicFile.unreadable(top, e);
    }
    return files;
  }

  private static boolean isCompiled(String path) {
    return path.endsWith(".pyc") || path.endsWith(".pyo");
  }

  private StagedPackage one(String record, Path list, SortedMap<String, Path> left)
      throws IOException {
    String information = record.substring(0, record.length() - RECORD.length());
    String site = information.substring(0, information.lastIndexOf('/', information.length() - 2));
    List<PackageWriter.Member> members = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    boolean binary = false;
    WheelMetadata metadata = WheelMetadata.read(list.resolveSibling("METADATA"));
    for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
      RecordLine entry = RecordLine.parse(line);
      String path = Path.of(site).resolve(entry.path()).normalize().toString();
      Path file = left.remove(path);
      if (line.isBlank() || isCompiled(path) || file == null) {
        continue;
      }
      boolean script = fixScript(file);
      boolean elf = isElf(file);
      binary |= elf;
      lines.add(
          script || elf ? line.substring(0, line.length() - entry.rest().length()) + ",," : line);
      boolean licence =
          path.startsWith(information) && metadata.isLicence(path.substring(information.length()));
      members.add(new PackageWriter.Member(path, Files.isExecutable(file), licence, file));
    }
    Files.writeString(list, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    String name = metadata.name();
    Nevra nevra = WheelName.of(name, metadata.version(), binary ? arch : "noarch");
    Path file = packages.resolve(name + "-" + metadata.version() + ".rpm");
    new PackageWriter(nevra, metadata.licence(), metadata.summary(), members).write(file);
    return new StagedPackage(nevra, file);
  }

  /** Makes a script of a console entry point name the bundle's Python by its place in it. */
  private boolean fixScript(Path file) throws IOException {
    if (!Files.isExecutable(file) || isElf(file)) {
      return false;
    }
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!text.startsWith("#!")) {
      return false;
    }
    String fixed;
    Matcher head = SCRIPT_HEAD.matcher(text);
    if (head.find() && head.group().contains(treeRoot)) {
      String line = head.group().replace(treeRoot, "");
      String interpreter = line.replaceAll("(?s).*?'''exec' \"?([^\"\\s]+)\"? .*", "$1");
      fixed = "#!" + interpreter + "\n" + text.substring(head.end());
    } else {
      int end = text.indexOf('\n');
      String line = end < 0 ? text : text.substring(0, end);
      fixed = line.replace(treeRoot, "") + text.substring(line.length());
    }
    if (!fixed.equals(text)) {
      Files.write(file, fixed.getBytes(StandardCharsets.ISO_8859_1));
    }
    return true;
  }

  private static boolean isElf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(4);
      return head.length == 4 && head[0] == 0x7F && head[1] == 'E' && head[2] == 'L';
    }
  }
}
