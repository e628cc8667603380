package org.diracgrid.diracos.publish;

import java.net.URI;

/** Opens release directories that are on other machines. */
public interface RemoteTargets {

  /**
   * A release directory.
   *
   * @param address with scheme {@code http} or {@code https}, without a slash at its end
   * @param server whose credentials are used
   * @throws org.diracgrid.diracos.problem.DiracosException if nothing can upload there
   */
  ReleaseTarget open(URI address, String server);
}
