package org.diracgrid.diracos.schedule;

import org.diracgrid.diracos.nevra.Dependency;

/**
 * A requirement that packages of ours meet.
 *
 * @param requirement for messages
 * @param packages numbers of the {@link OwnPackages} that meet it, any of which would do; at least
 *     one
 * @param loose whether it may as well be met without them, or not be there at all: a condition, an
 *     alternative that the base has
 */
record Need(Dependency requirement, int[] packages, boolean loose) {}
