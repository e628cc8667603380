/**
 * Our own deflate (RFC 1951), whose bytes depend on nothing but its input: for all gzip that we
 * write ourselves. Why: {@code docs/decisions/0005-own-deflate.md}.
 */
@NullMarked
package org.diracgrid.diracos.deflate;

import org.jspecify.annotations.NullMarked;
