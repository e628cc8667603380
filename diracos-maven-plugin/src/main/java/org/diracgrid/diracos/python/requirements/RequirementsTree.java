package org.diracgrid.diracos.python.requirements;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Include;

/**
 * A requirements file and all files that it takes in.
 *
 * @param files the first is the one asked for; the others as their lines come, each once
 */
public record RequirementsTree(List<Member> files) {

  /**
   * One of the files.
   *
   * @param constraint whether it only restricts versions
   */
  public record Member(Location location, RequirementsFile file, boolean constraint) {}

  /** Copies. */
  public RequirementsTree {
    files = List.copyOf(files);
  }

  /** Brings a file here. */
  @FunctionalInterface
  public interface Loader {

    /**
     * The content of a file.
     *
     * @param namedBy file and line that names it; empty for the first
     */
    byte[] load(Location location, String namedBy);
  }

  /**
   * Reads a file and all that it takes in; relative names mean files beside the one that has them.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-20 to -25
   */
  public static RequirementsTree read(
      Location first, Loader loader, Map<String, String> environment) {
    Map<String, Member> found = new LinkedHashMap<>();
    read(first, false, "", List.of(), loader, environment, found);
    return new RequirementsTree(List.copyOf(found.values()));
  }

  /** The file that a line of another takes in. */
  Member included(Member from, Include include) {
    Location target = target(from.location, include.target(), from.file.source());
    boolean restricts = from.constraint || include.constraint();
    return files.stream()
        .filter(
            member -> member.constraint == restricts && member.location.uri().equals(target.uri()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(include.target() + " was not read"));
  }

  private static void read(
      Location location,
      boolean constraint,
      String namedBy,
      List<String> above,
      Loader loader,
      Map<String, String> environment,
      Map<String, Member> found) {
    String source = location.isFile() ? location.path().toString() : location.uri().toString();
    List<String> path = new ArrayList<>(above);
    path.add(source);
    if (above.contains(source)) {
      throw RequirementsProblems.cycle(namedBy, path.subList(path.indexOf(source), path.size()));
    }
    String key = source + (constraint ? " as a constraint" : "");
    if (found.containsKey(key)) {
      return;
    }
    RequirementsFile file =
        RequirementsFile.read(loader.load(location, namedBy), source, environment);
    found.put(key, new Member(location, file, constraint));
    for (Include include : file.includes()) {
      String where = source + ":" + include.number();
      Location target = target(location, include.target(), where);
      boolean restricts = constraint || include.constraint();
      read(target, restricts, where, path, loader, environment, found);
    }
  }

  private static Location target(Location from, String given, String where) {
    try {
      boolean absolute = given.matches("(?i)(?:https?|file):.*");
      if (!absolute && !from.isFile()) {
        String address = from.uri().resolve(given.replace(" ", "%20")).toString();
        return Location.parse(address, Path.of("/"));
      }
      Path base = from.isFile() ? from.path().resolveSibling("") : Path.of("/");
      return Location.parse(given, base);
    } catch (IllegalArgumentException e) {
      throw RequirementsProblems.place(where, given, String.valueOf(e.getMessage()));
    }
  }
}
