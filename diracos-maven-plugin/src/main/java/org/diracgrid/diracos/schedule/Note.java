package org.diracgrid.diracos.schedule;

/**
 * What a reader of the plan should know of a build, though it stops nothing.
 *
 * @param kind what it is about
 * @param task id of the build
 * @param text one sentence without a period
 */
public record Note(Kind kind, String task, String text) implements Comparable<Note> {

  /** What it is about. */
  public enum Kind {
    /** The configuration has the build several times. */
    REPEATED,
    /** A build requires what it makes itself. */
    SELF,
    /** A requirement is met by the base, since ours is built later. */
    BASE,
    /** Ours has a version that does not meet the requirement. */
    VERSION,
    /** Neither the base nor a build is known to meet a requirement. */
    UNMET,
    /** More requirements are told only while it is built, and no earlier build told them. */
    DYNAMIC
  }

  @Override
  public int compareTo(Note other) {
    int order = kind.compareTo(other.kind);
    order = order != 0 ? order : task.compareTo(other.task);
    return order != 0 ? order : text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
