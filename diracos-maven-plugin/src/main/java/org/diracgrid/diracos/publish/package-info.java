/**
 * From a bundle that is made to a release that clients install.
 *
 * <p>Words used here:
 *
 * <dl>
 *   <dt>release directory
 *   <dd>one flat directory: tarballs, their digests and locks, {@code releases.cfg} and what is cut
 *       from it. Clients ask for single files in it by name and never list it.
 *   <dt>project
 *   <dd>what a client installs: {@code DIRAC}, or the extension of a community.
 *   <dt>CFG
 *   <dd>the configuration format of DIRAC. It is read here as {@code dirac-install} reads it, and
 *       refused where that would read something else than what the text looks like:
 *       <pre>
 * file    = { comment | blank | option | section }
 * comment = "#" …                      only at the start of a line
 * option  = key "=" value | key "+=" value      "+=" appends after ", "
 * section = name "{" file "}"          "{" on the line of the name or below it, "}" alone
 * </pre>
 * </dl>
 *
 * <p>No client ever sees half a release: a tarball is published before its digest, without which no
 * client takes it, and both before the files that name them; each file appears whole, by a rename.
 */
@NullMarked
package org.diracgrid.diracos.publish;

import org.jspecify.annotations.NullMarked;
