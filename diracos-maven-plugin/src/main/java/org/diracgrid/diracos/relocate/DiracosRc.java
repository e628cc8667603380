package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Writes {@code diracosrc}, the file that a user sources to use the bundle.
 *
 * <p>It finds its own place and overrides a {@code DIRACOS} inherited from another install; works
 * under {@code bash -eu}, from any directory, in paths with spaces, sourced twice, from zsh, and
 * from other shells if {@code DIRACOS} is set; starts no program of the host. A variable is set
 * only if the bundle holds the software that reads it, and one that a site usually decides only if
 * it is not set yet.
 *
 * <p>What it takes away: {@code PYTHONHOME} and {@code PYTHONPATH} would feed the bundle's Python
 * with modules of another; {@code LD_LIBRARY_PATH} cannot displace a library of the bundle, but it
 * would serve what is missing or loaded by name from other software. DIRACOS v1 and DIRACOS2 take
 * them away, too. {@code PYTHONWARNINGS}, which v1 set, is left alone: it changes every Python.
 */
public final class DiracosRc {

  private static final Pattern PERL =
      Pattern.compile(
          "/usr/(local/)?(lib|lib64|share)(/[^/]+-linux-gnu)?"
              + "/(perl5(/vendor_perl|/5\\.[0-9.]+)?|perl/5\\.[0-9.]+|perl-base)");

  private final NavigableMap<BundlePath, StagedEntry> entries;
  private final TreeView view;
  private final List<String> lines = new ArrayList<>();

  private DiracosRc(NavigableMap<BundlePath, StagedEntry> entries, String stagingRoot) {
    this.entries = entries;
    this.view = new TreeView(entries, stagingRoot);
  }

  /** The text for a tree. */
  public static String of(StagedTree tree) {
    return new DiracosRc(tree.entries(), tree.root().toString()).text();
  }

  static String of(NavigableMap<BundlePath, StagedEntry> entries, String stagingRoot) {
    return new DiracosRc(entries, stagingRoot).text();
  }

  private String text() {
    place();
    path();
    lines.add("");
    lines.add("# What other software left behind would reach into the bundle.");
    lines.add("unset LD_LIBRARY_PATH PYTHONHOME PYTHONPATH");
    if (has("/usr/bin/less")) {
      lines.add("unset LESSOPEN");
    }
    grid();
    certificates();
    tools();
    return String.join("\n", lines) + "\n";
  }

  private void place() {
    lines.add(
        "# Source this file to use the bundle that it lies in. Made by diracos-maven-plugin.");
    lines.add("if [ -n \"${BASH_VERSION:-}\" ]; then");
    lines.add("  eval '_diracos_rc=${BASH_SOURCE[0]}'");
    lines.add("elif [ -n \"${ZSH_VERSION:-}\" ]; then");
    lines.add("  eval '_diracos_rc=${(%):-%x}'");
    lines.add("else");
    lines.add("  _diracos_rc=${DIRACOS:-.}/diracosrc");
    lines.add("fi");
    lines.add("if [ -h \"$_diracos_rc\" ]; then");
    lines.add("  _diracos_rc=$(readlink -f \"$_diracos_rc\")");
    lines.add("fi");
    lines.add("case $_diracos_rc in");
    lines.add("  */*) ;;");
    lines.add("  *) _diracos_rc=./$_diracos_rc ;;");
    lines.add("esac");
    lines.add("DIRACOS=$(CDPATH='' cd \"${_diracos_rc%/*}/\" && pwd -P)");
    lines.add("export DIRACOS");
    lines.add("unset _diracos_rc");
  }

