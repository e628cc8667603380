package org.diracgrid.diracos.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.ModuleStream;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Decides which builds of streams are active: those enabled, those needed by them, and of the
 * default streams all that can be active beside these.
 *
 * <p>As in libdnf, streams are resolved as packages are: a build of a stream provides {@code
 * module(name)} and {@code module(name:stream)}, and of a module there is one at most. What it
 * needs of the platform is taken for granted, save that all must agree on one.
 */
final class ActiveStreams {

  private static final String PLATFORM = "platform";

  /**
   * How often it may be tried with other default streams, so that no metadata keeps us for ever.
   */
  private static final int MAX_TRIES = 60;

  private static final Checksum NONE = new Checksum(Algorithm.SHA256, "0".repeat(64));

  private final List<ModuleStream> streams;
  private final ModuleSettings settings;
  private final String arch;
  private final RepoIndex index;
  private final Set<String> dropped = new TreeSet<>();
  private Set<ModuleStream> active = Set.of();
  private int tries;

  private ActiveStreams(List<ModuleStream> streams, ModuleSettings settings, String arch) {
    this.streams = streams;
    this.settings = settings;
    this.arch = arch;
    this.index = index();
  }

  /**
   * The active builds.
   *
   * @param dropped default streams that cannot be active
   * @param identities what tells the active builds from others of their streams
   */
  record Result(Set<ModuleStream> active, Set<String> dropped, Set<List<Object>> identities) {

    static Result of(Set<ModuleStream> active, Set<String> dropped) {
      return new Result(
          active, dropped, active.stream().map(Result::identity).collect(Collectors.toSet()));
    }

    /** Whether packages of a build exist: older builds of an active one are there as well. */
    boolean includes(ModuleStream build) {
      return identities.contains(identity(build));
    }

    /** For libdnf, builds of a stream are one thing if they need the same of other modules. */
    private static List<Object> identity(ModuleStream build) {
      Set<ModuleStream.Need> needs =
          build.needs().stream()
              .filter(need -> !need.module().equals(PLATFORM))
              .collect(Collectors.toSet());
      return List.of(build.label(), needs, build.arch());
    }
  }

  /**
   * Decides.
   *
   * @param arch the bundle's; builds for others are never active
   * @throws DiracosException DOS-MODULE-03 if the streams enabled cannot be active together
   */
  static Result of(Collection<ModuleStream> all, ModuleSettings settings, String arch) {
    ArchPolicy archs = ArchPolicy.of(arch);
    List<ModuleStream> candidates =
        all.stream()
            .filter(s -> s.arch().isEmpty() || archs.accepts(s.arch()))
            .filter(s -> !settings.disabled().contains(s.name()))
            .toList();
    ActiveStreams streams =
        new ActiveStreams(satisfiable(candidates, settings.enabled().keySet()), settings, arch);
    streams.decide();
    return Result.of(streams.active, streams.dropped);
  }

  private void decide() {
    List<String> enabled = labels(settings.enabled());
    try {
      solve(enabled);
    } catch (DiracosException e) {
      throw contradiction(e);
    }
    withDefaults(enabled, defaults());
  }

  /**
   * The default streams, in the order in which they are described: of two that exclude each other
   * the first stays, and as few go as can be. dnf was seen to drop another one, or both, in some
   * worlds made to contradict themselves.
   */
  private List<String> defaults() {
    Set<String> labels = new LinkedHashSet<>(labels(settings.defaults()));
    Set<String> ordered = new LinkedHashSet<>();
    streams.stream().map(ModuleStream::label).filter(labels::contains).forEach(ordered::add);
    ordered.addAll(labels);
    return List.copyOf(ordered);
  }

  private static List<String> labels(Map<String, String> streams) {
    return streams.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList();
  }

  /** Adds as many of {@code defaults} as can be, halving what cannot be added in one go. */
  private List<String> withDefaults(List<String> base, List<String> defaults) {
    List<String> both = new ArrayList<>(base);
    both.addAll(defaults);
    if (defaults.isEmpty() || tryToSolve(both)) {
      return both;
    }
    if (defaults.size() == 1) {
      dropped.addAll(defaults);
      return base;
    }
    int half = defaults.size() / 2;
    List<String> first = withDefaults(base, defaults.subList(0, half));
    return withDefaults(first, defaults.subList(half, defaults.size()));
  }

  private boolean tryToSolve(List<String> labels) {
    if (++tries > MAX_TRIES) {
      return false;
    }
    try {
      solve(labels);
      return true;
    } catch (DiracosException e) {
      return false;
    }
  }

  private void solve(List<String> labels) {
    if (labels.isEmpty()) {
      return;
    }
    List<Root> roots =
        labels.stream().map(label -> new Root(asking(label), "modules", "")).toList();
    ResolveRequest request =
        new ResolveRequest(
            roots, new Boundary(Boundary.Policy.EDGE, List.of()), List.of(), arch, Map.of());
    Closure closure = new Resolver(index, paths -> Map.of()).resolve(request);
    Set<ModuleStream> chosen = new HashSet<>();
    for (Closure.Chosen one : closure.packages()) {
      number(one.record()).ifPresent(number -> chosen.add(streams.get(number)));
    }
    active = chosen;
  }

  private static Optional<Integer> number(PackageRecord record) {
    return record.location().isEmpty()
        ? Optional.empty()
        : Optional.of(Integer.valueOf(record.location()));
  }

