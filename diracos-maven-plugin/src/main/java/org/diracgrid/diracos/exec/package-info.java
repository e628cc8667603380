/**
 * Runs programs of the host and of bundles.
 *
 * <p>A {@link org.diracgrid.diracos.exec.Command} says all that a process gets: nothing is
 * inherited. {@link org.diracgrid.diracos.exec.CommandRunner} is what others depend on, so that
 * they can be tested without processes; {@link org.diracgrid.diracos.exec.ProcessRunner} is the
 * real one.
 */
@NullMarked
package org.diracgrid.diracos.exec;

import org.jspecify.annotations.NullMarked;
