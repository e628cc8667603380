package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Writes {@code diracosrc}, the file that a user sources to use the bundle; {@link
 * ActivationScript} has what is the same in every bundle.
 *
 * <p>A variable is set only if the bundle holds the software that reads it, and one that a site
 * usually decides only if it is not set yet. {@code docs/using.md} tells what each is for, and
 * which of them a program of the host would see, too.
 *
 * <p>What it takes away: {@code PYTHONHOME} and {@code PYTHONPATH} would feed the bundle's Python
 * with modules of another; {@code LD_LIBRARY_PATH} cannot displace a library of the bundle, but it
 * would serve what is missing or loaded by name from other software. DIRACOS v1 and DIRACOS2 take
 * them away, too. {@code PYTHONWARNINGS}, which v1 set, is left alone: it changes every Python.
 * Python itself finds its prefix from where its program lies, and needs no variable.
 */
public final class DiracosRc {

  private static final Pattern PERL =
      Pattern.compile(
          "/usr/(local/)?(lib|lib64|share)(/[^/]+-linux-gnu)?"
              + "/(perl5(/vendor_perl|/5\\.[0-9.]+)?|perl/5\\.[0-9.]+|perl-base)");

  private static final Pattern PKG_CONFIG_MODULES = Pattern.compile("/usr/.*/pkgconfig");
  private static final Pattern TCL_PACKAGES =
      Pattern.compile("/usr/(lib|lib64|share)/(tcl[0-9.]+|tcltk)");

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
    List<String> directories =
        Stream.of("usr/sbin", "sbin", "usr/bin", "bin")
            .filter(directory -> view.isDirectory(BundlePath.parse(directory)))
            .toList();
    lines.add("");
    lines.add("# What other software left behind would reach into the bundle.");
    lines.add("\\unset -v LD_LIBRARY_PATH PYTHONHOME PYTHONPATH");
    if (has("/usr/bin/less")) {
      lines.add("\\unset -v LESSOPEN");
    }
    grid();
    certificates();
    tools();
    openssl();
    pkgConfig();
    tcl();
    return ActivationScript.of(directories, lines);
  }

  private void grid() {
    section("Grid clients");
    set("ARC_LOCATION", has("/usr/lib64/arc") || has("/usr/lib/arc"), "usr");
    set("CONDOR_CONFIG", has("/etc/condor/condor_config"), "etc/condor/condor_config");
    set("GFAL_CONFIG_DIR", has("/etc/gfal2.d"), "etc/gfal2.d");
    directory("gfal2-plugins").ifPresent(at -> set("GFAL_PLUGIN_DIR", true, at.memberName()));
    if (has("/usr/bin/gfal-ls")) {
      lines.add("# Its scripts look Python up by themselves, and fail where the path has a space.");
      lines.add("\\export GFAL_PYTHONBIN=python3");
    }
    if (holdsLibrary("libdavix.so")) {
      lines.add("\\export DAVIX_USE_LIBCURL=1");
      lines.add("\\export DAVIX_DISABLE_REDIRECT_CACHING=1");
    }
    if (holdsLibrary("libXrdCl.so")) {
      lines.add("\\export XRD_WRITERECOVERY=0");
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
      String all = String.join("", terminals);
      lines.add("case ${TERMINFO_DIRS-} in");
      lines.add("  *\"" + all + "\") ;;");
      lines.add("  *) \\export TERMINFO_DIRS=\"${TERMINFO_DIRS-}" + all + "\" ;;");
      lines.add("esac");
    }
    List<String> perl = directories(PERL, "$DIRACOS", "");
    if (!perl.isEmpty() && has("/usr/bin/perl")) {
      lines.add("\\export PERL5LIB=\"" + String.join(":", perl) + "\"");
    }
  }

  /** What libcrypto has built in is the host's, of any version. */
  private void openssl() {
    if (!holdsLibrary("libcrypto.so")) {
      return;
    }
    Stream.of("etc/pki/tls/openssl.cnf", "etc/ssl/openssl.cnf", "usr/lib/ssl/openssl.cnf")
        .filter(name -> has("/" + name))
        .findFirst()
        .ifPresent(name -> setIfUnset("OPENSSL_CONF", name));
    directory("ossl-modules").ifPresent(at -> setIfUnset("OPENSSL_MODULES", at.memberName()));
    Stream.of("engines-3", "engines-1.1")
        .flatMap(name -> directory(name).stream())
        .findFirst()
        .ifPresent(at -> setIfUnset("OPENSSL_ENGINES", at.memberName()));
  }

  /** The host's pkg-config is left with the host's modules. */
  private void pkgConfig() {
    List<String> modules = directories(PKG_CONFIG_MODULES, "$DIRACOS", "");
    if ((has("/usr/bin/pkg-config") || has("/usr/bin/pkgconf")) && !modules.isEmpty()) {
      lines.add(
          "\\export PKG_CONFIG_PATH=\""
              + String.join(":", modules)
              + "${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}\"");
    }
  }

  private void tcl() {
    Optional<BundlePath> library = holder("init.tcl", "tcl");
    if (library.isEmpty() || !(has("/usr/bin/tclsh") || holdsLibrary("libtcl"))) {
      return;
    }
    set("TCL_LIBRARY", true, library.get().memberName());
    holder("tk.tcl", "tk").ifPresent(at -> set("TK_LIBRARY", true, at.memberName()));
    List<String> packages = directories(TCL_PACKAGES, "{$DIRACOS", "}");
    if (!packages.isEmpty()) {
      lines.add("# A list of Tcl: braces keep spaces.");
      lines.add("\\export TCLLIBPATH=\"" + String.join(" ", packages) + "\"");
    }
  }

  /** The directories whose paths are like that, in order, each between these texts. */
  private List<String> directories(Pattern like, String before, String after) {
    return entries.values().stream()
        .filter(entry -> entry.kind() == StagedEntry.Kind.DIRECTORY)
        .map(entry -> entry.path().toString())
        .filter(path -> like.matcher(path).matches())
        .map(path -> before + path + after)
        .toList();
  }

  /** The directory, whose name starts so, that has a file of that name. */
  private Optional<BundlePath> holder(String file, String start) {
    return entries.values().stream()
        .filter(entry -> entry.kind() == StagedEntry.Kind.FILE)
        .map(StagedEntry::path)
        .filter(path -> path.fileName().equals(file))
        .map(BundlePath::parent)
        .filter(path -> path.fileName().startsWith(start))
        .findFirst();
  }

  private void section(String title) {
    lines.add("");
    lines.add("# " + title + ".");
  }

  private void set(String variable, boolean wanted, String place) {
    if (wanted) {
      lines.add("\\export " + variable + "=\"$DIRACOS/" + place + "\"");
    }
  }

  private void setIfUnset(String variable, String place) {
    lines.add("\\export " + variable + "=\"${" + variable + ":-$DIRACOS/" + place + "}\"");
  }

  /** Set if the bundle has it, the variable is not set, and the host does not have it. */
  private void fallback(String variable, String place) {
    if (has(place)) {
      lines.add("if [ -z \"${" + variable + ":-}\" ] && [ ! -e " + place + " ]; then");
      lines.add("  \\export " + variable + "=\"$DIRACOS" + place + "\"");
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
        .anyMatch(
            file ->
                file.equals(name)
                    || file.startsWith(name + ".")
                    || (!name.endsWith(".so") && file.startsWith(name) && file.contains(".so")));
  }
}
