/** Paths inside a bundle, kept apart from paths of the machine that builds it. */
@NullMarked
package org.diracgrid.diracos.path;

import org.jspecify.annotations.NullMarked;
