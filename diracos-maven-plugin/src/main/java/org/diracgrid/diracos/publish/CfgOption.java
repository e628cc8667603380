package org.diracgrid.diracos.publish;

/**
 * One line that gives a value.
 *
 * @param append whether {@code +=} stands there
 * @param line index of the line, from 0
 */
record CfgOption(String key, String value, boolean append, int line) {}
