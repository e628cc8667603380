/**
 * Why a build failed.
 *
 * <p>{@link org.diracgrid.diracos.build.failure.Diagnosis} reads what the programs of a job said
 * and tells which part of the spec failed, by which command, and which known cause that has. It
 * goes one way: {@code LogReader} gives lines, {@code LogWalk} keeps the {@code Evidence} that
 * {@code Rules} find in them, {@code Causes} weighs it.
 */
@NullMarked
package org.diracgrid.diracos.build.failure;

import org.jspecify.annotations.NullMarked;