  private RepoIndex index() {
    RepoIndex.Builder builder = new RepoIndex.Builder();
    Set<String> platforms = new TreeSet<>();
    Optional.ofNullable(settings.enabled().get(PLATFORM)).ifPresent(platforms::add);
    for (int i = 0; i < streams.size(); i++) {
      ModuleStream stream = streams.get(i);
      begin(builder, stream.name(), stream.version(), stream.context(), Integer.toString(i));
      provide(builder, stream.name(), stream.stream());
      for (ModuleStream.Need need : stream.needs()) {
        require(builder, need);
        if (need.module().equals(PLATFORM)) {
          platforms.addAll(need.streams());
        }
      }
    }
    // Not the builds are the roots, for of a root only the newest would do.
    for (String label : new TreeSet<>(streams.stream().map(ModuleStream::label).toList())) {
      begin(builder, asking(label), 0, "", "");
      builder.relation(RelationKind.PROVIDES, asking(label), null, null);
      builder.relation(RelationKind.REQUIRES, "module(" + label + ")", null, null);
    }
    begin(builder, PLATFORM, 0, "", "");
    builder.relation(RelationKind.PROVIDES, asking(PLATFORM), null, null);
    builder.relation(RelationKind.PROVIDES, "module(" + PLATFORM + ")", null, null);
    for (String platform : platforms) {
      begin(builder, PLATFORM, 0, platform, "");
      builder.relation(RelationKind.PROVIDES, asking(PLATFORM + ":" + platform), null, null);
      provide(builder, PLATFORM, platform);
    }
    return builder.build();
  }

  /** A package for a build: all of one module have one name, so that only one can be chosen. */
  private static void begin(
      RepoIndex.Builder builder, String module, long version, String context, String number) {
    Evr evr = Evr.of(null, Long.toString(version), context.isEmpty() ? null : context);
    builder.begin(
        new PackageRecord(
            "modules", "module:" + module, "noarch", evr, number, 0, 0, NONE, "", ""));
  }

  /** What a root is called that wants a stream. */
  private static String asking(String label) {
    return "stream(" + label + ")";
  }

  private static void provide(RepoIndex.Builder builder, String module, String stream) {
    builder.relation(RelationKind.PROVIDES, "module(" + module + ")", null, null);
    builder.relation(RelationKind.PROVIDES, capability(module, stream), null, null);
  }

  private static void require(RepoIndex.Builder builder, ModuleStream.Need need) {
    List<String> any = need.streams().stream().map(s -> capability(need.module(), s)).toList();
    String text =
        any.isEmpty()
            ? "module(" + need.module() + ")"
            : any.size() == 1 ? any.get(0) : "(" + String.join(" or ", any) + ")";
    builder.relation(RelationKind.REQUIRES, text, null, null);
    for (String stream : need.without()) {
      builder.relation(RelationKind.CONFLICTS, capability(need.module(), stream), null, null);
    }
  }

  private static String capability(String module, String stream) {
    return "module(" + module + ":" + stream + ")";
  }

  /** Leaves out builds whose needs nobody can meet, and in turn those that need these. */
  private static List<ModuleStream> satisfiable(List<ModuleStream> all, Set<String> enabled) {
    Map<String, Integer> providers = new HashMap<>();
    Map<String, List<ModuleStream>> dependents = new HashMap<>();
    for (ModuleStream stream : all) {
      providers.merge(stream.name(), 1, Integer::sum);
      providers.merge(stream.label(), 1, Integer::sum);
      for (ModuleStream.Need need : stream.needs()) {
        keys(need)
            .forEach(key -> dependents.computeIfAbsent(key, k -> new ArrayList<>()).add(stream));
      }
    }
    Set<ModuleStream> gone = new HashSet<>();
    ArrayDeque<ModuleStream> queue = new ArrayDeque<>(all);
    while (!queue.isEmpty()) {
      ModuleStream stream = queue.remove();
      // What is asked for by name stays: that it cannot be is for the resolver to explain.
      if (enabled.contains(stream.name())
          || stream.needs().stream().allMatch(need -> met(need, providers))
          || !gone.add(stream)) {
        continue;
      }
      for (String key : List.of(stream.name(), stream.label())) {
        if (providers.merge(key, -1, Integer::sum) == 0) {
          queue.addAll(dependents.getOrDefault(key, List.of()));
        }
      }
    }
    return all.stream().filter(stream -> !gone.contains(stream)).toList();
  }

  private static List<String> keys(ModuleStream.Need need) {
    return need.streams().isEmpty()
        ? List.of(need.module())
        : need.streams().stream().map(stream -> need.module() + ":" + stream).toList();
  }

  private static boolean met(ModuleStream.Need need, Map<String, Integer> providers) {
    return need.module().equals(PLATFORM)
        || keys(need).stream().anyMatch(key -> providers.getOrDefault(key, 0) > 0);
  }

  private DiracosException contradiction(DiracosException cause) {
    Problem first = cause.problems().get(0);
    return DiracosException.of(
        new Problem(
            "DOS-MODULE-03",
            "the module streams "
                + String.join(", ", labels(settings.enabled()))
                + " cannot be active together",
            settings.where().values().iterator().next(),
            (first.what() + "\n" + first.because()).strip(),
            "take one of them out of \"modules\", or enable the stream that it needs"),
        cause);
  }
}
