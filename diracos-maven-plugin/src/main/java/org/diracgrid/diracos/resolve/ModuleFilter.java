package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.repo.ModuleMetadata;
import org.diracgrid.diracos.repo.ModuleStream;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Hides what modules hide, by libdnf's rules: packages of streams that are not active, and packages
 * outside of an active stream that have or provide the name of one in it. Repositories with {@code
 * module_hotfixes} are exempt.
 */
public final class ModuleFilter {

  private final Map<String, String> active = new HashMap<>();
  private final Map<String, String> names = new TreeMap<>();
  private final Map<String, String> inactive = new HashMap<>();
  private final Set<String> inactiveNames = new HashSet<>();

  private ModuleFilter() {}

  /**
   * What came out.
   *
   * @param index in which the modules' packages are hidden or not
   * @param active the active streams, {@code name:stream}, sorted
   * @param dropped default streams that cannot be active, sorted
   */
  public record Result(RepoIndex index, List<String> active, List<String> dropped) {

    /** Copies. */
    public Result {
      active = List.copyOf(active);
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * Hides packages.
   *
   * @param metadata of all repositories that have some, in the order of the configuration: of
   *     default streams that exclude each other, the one described first stays
   * @param platform the stream of the platform that is there; empty if nobody says and nothing of
   *     it is in {@code asked}: then any will do
   * @param asked by text ({@code name:stream}, {@code name}, {@code !name}), the place for messages
   * @param arch the bundle's
   * @param hotfixes ids of the repositories that are exempt
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-MODULE-01 for what does not exist,
   *     DOS-MODULE-02 and -03 for what cannot be active together
   */
  public static Result hiding(
      RepoIndex index,
      Collection<ModuleMetadata> metadata,
      Optional<String> platform,
      Map<String, String> asked,
      String arch,
      Set<String> hotfixes) {
    List<ModuleStream> all = builds(metadata);
    Map<String, Set<String>> streams = new TreeMap<>();
    for (ModuleStream stream : all) {
      streams.computeIfAbsent(stream.name(), name -> new TreeSet<>()).add(stream.stream());
      stream.needs().stream()
          .filter(need -> need.module().equals("platform"))
          .forEach(
              need ->
                  streams
                      .computeIfAbsent("platform", name -> new TreeSet<>())
                      .addAll(need.streams()));
    }
    List<ModuleSettings.Asked> items = new ArrayList<>();
    asked.forEach((text, where) -> items.add(new ModuleSettings.Asked(text, where)));
    if (platform.isPresent() && items.stream().noneMatch(i -> i.module().equals("platform"))) {
      streams.computeIfAbsent("platform", name -> new TreeSet<>()).add(platform.get());
      String module = "platform:" + platform.get();
      items.add(new ModuleSettings.Asked(module, "module_platform_id=" + module));
    }
    ModuleSettings settings = ModuleSettings.of(items, streams, defaults(metadata));
    ActiveStreams.Result decided = ActiveStreams.of(all, settings, arch);
    ModuleFilter filter = new ModuleFilter();
    for (ModuleStream stream : all) {
      filter.add(stream, decided.includes(stream), settings);
    }
    Map<Integer, String> hidden = filter.hidden(index, hotfixes);
    return new Result(
        hidden.isEmpty() ? index : index.hiding(hidden),
        decided.active().stream().map(ModuleStream::label).distinct().sorted().toList(),
        List.copyOf(decided.dropped()));
  }

  /**
   * All builds, by repository, in each by name; one that two repositories describe has the packages
   * of both.
   */
  private static List<ModuleStream> builds(Collection<ModuleMetadata> metadata) {
    Map<List<Object>, ModuleStream> builds = new LinkedHashMap<>();
    for (ModuleMetadata one : metadata) {
      for (ModuleStream stream : sorted(one.streams())) {
        List<Object> identity =
            List.of(
                stream.name(), stream.stream(), stream.version(), stream.context(), stream.arch());
        builds.merge(identity, stream, ModuleFilter::both);
      }
    }
    return List.copyOf(builds.values());
  }

  private static List<ModuleStream> sorted(List<ModuleStream> streams) {
    return streams.stream().sorted(Comparator.comparing(ModuleStream::name)).toList();
  }

  private static ModuleStream both(ModuleStream first, ModuleStream second) {
    Set<String> artifacts = new TreeSet<>(first.artifacts());
    artifacts.addAll(second.artifacts());
    return new ModuleStream(
        first.name(),
        first.stream(),
        first.version(),
        first.context(),
        first.arch(),
        first.needs(),
        List.copyOf(artifacts));
  }

  /** By module, its default stream: that of the newest document; none if two contradict. */
  private static Map<String, String> defaults(Collection<ModuleMetadata> metadata) {
    Map<String, List<ModuleMetadata.Default>> all = new TreeMap<>();
    for (ModuleMetadata one : metadata) {
      // Within one repository the last document replaces those before.
      Map<String, ModuleMetadata.Default> last = new TreeMap<>();
      one.defaults().forEach(document -> last.put(document.module(), document));
      last.forEach(
          (module, document) ->
              all.computeIfAbsent(module, name -> new ArrayList<>()).add(document));
    }
    Map<String, String> defaults = new TreeMap<>();
    all.forEach(
        (module, documents) -> {
          long newest = documents.stream().mapToLong(d -> d.modified()).max().orElse(0);
          List<String> streams =
              documents.stream()
                  .filter(d -> d.modified() == newest && !d.stream().isEmpty())
                  .map(ModuleMetadata.Default::stream)
                  .distinct()
                  .toList();
          if (streams.size() == 1) {
            defaults.put(module, streams.get(0));
          }
        });
    return defaults;
  }

  private void add(ModuleStream stream, boolean isActive, ModuleSettings settings) {
    String label = "module stream " + stream.label();
    String other =
        settings.disabled().contains(stream.name())
            ? label + ", whose module is disabled"
            : label + ", which is not enabled";
    for (String artifact : stream.artifacts()) {
      int dot = artifact.lastIndexOf('.');
      int release = artifact.lastIndexOf('-', dot);
      int version = artifact.lastIndexOf('-', release - 1);
      if (version <= 0 || artifact.endsWith(".src") || artifact.endsWith(".nosrc")) {
        // Sources do not bear on what is visible; what is no NEVRA names no package.
        continue;
      }
      String name = artifact.substring(0, version);
      if (isActive) {
        active.put(withEpoch(artifact, version), label);
        names.merge(name, label, (a, b) -> a.compareTo(b) < 0 ? a : b);
      } else {
        inactive.merge(withEpoch(artifact, version), other, (a, b) -> a.compareTo(b) < 0 ? a : b);
        inactiveNames.add(name);
      }
    }
  }

  private static String withEpoch(String artifact, int version) {
    boolean given = artifact.indexOf(':', version) >= 0;
    return given
        ? artifact
        : artifact.substring(0, version + 1) + "0:" + artifact.substring(version + 1);
  }

  private Map<Integer, String> hidden(RepoIndex index, Set<String> hotfixes) {
    Map<Integer, String> hidden = new HashMap<>();
    for (int p = 0; p < index.size(); p++) {
      String name = index.name(p);
      String named = names.get(name);
      if (named == null && !inactiveNames.contains(name)) {
        continue;
      }
      String nevra = nevra(index, p);
      if (!active.containsKey(nevra)) {
        String stream = inactive.get(nevra);
        String because = stream != null ? stream : named == null ? "" : displaced(named);
        if (!because.isEmpty()) {
          hidden.put(p, because);
        }
      }
    }
    names.forEach(
        (name, label) ->
            IntStream.of(index.providersOf(Capability.of(name)))
                .filter(p -> !active.containsKey(nevra(index, p)))
                .forEach(p -> hidden.putIfAbsent(p, displaced(label))));
    hidden.keySet().removeIf(p -> hotfixes.contains(index.repository(p)));
    return hidden;
  }

  private static String displaced(String label) {
    return label + ", whose packages take the place of others of their name";
  }

  private static String nevra(RepoIndex index, int p) {
    Evr evr = index.evr(p);
    return index.name(p)
        + "-"
        + evr.epoch()
        + ":"
        + evr.version()
        + "-"
        + evr.release()
        + "."
        + index.arch(p);
  }
}
