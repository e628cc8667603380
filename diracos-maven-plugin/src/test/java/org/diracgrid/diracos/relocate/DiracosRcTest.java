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
  void movesToTheFrontWhatAnotherInstallPushedBack() throws IOException {
    Tools.require("bash");
    Path one = install("one").toRealPath();
    Path two = install("two").toRealPath();
    String script = ". \"$0/diracosrc\"; . \"$1/diracosrc\"; . \"$0/diracosrc\"; echo \"$PATH\"";
    assertThat(source(Map.of(), "bash", "-euc", script, one.toString(), two.toString()).output())
        .isEqualTo(
            one
                + "/usr/bin:"
                + one
                + "/usr/sbin:"
                + two
                + "/usr/bin:"
                + two
                + "/usr/sbin:/usr/bin:/bin\n");
  }

  @Test
  void worksFromOtherShells() throws IOException {
    Tools.require("zsh", "dash");
    Path root = install("a place").toRealPath();
    String rc = root.resolve("diracosrc").toString();
    assertThat(source(Map.of(), "zsh", "-euc", ". \"$0\"; " + SHOW, rc))
        .isEqualTo(new Tools.Outcome(0, expected(root)));
    assertThat(source(Map.of("DIRACOS", root.toString()), "dash", "-euc", ". \"$0\"; " + SHOW, rc))
        .isEqualTo(new Tools.Outcome(0, expected(root)));
  }

  @Test
  void setsNothingForWhatIsNotThere() {
    String text = DiracosRc.of(Trees.tree("/usr/bin/x"));
    assertThat(text)
        .doesNotContain("GFAL", "ARC", "CONDOR", "X509", "SSL", "GIT", "MAGIC", "PERL5LIB")
        .doesNotContain("DAVIX", "XRD", "TERMINFO", "LESSOPEN");
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
            "export TERMINFO_DIRS=\":$DIRACOS/usr/share/terminfo\"",
            "export PERL5LIB=\"$DIRACOS/usr/lib64/perl5:$DIRACOS/usr/lib64/perl5/vendor_perl\"",
            "unset LESSOPEN");
  }
}
