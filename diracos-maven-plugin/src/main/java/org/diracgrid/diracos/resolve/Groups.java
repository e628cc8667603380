package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Glob;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.Comps;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Puts packages in the place of roots that name a group ({@code @core}, {@code @Development Tools})
 * or an environment ({@code @^minimal-environment}), as dnf does: mandatory and default packages,
 * and conditional ones where the package that they depend on ships.
 */
public final class Groups {

  private final RepoIndex index;
  private final ArchPolicy archs;
  private final List<Comps.Group> groups;
  private final List<Comps.Environment> environments;

  /** Groups of all repositories, for a bundle of {@code arch}. */
  public Groups(RepoIndex index, Collection<Comps> comps, String arch) {
    this.index = index;
    this.archs = ArchPolicy.of(arch);
    this.groups = comps.stream().flatMap(one -> one.groups().stream()).toList();
    this.environments = comps.stream().flatMap(one -> one.environments().stream()).toList();
  }

  /**
   * A package that ships if another one does.
   *
   * @param requires a capability; the root counts when a package that provides it ships
   */
  public record Conditional(Root root, String requires) {}

  /**
   * Roots without groups.
   *
   * @param warnings about packages of groups that do not exist
   */
  public record Expansion(List<Root> roots, List<Conditional> conditionals, List<String> warnings) {

    /** Copies. */
    public Expansion {
      roots = List.copyOf(roots);
      conditionals = List.copyOf(conditionals);
      warnings = List.copyOf(warnings);
    }
  }

  /** Whether a root names a group. */
  public static boolean isGroup(Root root) {
    return root.spec().startsWith("@");
  }

  /**
   * The roots, with packages in the place of groups.
   *
   * @throws DiracosException DOS-GROUP-01 naming every group that does not exist
   */
  public Expansion expand(List<Root> roots) {
    List<Root> expanded = new ArrayList<>();
    List<Conditional> conditionals = new ArrayList<>();
    Set<String> warnings = new LinkedHashSet<>();
    List<Problem> problems = new ArrayList<>();
    for (Root root : roots) {
      if (!isGroup(root)) {
        expanded.add(root);
        continue;
      }
      List<Comps.Group> named = named(root.spec());
      if (named.isEmpty()) {
        problems.add(unknown(root));
      }
      Set<Comps.Member> members = new LinkedHashSet<>();
      named.forEach(group -> members.addAll(group.members()));
      for (Comps.Member member : members) {
        if (member.kind() == Comps.Kind.OPTIONAL) {
          continue;
        }
        if (!exists(member.name())) {
          warnings.add("no package '" + member.name() + "', which group " + root.spec() + " lists");
          continue;
        }
        Root one = new Root(member.name(), root.origin() + " " + root.spec(), root.where());
        if (member.requires().isEmpty()) {
          expanded.add(one);
        } else {
          conditionals.add(new Conditional(one, member.requires()));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    return new Expansion(expanded, conditionals, List.copyOf(warnings));
  }

  /** Those conditional roots whose condition the closure meets and that it does not hold yet. */
  public List<Root> due(List<Conditional> conditionals, Closure closure) {
    Set<String> names = new TreeSet<>();
    Set<String> nevras = new TreeSet<>();
    for (Closure.Chosen chosen : closure.packages()) {
      names.add(chosen.record().name());
      nevras.add(chosen.nevra().toString());
    }
    return conditionals.stream()
        .filter(one -> !names.contains(one.root().spec()))
        .filter(
            one ->
                Arrays.stream(index.providersOf(Capability.of(one.requires())))
                    .anyMatch(p -> nevras.contains(index.nevra(p).toString())))
        .map(Conditional::root)
        .distinct()
        .toList();
  }

  private boolean exists(String name) {
    return Arrays.stream(index.named(name)).anyMatch(p -> archs.accepts(index.arch(p)));
  }

  /** The groups that a root names, directly or by environments. */
  private List<Comps.Group> named(String spec) {
    String wanted = spec.substring(1);
    boolean environment = wanted.startsWith("^");
    String pattern = environment ? wanted.substring(1) : wanted;
    List<Comps.Group> found = new ArrayList<>();
    if (!environment) {
      Set<String> ids =
          ids(pattern, groups.stream().map(g -> new Named(g.id(), g.name())).toList());
      groups.stream().filter(group -> ids.contains(group.id())).forEach(found::add);
    }
    Set<String> ids =
        ids(pattern, environments.stream().map(e -> new Named(e.id(), e.name())).toList());
    Set<String> members =
        environments.stream()
            .filter(one -> ids.contains(one.id()))
            .flatMap(one -> one.groups().stream())
            .collect(Collectors.toSet());
    groups.stream().filter(group -> members.contains(group.id())).forEach(found::add);
    return found;
  }

  private record Named(String id, String name) {}

  /** What is called exactly so; else what a glob matches, whatever the case. */
  private static Set<String> ids(String pattern, List<Named> all) {
    Set<String> exact =
        all.stream()
            .filter(one -> one.id().equals(pattern) || one.name().equals(pattern))
            .map(Named::id)
            .collect(Collectors.toSet());
    if (!exact.isEmpty()) {
      return exact;
    }
    Glob glob = Glob.of(pattern.toLowerCase(Locale.ROOT));
    return all.stream()
        .filter(
            one ->
                glob.matches(one.id().toLowerCase(Locale.ROOT))
                    || glob.matches(one.name().toLowerCase(Locale.ROOT)))
        .map(Named::id)
        .collect(Collectors.toSet());
  }

  private Problem unknown(Root root) {
    List<String> known =
        Stream.concat(
                groups.stream().flatMap(g -> Stream.of("@" + g.id(), "@" + g.name())),
                environments.stream().flatMap(e -> Stream.of("@^" + e.id(), "@" + e.name())))
            .toList();
    List<String> near = Nearest.to(root.spec(), known, 5);
    boolean module = root.spec().contains(":");
    return new Problem(
        "DOS-GROUP-01",
        "there is no group or environment '" + root.spec() + "'",
        root.where(),
        known.isEmpty()
            ? "no repository has groups"
            : "the repositories have "
                + groups.size()
                + " groups and "
                + environments.size()
                + " environments",
        !near.isEmpty()
            ? "did you mean " + String.join(", ", near) + "?"
            : module
                ? "for a module write \"modules\": [\"" + root.spec().substring(1) + "\"]"
                : "correct the name, or add the repository that holds it to \"repositories\"");
  }
}
