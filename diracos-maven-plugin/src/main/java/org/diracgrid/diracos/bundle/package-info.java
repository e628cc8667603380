/**
 * From a staged tree to one tarball, its checksums and a report of what weighs most.
 *
 * <p>Words used here:
 *
 * <dl>
 *   <dt>member
 *   <dd>one path of the tarball: header blocks, content, and zeros up to a multiple of 512 bytes.
 *   <dt>layout
 *   <dd>all members in their order and where the stream is cut. It is pure: it follows from the
 *       tree, the name, the time stamp and the packing, and never from the machine.
 *   <dt>chunk
 *   <dd>a stretch of the tar stream that is read and compressed by itself. Cuts depend on the
 *       members next to them only, so a changed package changes the chunks that it touches and
 *       leaves the bytes of all others as they were.
 *   <dt>slot
 *   <dd>the buffers of one chunk under way. There are a few more slots than threads; that bounds
 *       the memory whatever the size of the bundle.
 * </dl>
 *
 * <p>A tarball is the concatenation of its compressed chunks: gzip members, zstd frames or xz
 * streams. Each of these formats allows that, and every common reader follows it; see {@code
 * docs/decisions/0003-independent-chunks.md}.
 */
@NullMarked
package org.diracgrid.diracos.bundle;

import org.jspecify.annotations.NullMarked;
