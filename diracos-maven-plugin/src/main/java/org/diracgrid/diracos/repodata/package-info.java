/**
 * Writes the metadata of a repository, as createrepo_c does, and keeps a repository's directory.
 *
 * <pre>
 * repository = directory of *.rpm at any depth, "repodata/"
 * repodata   = repomd.xml, which lists by checksum:
 *              sha256-primary.xml.gz     what each package is, provides and requires
 *              sha256-filelists.xml.gz   what files it has
 *              sha256-other.xml.gz       its last ten changes
 * document   = head  block*  foot        each a gzip member or zstd frame of its own
 * block      = fragment*                 the elements of packages that follow each other
 * </pre>
 *
 * <dl>
 *   <dt>fragment
 *   <dd>what one document says of one package.
 *   <dt>block
 *   <dd>where one ends is decided by the checksum of its last package, so that a package that comes
 *       or goes changes the block that it is in and leaves the others byte for byte: these are
 *       copied from the document that is there.
 *   <dt>memo
 *   <dd>what is remembered from one run to the next, outside of the repository: which file was
 *       which package, and where its fragments lie.
 * </dl>
 *
 * @see org.diracgrid.diracos.repodata.RepodataWriter
 */
@NullMarked
package org.diracgrid.diracos.repodata;

import org.jspecify.annotations.NullMarked;
