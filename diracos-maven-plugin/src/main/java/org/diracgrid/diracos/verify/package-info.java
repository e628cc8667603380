/**
 * Checks what a bundle promises.
 *
 * <p>A {@link org.diracgrid.diracos.verify.Subject} is read once: entries, ELF facts, scripts. Each
 * {@code Inspection} looks at it under some {@link org.diracgrid.diracos.verify.Check}s and tells
 * {@link org.diracgrid.diracos.verify.Findings}; inspections read and never write. The {@link
 * org.diracgrid.diracos.verify.VerifyReport} is printed as text, JSON and JUnit XML.
 */
@NullMarked
package org.diracgrid.diracos.verify;

import org.jspecify.annotations.NullMarked;
