/**
 * Routines: programs of the user that run before, after, or in place of a build.
 *
 * <p>{@link org.diracgrid.diracos.build.routine.RoutineFinder} says which files of a directory are
 * whose routines, {@link org.diracgrid.diracos.build.routine.ProgramRoutines} runs them. What a
 * routine is given, and what it has to leave, is told in {@code docs/routines.md}.
 */
@NullMarked
package org.diracgrid.diracos.build.routine;

import org.jspecify.annotations.NullMarked;
