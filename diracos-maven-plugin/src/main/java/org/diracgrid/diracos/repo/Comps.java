package org.diracgrid.diracos.repo;

import java.util.List;

/** What comps.xml of one repository says: groups of packages, environments of groups. */
public record Comps(List<Group> groups, List<Environment> environments) {

  /**
   * A group.
   *
   * @param name for people, in English
   */
  public record Group(String id, String name, List<Member> members) {

    /** Copies. */
    public Group {
      members = List.copyOf(members);
    }
  }

  /** How much a group wants a package. */
  public enum Kind {
    /** Always. */
    MANDATORY,
    /** Unless the user says otherwise. */
    DEFAULT,
    /** If another package is there. */
    CONDITIONAL,
    /** If the user says so. */
    OPTIONAL
  }

  /**
   * A package of a group.
   *
   * @param name of the package
   * @param requires the package that a conditional one depends on; empty for others
   */
  public record Member(Kind kind, String name, String requires) {}

  /**
   * An environment.
   *
   * @param name for people, in English
   * @param groups the ids of the groups that belong to it without being asked for
   */
  public record Environment(String id, String name, List<String> groups) {

    /** Copies. */
    public Environment {
      groups = List.copyOf(groups);
    }
  }

  /** Copies. */
  public Comps {
    groups = List.copyOf(groups);
    environments = List.copyOf(environments);
  }
}
