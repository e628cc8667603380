/**
 * Checks what a bundle promises.
 *
 * <p>A {@link org.diracgrid.diracos.verify.Subject} is read once: entries, ELF facts, scripts. Each
 * {@code Inspection} looks at it under some {@link org.diracgrid.diracos.verify.Check}s and tells
 * {@link org.diracgrid.diracos.verify.Findings}; inspections read and never write. The {@link
 * org.diracgrid.diracos.verify.VerifyReport} is printed as text, JSON and JUnit XML.
 *
 * <p>{@link org.diracgrid.diracos.verify.SmokeRun} proves by running: it unpacks a {@link
 * org.diracgrid.diracos.verify.SmokeSource} to several places, runs each {@link
 * org.diracgrid.diracos.verify.SmokeTest} in each of them, and gives {@link
 * org.diracgrid.diracos.verify.SmokeResults}, which tell {@code Findings}.
 */
@NullMarked
package org.diracgrid.diracos.verify;

import org.jspecify.annotations.NullMarked;
