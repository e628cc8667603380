package org.diracgrid.diracos.relocate;

import java.util.List;

/**
 * The parts of {@code diracosrc} that are the same in every bundle: finding its own place, keeping
 * what was before, PATH, and the undo. The text is in the resource {@code diracosrc.sh}.
 *
 * <p>It is read by the shell of a user, so it takes nothing for granted: every command is quoted
 * against aliases, no word is left to be split or to be a pattern, no command may fail under {@code
 * set -e}, no variable may be unset under {@code set -u}. Only names that start with {@code
 * _diracos_} are used besides those that it is for, and none is left in the environment.
 */
final class ActivationScript {

  /**
   * All variables that {@code diracosrc} of any bundle may change. What comes from another bundle
   * is taken away even if this one does not set it.
   */
  private static final String VARIABLES =
      String.join(
          " ",
          List.of(
              "DIRACOS",
              "PATH",
              "LD_LIBRARY_PATH",
              "PYTHONHOME",
              "PYTHONPATH",
              "LESSOPEN",
              "ARC_LOCATION",
              "CONDOR_CONFIG",
              "GFAL_CONFIG_DIR",
              "GFAL_PLUGIN_DIR",
              "GFAL_PYTHONBIN",
              "DAVIX_USE_LIBCURL",
              "DAVIX_DISABLE_REDIRECT_CACHING",
              "XRD_WRITERECOVERY",
              "X509_CERT_DIR",
              "X509_VOMS_DIR",
              "X509_VOMSES",
              "SSL_CERT_FILE",
              "SSL_CERT_DIR",
              "OPENSSL_CONF",
              "OPENSSL_MODULES",
              "OPENSSL_ENGINES",
              "GIT_EXEC_PATH",
              "GIT_TEMPLATE_DIR",
              "GIT_SSL_CAINFO",
              "MAGIC",
              "TERMINFO_DIRS",
              "PERL5LIB",
              "TCL_LIBRARY",
              "TK_LIBRARY",
              "TCLLIBPATH",
              "PKG_CONFIG_PATH"));

  private ActivationScript() {}

  /**
   * The whole file.
   *
   * @param directories of programs, relative to the root, the last of which comes first in PATH
   * @param settings lines that set variables, which may use {@code $DIRACOS}
   */
  static String of(List<String> directories, List<String> settings) {
    return ShellResource.read("diracosrc.sh")
        .replace("@DIRECTORIES@", String.join(" ", directories))
        .replace("@SETTINGS@", String.join("\n", settings))
        .replace("@VARIABLES@", VARIABLES);
  }
}
