/**
 * The builder that is built in: needs no rights and none of the host's rpm.
 *
 * <dl>
 *   <dt>base
 *   <dd>a buildroot that is kept: the extracted packages with their rpm database. It is known by
 *       the checksums of its packages, and builds see it read-only, so that any number of them use
 *       it at once without a copy.
 *   <dt>lease
 *   <dd>a file that is locked as long as a process works; it keeps a base from being removed, and
 *       names a directory that whoever comes later removes if the process was killed.
 *   <dt>sandbox
 *   <dd>what a program sees that runs inside: a base as its root directory, directories of its own
 *       to write to, no network.
 *   <dt>entrance
 *   <dd>how a program is started in a sandbox on this host: by bubblewrap or by unshare.
 * </dl>
 *
 * <p>docs/decisions/0012 says why it is made so.
 */
@NullMarked
package org.diracgrid.diracos.build.chroot;

import org.jspecify.annotations.NullMarked;
