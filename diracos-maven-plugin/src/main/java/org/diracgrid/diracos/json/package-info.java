/** How results are written as JSON: one form for all stages. */
@NullMarked
package org.diracgrid.diracos.json;

import org.jspecify.annotations.NullMarked;
