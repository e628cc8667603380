package org.diracgrid.diracos.build.failure;

import java.util.List;

/** Knows the packages that a build could have had. */
public interface WhoProvides {

  /** Knows nothing. */
  WhoProvides NOBODY = capability -> List.of();

  /**
   * The packages that provide something, best first.
   *
   * @param capability a requirement as rpm writes it, such as {@code zlib-devel >= 1.2}, {@code
   *     pkgconfig(zlib)}, {@code libz.so.1()(64bit)}; or the path of a file, such as {@code
   *     /usr/include/zlib.h}
   * @return as they are to be shown, with their repository; none if nothing provides it
   */
  List<String> of(String capability);
}
