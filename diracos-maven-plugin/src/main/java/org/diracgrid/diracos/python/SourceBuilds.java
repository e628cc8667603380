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
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.resolve.LockedPython;

/**
 * Builds wheels of source archives and of repositories, by the bundle's Python, or in a buildroot
 * if they have compiled code. What a build needs is chosen of the index, wheels only, and locked
 * with the wheel that comes of it; the build itself has no network, save for the repository. A
 * built wheel is kept by its checksum.
 */
final class SourceBuilds {

  private static final int MOST_TOOLS = 50;
  private static final Pattern LOCAL = Pattern.compile("[a-z]+\\+file:.*");

  private final Pip pip;
  private final Wheels.Places places;
  private final Archives archives;
  private final CompiledWheels compiled;

  SourceBuilds(Pip pip, Wheels.Places places, Archives archives, CompiledWheels compiled) {
    this.compiled = compiled;
    this.pip = pip;
    this.places = places;
    this.archives = archives;
  }

  /** Builds, in a buildroot what has compiled code, with tools that are chosen as it asks. */
  LockedPython.Wheel chosen(LockedPython.Wheel source) {
    if (source.file().isEmpty()) {
      return chosen(source, List.of(), Optional.empty());
    }
    SourceLook look = SourceLook.of(Path.of(archive(source)), source.file(), pip);
    if (look.compiled().isEmpty()) {
      Optional<LockedPython.Wheel> here = here(source);
      if (here.isPresent()) {
        return here.get();
      }
    }
    Optional<Problem> refused = compiled.refused();
    if (refused.isEmpty()) {
      return chosen(source, look.requires(), Optional.of(compiled.of(source)));
    }
    // Some do without their compiled part where there is no compiler.
    return (look.compiled().isEmpty() ? Optional.<LockedPython.Wheel>empty() : here(source))
        .orElseThrow(() -> CompileProblems.notHere(source, pip.where(), refused.get()));
  }

  /** Builds by the bundle's Python; empty if that wants a compiler. */
  private Optional<LockedPython.Wheel> here(LockedPython.Wheel source) {
    try {
      return Optional.of(chosen(source, List.of(), Optional.empty()));
    } catch (DiracosException e) {
      if (PythonProblems.wantsCompiler(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private LockedPython.Wheel chosen(
      LockedPython.Wheel source, List<String> requires, Optional<CompiledWheels.One> compilation) {
    Set<String> asked = new LinkedHashSet<>(requires);
    List<LockedPython.Wheel> tools =
        asked.isEmpty() ? List.of() : tools(source, asked, String.join(", ", asked));
    while (true) {
      Path into = fresh("built");
      Optional<String> missing = build(source, tools, into, compilation);
      if (missing.isEmpty()) {
        try {
          Path wheel = kept(into);
          LockedPython.Build build =
              new LockedPython.Build(
                  String.valueOf(wheel.getFileName()),
                  Checksum.of(Algorithm.SHA256, wheel),
                  tools,
                  compilation.map(CompiledWheels.One::inputs));
          compilation.ifPresent(one -> one.remember(build));
          return source.with(build);
        } catch (IOException e) {
          throw AtomicFile.unreadable(into, e);
        }
      }
      if (!asked.add(missing.get()) || asked.size() > MOST_TOOLS) {
        throw lacking(source, missing.get());
      }
      tools = tools(source, asked, missing.get());
    }
  }

  private List<LockedPython.Wheel> tools(
      LockedPython.Wheel source, Set<String> asked, String missing) {
    Optional<PipReport> report = pip.tools(asked);
    if (report.isEmpty()) {
      throw lacking(source, missing);
    }
    List<LockedPython.Wheel> tools = new ArrayList<>();
    report.get().items().forEach(item -> tools.add(archives.locked(item)));
    return tools;
  }

  private DiracosException lacking(LockedPython.Wheel source, String missing) {
    return PythonProblems.notBuilt(
        called(source),
        pip.where(),
        "its build requires " + missing + ", and no wheel of that is to be had");
  }

  /** The wheel of the lock: kept, or built again of the same with the same. */
  Path wheel(LockedPython.Wheel source) {
    LockedPython.Build build = source.build().orElseThrow();
    Path kept = place(build.checksum()).resolve(build.file());
    if (Files.isRegularFile(kept)) {
      return kept;
    }
    Path into = fresh("built");
    Optional<CompiledWheels.One> compilation = build.inputs().map(inputs -> compiled.of(source));
    if (compilation.isPresent() && compiled.refused().isPresent()) {
      throw CompileProblems.notHere(source, pip.where(), compiled.refused().get());
    }
    Optional<String> missing = build(source, build.tools(), into, compilation);
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
      LockedPython.Wheel source,
      List<LockedPython.Wheel> tools,
      Path into,
      Optional<CompiledWheels.One> compilation) {
    Path links = fresh("tools");
    for (LockedPython.Wheel tool : tools) {
      archives.link(links, tool.file(), archives.fetch(tool));
    }
    return compilation.isPresent()
        ? compilation.get().build(Path.of(archive(source)), links, into)
        : pip.build(address(source), called(source), links, into);
  }

  private String address(LockedPython.Wheel source) {
    if (source.file().isEmpty()) {
      if (archives.isOffline() && !LOCAL.matcher(source.url()).matches()) {
        throw PythonProblems.repositoryOffline(source.url(), pip.where());
      }
      return source.url();
    }
    String named = archive(source);
    int fragment = source.url().indexOf('#');
    return fragment < 0
        ? named
        : source.name() + " @ " + Path.of(named).toUri() + source.url().substring(fragment);
  }

  /** The archive under its name, at whose ending pip looks. */
  private String archive(LockedPython.Wheel source) {
    Path directory = fresh("source");
    archives.link(directory, source.file(), archives.fetch(source));
    return directory.resolve(source.file()).toString();
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
