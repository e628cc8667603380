/**
 * What was built before: packages by key, durations by name, and which packages of a build are
 * kept.
 *
 * <dl>
 *   <dt>key
 *   <dd>64 hexadecimal digits that stand for all that a build depends on. Who makes it decides what
 *       that is; here it is only a name.
 *   <dt>entry
 *   <dd>the packages of one build with its log, and {@code build.json}, which lists them with their
 *       checksums.
 *   <dt>directory cache
 *   <dd>entries in a directory of ours, which takes what is built.
 *   <dt>published cache
 *   <dd>a directory cache of somebody else's, read over http or in place. Whoever can write there
 *       decides what is in our repository, as with any repository of packages.
 * </dl>
 *
 * <p>Nothing of a cache is used unless its checksum is right, and whatever happens to a cache, only
 * time is lost.
 */
@NullMarked
package org.diracgrid.diracos.build.cache;

import org.jspecify.annotations.NullMarked;
