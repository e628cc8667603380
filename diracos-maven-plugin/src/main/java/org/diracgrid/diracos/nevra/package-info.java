/**
 * The identity and the relations of packages: name, epoch, version, release, architecture,
 * capabilities and dependencies, with rpm's own order and matching rules.
 */
@NullMarked
package org.diracgrid.diracos.nevra;

import org.jspecify.annotations.NullMarked;
