/**
 * Relocation: a staged tree becomes one that runs from any path and changes nothing outside of it.
 *
 * <p>Plans are values, computed from what a {@link org.diracgrid.diracos.relocate.TreeScan} saw;
 * {@link org.diracgrid.diracos.relocate.Relocator} applies them. A second run changes no byte.
 *
 * <p>Glossary
 *
 * <dl>
 *   <dt>physical path
 *   <dd>a path of the tree none of whose directories is a symbolic link
 *   <dt>origin
 *   <dd>a directory that a library may be opened through: its own and those of links to it; the
 *       loader puts it for {@code $ORIGIN}
 *   <dt>provider
 *   <dd>a file, or a link to one, whose file name is the one that is needed
 *   <dt>host library
 *   <dd>a library that the host gives: the glibc family, and what the configuration names
 *   <dt>missing
 *   <dd>a library that neither the tree nor the host gives
 *   <dt>host path
 *   <dd>an absolute path in a text, such as {@code /usr/lib64}; {@link
 *       org.diracgrid.diracos.relocate.TextPlan} has those that name what is in the tree
 *   <dt>broken link
 *   <dd>a symbolic link whose target is not in the tree, even with the tree as the root directory
 * </dl>
 *
 * <p>Findings: {@code DOS-RELOC-02} an ELF file that cannot be given a search path, {@code -03}
 * missing library, {@code -04} a library of glibc within reach, {@code -05} broken link, {@code
 * -06} a script that cannot be relocated, {@code -07} the staging path in a file; {@code -10} texts
 * of one kind with host paths that no rule is there for; a broken ELF file keeps the code of
 * package {@code elf}. Error: {@code -08} the tree cannot be read or written.
 */
@NullMarked
package org.diracgrid.diracos.relocate;

import org.jspecify.annotations.NullMarked;
