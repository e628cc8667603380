package org.diracgrid.diracos.build.failure;

/**
 * A line of a log.
 *
 * @param number counted from 1; 0 for what was not read from a log
 * @param text without line end, colours and control characters
 */
public record LogLine(long number, String text) {}
