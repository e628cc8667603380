/**
 * Requirements files of pip: what they say, and what they look like.
 *
 * <ul>
 *   <li><b>line</b>: a logical line, which a backslash may spread over several lines of the file.
 *   <li><b>requirement</b>: what one line asks for, as PEP 508 and pip write it.
 *   <li><b>specifier</b>: a comparison with a version, such as {@code >=1.2}, as PEP 440 has it.
 *   <li><b>marker</b>: the condition under which a requirement holds.
 * </ul>
 */
@NullMarked
package org.diracgrid.diracos.python.requirements;

import org.jspecify.annotations.NullMarked;
