/** Checksums of content, as repositories, packages and locks name them. */
@NullMarked
package org.diracgrid.diracos.digest;

import org.jspecify.annotations.NullMarked;
