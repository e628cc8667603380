package org.diracgrid.diracos.elf;

/**
 * One entry of the dynamic section.
 *
 * @param tag {@code DT_*}
 * @param value an address, a number, or an offset into {@code .dynstr}
 */
record DynamicEntry(long tag, long value) {}
