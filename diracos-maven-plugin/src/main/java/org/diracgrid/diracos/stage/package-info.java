/** Extraction: packages become one staged tree on disk, described by an inspectable manifest. */
@NullMarked
package org.diracgrid.diracos.stage;

import org.jspecify.annotations.NullMarked;
