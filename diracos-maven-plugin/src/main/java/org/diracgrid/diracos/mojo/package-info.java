/** The goals: parameters become a request, the engine runs, problems become Maven's failures. */
@NullMarked
package org.diracgrid.diracos.mojo;

import org.jspecify.annotations.NullMarked;
