/**
 * Extensions: what is laid over a released bundle, and never changes it. {@link
 * org.diracgrid.diracos.extension.BaseName} says where the release is, {@link
 * org.diracgrid.diracos.extension.Overlay} what is added to it.
 */
@NullMarked
package org.diracgrid.diracos.extension;

import org.jspecify.annotations.NullMarked;
