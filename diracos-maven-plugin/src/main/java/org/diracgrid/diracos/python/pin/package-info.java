/** From loose requirements to pinned ones: which version, which hashes, and what that changes. */
@NullMarked
package org.diracgrid.diracos.python.pin;

import org.jspecify.annotations.NullMarked;
