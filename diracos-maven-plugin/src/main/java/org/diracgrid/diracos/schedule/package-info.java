/**
 * What is built from what: source packages as their headers describe them.
 *
 * <dl>
 *   <dt>source header
 *   <dd>what a source package says of itself before anything of it is unpacked: its name, what its
 *       build requires, which packages it will make.
 *   <dt>dynamic build requirements
 *   <dd>those that only a script of the unpacked source can tell ({@code %generate_buildrequires});
 *       the header says that there are some, not which.
 * </dl>
 */
@NullMarked
package org.diracgrid.diracos.schedule;

import org.jspecify.annotations.NullMarked;
