package org.diracgrid.diracos.build.source;

import java.nio.file.Path;

/** Makes source packages of directories: {@code rpmbuild -bs}, inside some buildroot. */
@FunctionalInterface
public interface SrpmMaker {

  /**
   * Makes a source package.
   *
   * @param source what it is made of; not changed
   * @param outputDirectory where it is put
   * @return the file
   * @throws org.diracgrid.diracos.problem.DiracosException if the spec cannot be read, or names a
   *     source that is not there
   */
  Path make(PreparedSource.Tree source, Path outputDirectory);
}
