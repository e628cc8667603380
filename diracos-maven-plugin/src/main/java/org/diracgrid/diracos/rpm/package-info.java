/**
 * Reads RPM packages, version 3 to 6, as streams and without a process or native rpm.
 *
 * <p>A package file, after rpm's own {@code docs/manual/format*.md}; numbers are big-endian:
 *
 * <pre>
 * Package   ::= Lead Header(signature) Pad8 Header(main) CompressedPayload
 * Lead      ::= ED AB EE DB, Major (3 or 4), Minor, 90 bytes nobody uses any more
 * Header    ::= 8E AD E8 01, 4 reserved bytes, IndexCount u32, DataSize u32,
 *               IndexCount * Index, DataSize bytes of data
 * Index     ::= Tag u32, Type u32, Offset u32 (into the data), Count u32
 * Payload   ::= Member* Trailer
 * Member    ::= ("070701" | "070702") 13 * hex u32, name NUL, Pad4, data, Pad4
 *             | "07070X" hex u32 (index into the header's file list), Pad4, data, Pad4
 * Trailer   ::= a "070701" member with the name TRAILER!!!
 * </pre>
 *
 * <dl>
 *   <dt>tag
 *   <dd>what an index entry says, such as 1000, the name; signature and main header number theirs
 *       apart.
 *   <dt>region
 *   <dd>an index entry (62, 63) that frames what a signature covers; here it must be the whole
 *       header.
 *   <dt>stripped member
 *   <dd>{@code 07070X}: carries no name and size of its own, both are in the header; rpm writes it
 *       where a file is larger than 4 GiB.
 *   <dt>hard-link set
 *   <dd>files with one device and inode; only the last member of the set has the data.
 *   <dt>ghost
 *   <dd>a path that the package owns but does not bring.
 * </dl>
 *
 * <p>Nothing in a package is believed: each count and offset is checked against what the file can
 * hold before anything is allocated, and what is wrong is named with file and byte offset.
 *
 * @see org.diracgrid.diracos.rpm.RpmFile
 */
@NullMarked
package org.diracgrid.diracos.rpm;

import org.jspecify.annotations.NullMarked;
