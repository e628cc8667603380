/**
 * ELF files: reading what the dynamic loader reads, and giving a file another library search path
 * without any other change in what it does.
 *
 * <p>Glossary
 *
 * <dl>
 *   <dt>segment, program header ({@code PT_*})
 *   <dd>what the kernel and the loader see: a range of the file and the addresses it is mapped at
 *   <dt>section ({@code SHT_*})
 *   <dd>what the linker, strip and debuggers see; running needs none, rewriting keeps them true
 *   <dt>dynamic section ({@code DT_*})
 *   <dd>tag and value pairs for the loader: libraries needed, search paths, addresses of tables
 *   <dt>{@code .dynstr}
 *   <dd>the strings that dynamic entries, dynamic symbols and version tables point into; linkers
 *       let one string be the tail of another
 *   <dt>{@code DT_NEEDED}, {@code DT_SONAME}
 *   <dd>the name of a library that must be loaded with this file; the name of this file as a
 *       library
 *   <dt>{@code DT_RPATH}, {@code DT_RUNPATH}
 *   <dd>directories that are searched for them, joined by colons; the first before {@code
 *       LD_LIBRARY_PATH} and for all that the file brings in, the second after it and for its own
 *       needs only. A file with both has no {@code DT_RPATH} as far as glibc is concerned
 *   <dt>{@code $ORIGIN}
 *   <dd>in such a path, the directory the file was opened through
 *   <dt>static-pie
 *   <dd>a program with a dynamic section but without a loader: it relocates itself
 *   <dt>separate debug file
 *   <dd>the headers of a stripped file with its symbols; its dynamic section has no bytes
 * </dl>
 *
 * <p>Sources: the System V ABI, gabi chapters 4 and 5; glibc {@code elf/dl-load.c}, {@code
 * elf/dl-version.c}; Linux {@code fs/binfmt_elf.c}.
 *
 * <p>Errors: {@code DOS-ELF-01} out of bounds, {@code -02} no ELF of a known kind, {@code -03} ELF
 * header, {@code -04} program headers, {@code -05} dynamic section, {@code -06} strings, {@code
 * -07} version tables, {@code -08} section headers, {@code -09} cannot be read or written.
 */
@NullMarked
package org.diracgrid.diracos.elf;

import org.jspecify.annotations.NullMarked;
