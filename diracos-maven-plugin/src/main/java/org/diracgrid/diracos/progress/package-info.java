/** How a long run shows what it does, how far it is and what each stage took. */
@NullMarked
package org.diracgrid.diracos.progress;

import org.jspecify.annotations.NullMarked;