  /** Only real directories: of a merged tree, /bin is a link to /usr/bin. */
  private void path() {
    List<String> directories = new ArrayList<>();
    for (String directory : List.of("usr/sbin", "sbin", "usr/bin", "bin")) {
      if (view.isDirectory(BundlePath.parse(directory))) {
        directories.add(directory);
      }
    }
    if (directories.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("# The bundle's programs first; sourced again, nothing is there twice.");
    lines.add("for _diracos_dir in " + String.join(" ", directories) + "; do");
    lines.add("  _diracos_dir=$DIRACOS/$_diracos_dir");
    lines.add("  _diracos_path=:${PATH:-}:");
    lines.add("  while :; do");
    lines.add("    case $_diracos_path in");
    lines.add("      *\":$_diracos_dir:\"*)");
    lines.add(
        "        _diracos_path=${_diracos_path%%\":$_diracos_dir:\"*}:"
            + "${_diracos_path#*\":$_diracos_dir:\"} ;;");
    lines.add("      *) break ;;");
    lines.add("    esac");
    lines.add("  done");
    lines.add("  _diracos_path=${_diracos_path#:}");
    lines.add("  _diracos_path=${_diracos_path%:}");
    lines.add("  PATH=$_diracos_dir${_diracos_path:+:$_diracos_path}");
    lines.add("done");
    lines.add("export PATH");
    lines.add("unset _diracos_dir _diracos_path");
  }

  private void grid() {
    section("Grid clients");
    set("ARC_LOCATION", has("/usr/lib64/arc") || has("/usr/lib/arc"), "usr");
    set("CONDOR_CONFIG", has("/etc/condor/condor_config"), "etc/condor/condor_config");
    set("GFAL_CONFIG_DIR", has("/etc/gfal2.d"), "etc/gfal2.d");
    directory("gfal2-plugins").ifPresent(at -> set("GFAL_PLUGIN_DIR", true, at.memberName()));
    if (has("/usr/bin/gfal-ls")) {
      lines.add("# Its scripts look Python up by themselves, and fail where the path has a space.");
      lines.add("export GFAL_PYTHONBIN=python3");
    }
    if (holdsLibrary("libdavix.so")) {
      lines.add("export DAVIX_USE_LIBCURL=1");
      lines.add("export DAVIX_DISABLE_REDIRECT_CACHING=1");
    }
    if (holdsLibrary("libXrdCl.so")) {
      lines.add("export XRD_WRITERECOVERY=0");
    }
  }

  private void certificates() {
    section("Certificates: the site's own come first");
    fallback("X509_CERT_DIR", "/etc/grid-security/certificates");
    fallback("X509_VOMS_DIR", "/etc/grid-security/vomsdir");
    fallback("X509_VOMSES", "/etc/vomses");
    bundledAuthorities().ifPresent(file -> setIfUnset("SSL_CERT_FILE", file));
    if (has("/etc/ssl/certs/ca-certificates.crt")) {
      setIfUnset("SSL_CERT_DIR", "etc/ssl/certs");
    }
  }

  private Optional<String> bundledAuthorities() {
    return List.of(
            "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "etc/pki/tls/certs/ca-bundle.crt",
            "etc/ssl/certs/ca-certificates.crt",
            "etc/ssl/cert.pem")
        .stream()
        .filter(name -> has("/" + name))
        .findFirst();
  }

  private void tools() {
    section("Programs that would look for their data where they were built to be");
    for (String place : List.of("/usr/libexec/git-core", "/usr/lib/git-core")) {
      if (has(place)) {
        set("GIT_EXEC_PATH", true, place.substring(1));
        set(
            "GIT_TEMPLATE_DIR",
            has("/usr/share/git-core/templates"),
            "usr/share/git-core/templates");
        bundledAuthorities().ifPresent(file -> setIfUnset("GIT_SSL_CAINFO", file));
        break;
      }
    }
    for (String place :
        List.of("usr/share/misc/magic.mgc", "usr/share/file/magic.mgc", "usr/lib/file/magic.mgc")) {
      if (has("/" + place)) {
        set("MAGIC", true, place);
        break;
      }
    }
    List<String> terminals =
        List.of("usr/share/terminfo", "lib/terminfo", "etc/terminfo").stream()
            .filter(place -> has("/" + place))
            .map(place -> ":$DIRACOS/" + place)
            .toList();
    if (!terminals.isEmpty()) {
      lines.add("# An empty entry is the place built in: the host's own come first.");
      lines.add("export TERMINFO_DIRS=\"" + String.join("", terminals) + "\"");
    }
    List<String> perl =
        entries.values().stream()
            .filter(entry -> entry.kind() == StagedEntry.Kind.DIRECTORY)
            .map(entry -> entry.path().toString())
            .filter(path -> PERL.matcher(path).matches())
            .map(path -> "$DIRACOS" + path)
            .toList();
    if (!perl.isEmpty() && has("/usr/bin/perl")) {
      lines.add("export PERL5LIB=\"" + String.join(":", perl) + "\"");
    }
  }

  private void section(String title) {
    lines.add("");
    lines.add("# " + title + ".");
  }

  private void set(String variable, boolean wanted, String place) {
    if (wanted) {
      lines.add("export " + variable + "=\"$DIRACOS/" + place + "\"");
    }
  }

  private void setIfUnset(String variable, String place) {
    lines.add("export " + variable + "=\"${" + variable + ":-$DIRACOS/" + place + "}\"");
  }

  /** Set if the bundle has it, the variable is not set, and the host does not have it. */
  private void fallback(String variable, String place) {
    if (has(place)) {
      lines.add("if [ -z \"${" + variable + ":-}\" ] && [ ! -e " + place + " ]; then");
      lines.add("  export " + variable + "=\"$DIRACOS" + place + "\"");
      lines.add("fi");
    }
  }

  private boolean has(String path) {
    return view.real(BundlePath.parse(path)).isPresent();
  }

  private Optional<BundlePath> directory(String name) {
    return entries.values().stream()
        .filter(entry -> entry.kind() == StagedEntry.Kind.DIRECTORY)
        .map(StagedEntry::path)
        .filter(path -> path.fileName().equals(name))
        .findFirst();
  }

  private boolean holdsLibrary(String name) {
    return entries.keySet().stream()
        .map(BundlePath::fileName)
        .anyMatch(file -> file.equals(name) || file.startsWith(name + "."));
  }
}
