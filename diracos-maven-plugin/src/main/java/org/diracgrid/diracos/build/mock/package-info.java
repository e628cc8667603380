/**
 * Building with Fedora's mock: its command line, its configuration and its logs.
 *
 * <p>mock finds the packages of a buildroot by itself, with dnf, in the repositories that its
 * configuration names; ours is added before them. What it found otherwise than was planned is noted
 * in the log of the build.
 *
 * <p>mock asks much of a machine: rights (a member of the group {@code mock} gets them from it),
 * rpm and dnf. Where it is not there, the built-in builder needs none of that.
 */
@NullMarked
package org.diracgrid.diracos.build.mock;

import org.jspecify.annotations.NullMarked;
