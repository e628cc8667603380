/** How JSON is written and read: one form for all stages. */
@NullMarked
package org.diracgrid.diracos.json;

import org.jspecify.annotations.NullMarked;
