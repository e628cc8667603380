/**
 * Deciding what ships: from an index, roots and a boundary to a closure, and the lock that records
 * it.
 *
 * <ul>
 *   <li><b>Root</b>: a package that the configuration asks for.
 *   <li><b>Boundary</b>: packages that the host provides, glibc above all. They count as present: a
 *       requirement that they meet is cut, not followed.
 *   <li><b>Closure</b>: roots and everything they require, up to the boundary.
 *   <li><b>Rule</b>: a clause over packages; the closure is an assignment that satisfies all rules.
 * </ul>
 */
@NullMarked
package org.diracgrid.diracos.resolve;

import org.jspecify.annotations.NullMarked;
