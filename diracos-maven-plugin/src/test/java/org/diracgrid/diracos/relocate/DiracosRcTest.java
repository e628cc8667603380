package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.elf.Tools;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is sourced for real, by several shells. */
@Tag("oracle")
class DiracosRcTest {

  private static final String SHOW =
      "printf '%s\\n' \"$DIRACOS\" \"$PATH\" \"${LD_LIBRARY_PATH-unset}\""
          + " \"${PYTHONPATH-unset}\" \"${GFAL_CONFIG_DIR-unset}\" \"${ARC_LOCATION-unset}\"";

  @TempDir Path directory;

  private Path install(String name) throws IOException {
    Path root = directory.resolve(name);
    Files.createDirectories(root);
    String text =
        DiracosRc.of(
            Trees.tree(
                "/bin -> usr/bin",
                "/usr/bin/gfal-ls",
                "/usr/sbin/x",
                "/etc/gfal2.d/a.conf",
                "/usr/lib64/libdavix.so.0"));
    Files.writeString(root.resolve("diracosrc"), text);
    return root;
  }

  private Tools.Outcome source(Map<String, String> more, String... command) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("LD_LIBRARY_PATH", "/hostile");
    environment.put("PYTHONPATH", "/hostile");
    environment.putAll(more);
    return Tools.run(directory, environment, List.of(command));
  }

  private static String expected(Path root) {
    return root
        + "\n"
        + root
        + "/usr/bin:"
        + root
        + "/usr/sbin:/usr/bin:/bin\nunset\nunset\n"
        + root
        + "/etc/gfal2.d\nunset\n";
  }

  @Test
  void worksUnderStrictBashInAPathWithSpacesTwiceAndAfterAnotherInstall() throws IOException {
    Tools.require("bash");
    Path root = install("a place [with] $odd 'names'").toRealPath();
    String rc = root.resolve("diracosrc").toString();
    assertThat(source(Map.of(), "bash", "-euc", ". \"$0\"; " + SHOW, rc))
        .isEqualTo(new Tools.Outcome(0, expected(root)));
    assertThat(source(Map.of(), "bash", "-euc", ". \"$0\"; . \"$0\"; " + SHOW, rc))
        .isEqualTo(new Tools.Outcome(0, expected(root)));
    assertThat(source(Map.of("DIRACOS", "/other"), "bash", "-euc", ". \"$0\"; " + SHOW, rc))
        .isEqualTo(new Tools.Outcome(0, expected(root)));
    assertThat(
            source(
                Map.of("CDPATH", directory.toString()),
                "bash",
                "-euc",
                "cd \"${0%/*}\"; . diracosrc 2>/dev/null || . ./diracosrc; " + SHOW,
                rc))
        .isEqualTo(new Tools.Outcome(0, expected(root)));
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Path.of(rc));
    assertThat(source(Map.of(), "bash", "-euc", ". \"$0\"; " + SHOW, link.toString()))
        .isEqualTo(new Tools.Outcome(0, expected(root)));
  }

  @Test
  void leavesTheOtherBundleThatTheShellUses() throws IOException {
    Tools.require("bash", "dash", "zsh");
    Path one = install("one").toRealPath();
    Path two = install("two").toRealPath();
    String script =
        ". \"$0/diracosrc\"; . \"$1/diracosrc\"; echo \"$PATH $GFAL_CONFIG_DIR\";"
            + " diracos_deactivate; echo \"$PATH ${DIRACOS-unset}\"";
    for (String shell : List.of("bash", "dash", "zsh")) {
      assertThat(source(Map.of(), shell, "-euc", script, one.toString(), two.toString()).output())
          .as(shell)
          .isEqualTo(
              two
                  + "/usr/bin:"
                  + two
                  + "/usr/sbin:/usr/bin:/bin "
                  + two
                  + "/etc/gfal2.d\n/usr/bin:/bin unset\n");
    }
  }

  @Test
  void leavesTheOtherBundleThatTheShellWasStartedIn() throws IOException {
    Tools.require("bash", "dash", "zsh");
    Path one = install("one").toRealPath();
    Path two = install("two [x]").toRealPath();
    Map<String, String> inherited =
        Map.of(
            "DIRACOS",
            one.toString(),
            "PATH",
            one + "/usr/bin:/own:" + one + "/usr/sbin:/usr/bin:/bin",
            "TCL_LIBRARY",
            one + "/usr/share/tcl8.6",
            "PERL5LIB",
            "/own/perl");
    String script =
        ". \"$0/diracosrc\"; echo \"$PATH ${TCL_LIBRARY-unset} $PERL5LIB\";"
            + " diracos_deactivate; echo \"$PATH $TCL_LIBRARY\"";
    for (String shell : List.of("bash", "dash", "zsh")) {
      assertThat(source(inherited, shell, "-euc", script, two.toString()).output())
          .as(shell)
          .isEqualTo(
              two
                  + "/usr/bin:"
                  + two
                  + "/usr/sbin:/own:/usr/bin:/bin unset /own/perl\n"
                  + inherited.get("PATH")
                  + " "
                  + inherited.get("TCL_LIBRARY")
                  + "\n");
    }
  }

  @Test
  void worksFromOtherShells() throws IOException {
    Tools.require("zsh", "dash");
    Path root = install("a place").toRealPath();
    String rc = root.resolve("diracosrc").toString();
    assertThat(source(Map.of(), "zsh", "-euc", ". \"$0\"; " + SHOW, rc))
        .isEqualTo(new Tools.Outcome(0, expected(root)));
    assertThat(source(Map.of(), "dash", "-euc", ". \"$0\"; " + SHOW, rc))
        .as("dash tells no name; the file is found among the open ones")
        .isEqualTo(new Tools.Outcome(0, expected(root)));
    assertThat(
            source(Map.of("DIRACOS", "/other"), "dash", "-euc", "( . \"$0\"; " + SHOW + " )", rc))
        .as("in a subshell, with the place of another install")
        .isEqualTo(new Tools.Outcome(0, expected(root)));
  }

  @Test
  void setsNothingForWhatIsNotThere() {
    String text = DiracosRc.of(Trees.tree("/usr/bin/x"));
    assertThat(text)
        .doesNotContainPattern(
            "export (GFAL|ARC|CONDOR|X509|SSL|GIT|MAGIC|PERL5LIB|OPENSSL|TCL|TK)")
        .doesNotContainPattern("export (DAVIX|XRD|TERMINFO|PKG)")
        .doesNotContain("unset -v LESSOPEN");
  }

  @Test
  void setsWhatIsThere() {
    String text =
        DiracosRc.of(
            Trees.tree(
                "/usr/lib64/arc/x",
                "/etc/condor/condor_config",
                "/usr/lib64/gfal2-plugins/p.so",
                "/usr/lib64/libXrdCl.so.3",
                "/etc/grid-security/certificates/x",
                "/etc/vomses/x",
                "/etc/pki/tls/certs/ca-bundle.crt",
                "/usr/libexec/git-core/git",
                "/usr/share/git-core/templates/x",
                "/usr/share/misc/magic.mgc",
                "/usr/share/terminfo/x/xterm",
                "/usr/bin/perl",
                "/usr/lib64/perl5/vendor_perl/x",
                "/usr/lib64/libcrypto.so.3",
                "/etc/pki/tls/openssl.cnf",
                "/usr/lib64/ossl-modules/legacy.so",
                "/usr/lib64/engines-3/afalg.so",
                "/usr/bin/pkgconf",
                "/usr/lib64/pkgconfig/x.pc",
                "/usr/bin/tclsh",
                "/usr/share/tcl8.6/init.tcl",
                "/usr/lib64/tcl8.6/",
                "/usr/bin/less"));
    assertThat(text)
        .contains(
            "export ARC_LOCATION=\"$DIRACOS/usr\"",
            "export CONDOR_CONFIG=\"$DIRACOS/etc/condor/condor_config\"",
            "export GFAL_PLUGIN_DIR=\"$DIRACOS/usr/lib64/gfal2-plugins\"",
            "export XRD_WRITERECOVERY=0",
            "export X509_CERT_DIR=\"$DIRACOS/etc/grid-security/certificates\"",
            "export X509_VOMSES=\"$DIRACOS/etc/vomses\"",
            "SSL_CERT_FILE=\"${SSL_CERT_FILE:-$DIRACOS/etc/pki/tls/certs/ca-bundle.crt}\"",
            "export GIT_EXEC_PATH=\"$DIRACOS/usr/libexec/git-core\"",
            "export GIT_TEMPLATE_DIR=\"$DIRACOS/usr/share/git-core/templates\"",
            "export MAGIC=\"$DIRACOS/usr/share/misc/magic.mgc\"",
            "export TERMINFO_DIRS=\"${TERMINFO_DIRS-}:$DIRACOS/usr/share/terminfo\"",
            "export OPENSSL_CONF=\"${OPENSSL_CONF:-$DIRACOS/etc/pki/tls/openssl.cnf}\"",
            "export OPENSSL_MODULES=\"${OPENSSL_MODULES:-$DIRACOS/usr/lib64/ossl-modules}\"",
            "export OPENSSL_ENGINES=\"${OPENSSL_ENGINES:-$DIRACOS/usr/lib64/engines-3}\"",
            "PKG_CONFIG_PATH=\"$DIRACOS/usr/lib64/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}\"",
            "export TCL_LIBRARY=\"$DIRACOS/usr/share/tcl8.6\"",
            "export TCLLIBPATH=\"{$DIRACOS/usr/lib64/tcl8.6} {$DIRACOS/usr/share/tcl8.6}\"",
            "export PERL5LIB=\"$DIRACOS/usr/lib64/perl5:$DIRACOS/usr/lib64/perl5/vendor_perl\"",
            "unset -v LESSOPEN");
  }
}
