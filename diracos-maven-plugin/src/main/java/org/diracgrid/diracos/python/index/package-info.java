/**
 * Where Python packages come from: simple indexes (PEP 503 and 691), directories and pages of
 * archives, and the configuration of pip that names them.
 */
@NullMarked
package org.diracgrid.diracos.python.index;

import org.jspecify.annotations.NullMarked;
