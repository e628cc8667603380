package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.relocate.RelocationJson;
import org.diracgrid.diracos.relocate.RelocationResult;
import org.diracgrid.diracos.relocate.TreeRelocator;
import org.diracgrid.diracos.stage.FoundTree;
import org.diracgrid.diracos.stage.TreeReader;

/**
 * Relocates a tree that the user points at, whoever made it. No configuration is read: what it says
 * ({@code removedFolders}, {@code knownMissing}) is about the bundle that it describes, and nothing
 * tells that this tree is one.
 */
final class GivenTree {

  private static final int MOST_WARNINGS = 10;

  /** The top of a system by hier(7): never a tree of its own. */
  private static final Set<String> SYSTEM =
      Set.of(
          "/",
          "/home",
          "/media",
          "/mnt",
          "/opt",
          "/root",
          "/run",
          "/srv",
          "/tmp",
          "/usr",
          "/usr/local",
          "/var",
          "/var/lib",
          "/var/tmp");

  /** Neither these nor anything below. */
  private static final Set<String> PARTS =
      Set.of("/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys");

  private final Engine.Environment environment;

  GivenTree(Engine.Environment environment) {
    this.environment = environment;
  }

  RelocationResult relocate(Request request, Path directory) {
    Path root = checked(directory);
    FoundTree found = TreeReader.read(root);
    RelocationResult result =
        new TreeRelocator(environment.progress(), environment.threads()).relocate(found);
    Path report = request.work().resolve("relocation.json");
    AtomicFile.write(report, RelocationJson.of(result));
    List<Problem> findings = result.findings();
    findings.stream()
        .limit(MOST_WARNINGS)
        .forEach(finding -> environment.progress().warn(finding.toString()));
    if (findings.size() > MOST_WARNINGS) {
      environment
          .progress()
          .warn("and " + (findings.size() - MOST_WARNINGS) + " more findings, see " + report);
    }
    environment.progress().info(summary(root, result));
    return result;
  }

  /** The directory as the system calls it, if it is one that may be changed. */
  static Path checked(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw refused(
          directory,
          Files.exists(directory) ? "it is not a directory" : "there is no such directory",
          "name the top directory of the tree: -Ddiracos.tree=DIR");
    }
    Path root;
    try {
      root = directory.toRealPath();
    } catch (IOException e) {
      throw AtomicFile.unreadable(directory, e);
    }
    String text = root.toString();
    boolean inUsr = text.startsWith("/usr/") && !text.startsWith("/usr/local/");
    boolean part = PARTS.stream().anyMatch(top -> root.startsWith(Path.of(top)));
    boolean home = holds(root, System.getProperty("user.home", ""));
    if (SYSTEM.contains(text) || inUsr || part || home) {
      throw refused(
          directory,
          text + " is, or holds, a part of this machine's system or a home directory",
          "copy the tree to a directory of its own, and name that one");
    }
    if (holds(root, System.getProperty("java.home", ""))) {
      throw refused(
          directory,
          "the Java that runs this lies in it",
          "run with a Java from elsewhere, or relocate a copy of the tree");
    }
    return root;
  }

  private static boolean holds(Path root, String path) {
    try {
      return !path.isEmpty()
          && Files.exists(Path.of(path))
          && Path.of(path).toRealPath().startsWith(root);
    } catch (IOException e) {
      return false;
    }
  }

  private static DiracosException refused(Path directory, String because, String fix) {
    return DiracosException.of(
        new Problem(
            "DOS-RELOC-24", "this is no tree to be relocated", directory.toString(), because, fix));
  }

  private static String summary(Path root, RelocationResult result) {
    SortedMap<String, Integer> outcomes = new TreeMap<>(result.outcomes());
    int refused = outcomes.getOrDefault("REFUSED", 0);
    outcomes.remove("REFUSED");
    int unchanged = outcomes.getOrDefault("UNCHANGED", 0);
    outcomes.remove("UNCHANGED");
    int scripts = outcomes.getOrDefault("SCRIPT", 0);
    outcomes.remove("SCRIPT");
    int links = result.plan().links().changed().size();
    int patched = outcomes.values().stream().mapToInt(Integer::intValue).sum();
    if (patched + scripts + links == 0) {
      return "nothing to do in "
          + root
          + ": "
          + unchanged
          + " files are relocated already, "
          + refused
          + " refused";
    }
    return root
        + " relocated: "
        + patched
        + " ELF files patched "
        + outcomes
        + ", "
        + scripts
        + " scripts, "
        + links
        + " links; "
        + unchanged
        + " files were relocated already, "
        + refused
        + " refused";
  }
}
