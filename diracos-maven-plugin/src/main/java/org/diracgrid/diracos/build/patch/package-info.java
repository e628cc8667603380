/**
 * Patches: reading unified diffs and applying them to the unpacked source package, also inside the
 * source archives that it holds.
 *
 * <pre>
 * patch    = { garbage | only | file }
 * file     = [ git ] "--- " name [date] LF "+++ " name [date] LF hunk { hunk }
 *          | git                                    a mode or name that changes, an empty file
 * git      = "diff --git " names LF { "new file mode " mode LF | "rename from " name LF | … }
 * hunk     = "@@ -" range " +" range " @@" text LF { line }       as many as the ranges say
 * range    = start [ "," count ]
 * line     = ( " " | "-" | "+" ) text LF [ "\ No newline at end of file" LF ]
 * only     = "Only in " directory ": " name LF                    told, otherwise ignored
 * </pre>
 *
 * <p>Lines are bytes: they are held as strings of ISO-8859-1, each with its line feed if it has
 * one, and compared whole. What GNU patch does with {@code -p1} and two lines of fuzz is done here:
 * where a hunk is looked for, when it may disregard context, when a file is created or removed.
 *
 * <dl>
 *   <dt>offset
 *   <dd>how many lines away from where it says a hunk was found.
 *   <dt>fuzz
 *   <dd>how many lines of context at either end had to be disregarded.
 *   <dt>archive
 *   <dd>a tar or zip file among the sources; a patch made over the unpacked archive is applied
 *       inside it.
 * </dl>
 *
 * @see org.diracgrid.diracos.build.patch.TreePatcher
 */
@NullMarked
package org.diracgrid.diracos.build.patch;

import org.jspecify.annotations.NullMarked;
