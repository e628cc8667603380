/**
 * What is told of a run when it ends: {@link org.diracgrid.diracos.build.summary.RebuildSummary} of
 * its builds, {@link org.diracgrid.diracos.build.summary.BootstrapReport} of what ours replaced,
 * and where {@link org.diracgrid.diracos.build.summary.PackageLogs} are.
 */
@NullMarked
package org.diracgrid.diracos.build.summary;

import org.jspecify.annotations.NullMarked;
