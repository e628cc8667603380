/** What can go wrong and how it is said: every failure names what, where, why and the way out. */
@NullMarked
package org.diracgrid.diracos.problem;

import org.jspecify.annotations.NullMarked;
