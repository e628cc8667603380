/**
 * What is built from what, in which order, and why again: source packages as their headers describe
 * them, the plan of their builds, and the keys by which a result is known. All of it is pure: it
 * reads no clock and runs no process, and the same input gives the same plan.
 *
 * <dl>
 *   <dt>source header
 *   <dd>what a source package says of itself before anything of it is unpacked: its name, what its
 *       build requires, which packages it will make.
 *   <dt>dynamic build requirements
 *   <dd>those that only a script of the unpacked source can tell ({@code %generate_buildrequires});
 *       the header says that there are some, not which.
 *   <dt>task
 *   <dd>one build of a plan.
 *   <dt>base
 *   <dd>the repositories that are built against.
 *   <dt>bootstrap
 *   <dd>the builds that come before all others and see the base and each other only.
 *   <dt>ancestors
 *   <dd>all builds that a build waits for, directly or not: the only ones whose packages its
 *       buildroot may see.
 *   <dt>to yield
 *   <dd>not to wait for a build where that would close a cycle and there is another way.
 *   <dt>key
 *   <dd>all that the result of a build depends on.
 * </dl>
 */
@NullMarked
package org.diracgrid.diracos.schedule;

import org.jspecify.annotations.NullMarked;
