/**
 * Paths inside a bundle, kept apart from paths of the machine that builds it; and how files of that
 * machine are written whole.
 */
@NullMarked
package org.diracgrid.diracos.path;

import org.jspecify.annotations.NullMarked;
