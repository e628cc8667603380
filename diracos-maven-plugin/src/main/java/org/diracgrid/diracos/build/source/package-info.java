/**
 * Where the sources of builds come from: acquired, unpacked, patched.
 *
 * <pre>
 * src of a package     what is acquired
 * ….src.rpm, ….rpm     the source package, or the binary one that needs no build; path or address
 * directory            one spec and its sources, or binary packages
 * bare name            the dist-git package of that name, at "branch", with its lookaside files
 * </pre>
 *
 * <dl>
 *   <dt>acquire
 *   <dd>bring here and verify; nothing of it is changed.
 *   <dt>dist-git
 *   <dd>how Fedora keeps packages: a git repository for each, that holds the spec and a file {@code
 *       sources}, and next to it the lookaside cache, that holds the archives named in there.
 *   <dt>prepare
 *   <dd>unpack into a directory of the build's own, and patch.
 *   <dt>unchanged
 *   <dd>a source package that no patch touches: it is built as it came.
 * </dl>
 */
@NullMarked
package org.diracgrid.diracos.build.source;

import org.jspecify.annotations.NullMarked;
