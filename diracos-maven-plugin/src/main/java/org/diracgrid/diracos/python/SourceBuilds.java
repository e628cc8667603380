package org.diracgrid.diracos.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.resolve.LockedPython;

/**
 * Builds wheels of source archives and of repositories, by the bundle's Python. What a build needs
 * is chosen of the index, wheels only, and locked with the wheel that comes of it; the build itself
 * has no network, save for the repository. A built wheel is kept by its checksum.
 */
final class SourceBuilds {

  private static final int MOST_TOOLS = 50;
  private static final Pattern LOCAL = Pattern.compile("[a-z]+\\+file:.*");

  private final Pip pip;
  private final Wheels.Places places;
  private final Archives archives;

  SourceBuilds(Pip pip, Wheels.Places places, Archives archives) {
    this.pip = pip;
    this.places = places;
    this.archives = archives;
  }

  /** Builds, with tools that are chosen as the build asks for them. */
  LockedPython.Wheel chosen(LockedPython.Wheel source) {
    Set<String> asked = new LinkedHashSet<>();
    List<LockedPython.Wheel> tools = List.of();
    while (true) {
      Path into = fresh("built");
      Optional<String> missing = build(source, tools, into);
      if (missing.isEmpty()) {
        try {
          Path wheel = kept(into);
          return source.with(
              new LockedPython.Build(
                  String.valueOf(wheel.getFileName()),
                  Checksum.of(Algorithm.SHA256, wheel),
                  tools));
        } catch (IOException e) {
          throw AtomicFile.unreadable(into, e);
        }
      }
      tools = tools(source, asked, missing.get());
    }
  }

  private List<LockedPython.Wheel> tools(
      LockedPython.Wheel source, Set<String> asked, String missing) {
    Optional<PipReport> report =
        asked.add(missing) && asked.size() <= MOST_TOOLS ? pip.tools(asked) : Optional.empty();
    if (report.isEmpty()) {
      throw PythonProblems.notBuilt(
          called(source),
          pip.where(),
          "its build requires " + missing + ", and no wheel of that is to be had");
    }
    List<LockedPython.Wheel> tools = new ArrayList<>();
    report.get().items().forEach(item -> tools.add(archives.locked(item)));
    return tools;
  }

  /** The wheel of the lock: kept, or built again of the same with the same. */
  Path wheel(LockedPython.Wheel source) {
    LockedPython.Build build = source.build().orElseThrow();
    Path kept = place(build.checksum()).resolve(build.file());
    if (Files.isRegularFile(kept)) {
      return kept;
    }
    Path into = fresh("built");
    Optional<String> missing = build(source, build.tools(), into);
    if (missing.isPresent()) {
      throw PythonProblems.notBuilt(
          called(source),
          pip.where(),
          "its build requires " + missing.get() + ", which the lock does not have");
    }
    try {
      Path wheel = kept(into);
      Checksum found = Checksum.of(Algorithm.SHA256, wheel);
      if (!found.equals(build.checksum())) {
        throw PythonProblems.builtOtherwise(
            called(source), pip.where(), build.checksum() + "", found + "");
      }
      return wheel;
    } catch (IOException e) {
      throw AtomicFile.unreadable(into, e);
    }
  }

  private Optional<String> build(
      LockedPython.Wheel source, List<LockedPython.Wheel> tools, Path into) {
    Path links = fresh("tools");
    for (LockedPython.Wheel tool : tools) {
      archives.link(links, tool.file(), archives.fetch(tool));
    }
    return pip.build(address(source), called(source), links, into);
  }

  private String address(LockedPython.Wheel source) {
    if (source.file().isEmpty()) {
      if (archives.isOffline() && !LOCAL.matcher(source.url()).matches()) {
        throw PythonProblems.repositoryOffline(source.url(), pip.where());
      }
      return source.url();
    }
    // pip looks at the name's ending.
    Path named = fresh("source").resolve(source.file());
    archives.link(named.resolveSibling(""), source.file(), archives.fetch(source));
    int fragment = source.url().indexOf('#');
    return fragment < 0
        ? named.toString()
        : source.name() + " @ " + named.toUri() + source.url().substring(fragment);
  }

  private static String called(LockedPython.Wheel source) {
    return source.file().isEmpty() ? source.url() : source.file();
  }

  private Path fresh(String name) {
    Path directory = places.work().resolve(name);
    Directories.delete(directory);
    AtomicFile.directory(directory);
    return directory;
  }

  private Path place(Checksum wheel) {
    return places.built().resolve(wheel.hex());
  }

  /** Puts a built wheel where the next run finds it. */
  private Path kept(Path into) throws IOException {
    try (var files = Files.newDirectoryStream(into, "*.whl")) {
      Path wheel = files.iterator().next();
      Path place = place(Checksum.of(Algorithm.SHA256, wheel));
      if (!Files.isDirectory(place)) {
        AtomicFile.directory(places.built());
        Files.move(into, place);
      }
      return place.resolve(String.valueOf(wheel.getFileName()));
    }
  }
}
