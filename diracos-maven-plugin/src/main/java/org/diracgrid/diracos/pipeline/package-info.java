/**
 * The stages put together: one class per goal. This is where plans meet effects, and where it is
 * decided what need not be done again.
 *
 * <ul>
 *   <li><b>Stage key</b>: digest of everything that a stage's result depends on.
 *   <li><b>Run state</b>: {@code state.json}, the key under which each stage last finished.
 * </ul>
 */
@NullMarked
package org.diracgrid.diracos.pipeline;

import org.jspecify.annotations.NullMarked;
