/**
 * Extraction: packages become one staged tree on disk, described by an inspectable manifest.
 *
 * <dl>
 *   <dt>claim
 *   <dd>a path in the list of files of a package.
 *   <dt>canonical path
 *   <dd>where a claim lies once every symbolic link of every package is there: with {@code /lib64
 *       -> usr/lib64} of one package, {@code /lib64/libz.so.1} of another lies at {@code
 *       /usr/lib64/libz.so.1}.
 *   <dt>conflict
 *   <dd>claims of one canonical path with different content: a finding, with a winner that does not
 *       depend on the order of the packages.
 *   <dt>staged entry
 *   <dd>what stands at a canonical path, with the mode it will have in the bundle; on disk it is
 *       always accessible for the owner.
 *   <dt>manifest
 *   <dd>{@code staged.json}, the entries of a tree.
 * </dl>
 *
 * <p>Nothing is ever written outside the root: the plan has canonical paths only, directories and
 * files are made before any symbolic link, and links that are absolute or climb are written so that
 * they stay inside.
 */
@NullMarked
package org.diracgrid.diracos.stage;

import org.jspecify.annotations.NullMarked;
