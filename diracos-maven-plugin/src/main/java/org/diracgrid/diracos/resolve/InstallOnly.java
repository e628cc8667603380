package org.diracgrid.diracos.resolve;

import java.util.List;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Packages of which several versions may stand side by side: what provides one of the names that
 * dnf's {@code installonlypkgs} has by default. What they obsolete they still exclude.
 */
final class InstallOnly {

  private static final List<String> PROVIDED =
      List.of(
          "kernel",
          "kernel-PAE",
          "installonlypkg(kernel)",
          "installonlypkg(kernel-module)",
          "installonlypkg(vm)",
          "multiversion(kernel)");

  private final RepoIndex index;
  private final java.util.BitSet packages = new java.util.BitSet();

  InstallOnly(RepoIndex index) {
    this.index = index;
    for (String name : PROVIDED) {
      for (int p : index.providersOf(Capability.of(name))) {
        packages.set(p);
      }
    }
  }

  /** Whether two packages of one name do not exclude each other. */
  boolean standTogether(int p, int q) {
    return packages.get(p)
        && packages.get(q)
        && !(index.evr(p).equals(index.evr(q)) && index.arch(p).equals(index.arch(q)));
  }
}
