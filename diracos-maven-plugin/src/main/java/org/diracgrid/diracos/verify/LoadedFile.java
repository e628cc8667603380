package org.diracgrid.diracos.verify;

import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.jspecify.annotations.Nullable;

/**
 * A file in a process.
 *
 * @param origin the physical directory that it was opened through
 * @param loader what needed it first; null for the first file of the process
 */
record LoadedFile(BundlePath path, ElfFile elf, BundlePath origin, @Nullable LoadedFile loader) {}
