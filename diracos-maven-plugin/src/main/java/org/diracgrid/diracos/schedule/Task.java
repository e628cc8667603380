package org.diracgrid.diracos.schedule;

/**
 * One build of a plan.
 *
 * @param index its place in the plan's order, from 0
 * @param id unique in the plan: the build's name; {@code name@bootstrap} in the bootstrap; {@code
 *     name@1}, {@code name@2} … of builds that a later one of that name replaces
 * @param stage the first moment, counted in builds from 1, at which it could start if all builds
 *     took the same time and there were slots for all
 * @param source what is built
 */
public record Task(int index, String id, int stage, PlannedSource source) {

  /** The name of the build. */
  public String name() {
    return source.name();
  }

  /** Whether it belongs to the bootstrap. */
  public boolean bootstrap() {
    return source.bootstrap();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Task that && index == that.index && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Its id. */
  @Override
  public String toString() {
    return id;
  }
}
