package org.diracgrid.diracos.schedule;

import org.diracgrid.diracos.nevra.Dependency;

/**
 * A requirement of a build that other builds meet.
 *
 * @param build that has the requirement
 * @param makers builds that meet it, ascending, any of which would do; none is a build of the same
 *     name
 * @param kind of {@link Edge.Kind#REPLACES} the requirement is the name
 * @param through the package that has the requirement, if it is one at run time; otherwise empty
 * @param yields whether the build can do without all makers
 */
record Wait(
    int build,
    int[] makers,
    Edge.Kind kind,
    Dependency requirement,
    String through,
    boolean yields) {

  /** Whether there is no choice. */
  boolean firm() {
    return !yields && makers.length == 1;
  }

  String text() {
    return through.isEmpty()
        ? requirement.toString()
        : through + ", which needs " + requirement + " at run time";
  }
}
