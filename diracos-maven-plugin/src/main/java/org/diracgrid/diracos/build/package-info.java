/**
 * Building source packages: what a build is given, what comes of it, who does it and where.
 *
 * <p>Glossary:
 *
 * <dl>
 *   <dt>Job
 *   <dd>one build of one source package, in a directory of its own that holds all that is said to
 *       it and of it. Any machine that sees the same paths can do it.
 *   <dt>Builder
 *   <dd>does a job: {@code chroot}, which is built in, or {@code mock}.
 *   <dt>Executor
 *   <dd>has jobs done, several at a time: on this machine, or on a cluster.
 *   <dt>Buildroot
 *   <dd>the root directory that a package is built in: exactly the packages that the job lists.
 * </dl>
 *
 * <p>A builder never decides what is in a buildroot. Where a package tells only while it is built
 * what it needs ({@code %generate_buildrequires}), the job ends with {@link
 * BuildOutcome.Status#WANTS}, and is done again with a larger buildroot.
 */
@NullMarked
package org.diracgrid.diracos.build;

import org.jspecify.annotations.NullMarked;
