/**
 * Repositories in the rpm-md format: their metadata, and how metadata and packages come here.
 *
 * <ul>
 *   <li><b>repomd</b>: {@code repodata/repomd.xml}, the list of a repository's metadata files.
 *   <li><b>primary</b>: names, relations and the files most often asked for, of every package.
 *   <li><b>filelists</b>: all files of every package; read only when primary does not answer.
 *   <li><b>pkgid</b>: the checksum of a package file, which ties the metadata files together.
 * </ul>
 */
@NullMarked
package org.diracgrid.diracos.repo;

import org.jspecify.annotations.NullMarked;
