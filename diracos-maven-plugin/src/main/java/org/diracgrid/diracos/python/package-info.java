/**
 * Python packages of a bundle: what pip, run by the bundle's own Python, chooses of a requirements
 * file, and what it installs, as packages that take part in all that is done with packages.
 */
@NullMarked
package org.diracgrid.diracos.python;

import org.jspecify.annotations.NullMarked;
