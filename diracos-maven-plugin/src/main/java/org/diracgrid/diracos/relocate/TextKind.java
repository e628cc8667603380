package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.BundlePath;

/**
 * What a text file is, as far as absolute paths in it are concerned. Those that there is a rule for
 * come first.
 */
public enum TextKind {
  /** A module of pkg-config. */
  PKG_CONFIG("pkg-config modules", Comments.HASH),
  /** A libtool archive. */
  LIBTOOL("libtool archives", Comments.HASH),
  /** A shell script that tells compilers how to use a library, such as {@code xml2-config}. */
  CONFIG_SCRIPT("-config scripts", Comments.SHELL),
  /** What Python knows of how it was built. */
  PYTHON_BUILD("build data of Python", Comments.HASH),
  /** A module of CMake. */
  CMAKE("CMake modules", Comments.HASH),
  /** A program for a shell. */
  SHELL("shell scripts", Comments.SHELL),
  /** A program or module for Perl. */
  PERL("Perl programs", Comments.PERL),
  /** A program or module for Python. */
  PYTHON("Python programs", Comments.PYTHON),
  /** A file below {@code /etc}. */
  CONFIGURATION("configuration files", Comments.CONFIGURATION),
  /** Anything else that a program may read. */
  OTHER("other text files", Comments.CONFIGURATION);

  /** How comments are written. */
  enum Comments {
    HASH,
    SHELL,
    PERL,
    PYTHON,
    CONFIGURATION
  }

  private static final Pattern CONFIG_NAME = Pattern.compile(".*[-_]config([-.].*)?");
  private static final Pattern PYTHON_DATA = Pattern.compile("_sysconfigdata.*\\.py");
  private static final Pattern SHELLS = Pattern.compile("(ba|da|k|mk|z|a)?sh");
  private static final Pattern SHELL_NAME = Pattern.compile(".*\\.(ba|z|k|c)?sh|\\.(bash|zsh).*");

  /** Documents and sources: a person or a compiler reads them, no program follows their paths. */
  private static final Pattern DOCUMENT_NAME =
      Pattern.compile(
          "(?i).*\\.(pod|txt|md|rst|html?|xhtml|css|tex|texi|info|[1-9][a-z]*|ps|svg|po|pot|h|hh|hpp"
              + "|hxx|inc|c|cc|cpp|cxx|f|f90|java|js|sample|example|supp)"
              + "|(readme|changelog|changes|news|authors|copying|copyright|licen[cs]e|thanks|todo|faq)"
              + "([-_.].*)?");

  private static final Pattern DOCUMENT_PLACE =
      Pattern.compile(
          "/usr/(local/)?share/(doc|man|info|licenses|gtk-doc|help|locale|apport|lintian|bug)/.*"
              + "|.*/(tests?|examples?|docs?)/.*|.*\\.(dist|egg)-info/.*");

  /** Where packages tell the system's own services of themselves; a bundle starts none of them. */
  private static final Pattern SYSTEM_PLACE =
      Pattern.compile(
          "/etc/(skel|init\\.d|rc\\.d|pam\\.d|security|cron[^/]*|logrotate\\.d|profile\\.d|systemd|udev"
              + "|default|sysconfig|bash_completion\\.d)/.*"
              + "|/etc/(passwd|shells|bashrc|bash\\.bashrc|crontab)"
              + "|/usr/lib/(systemd|binfmt\\.d|tmpfiles\\.d|sysusers\\.d|sysctl\\.d|udev|mime)/.*"
              + "|/usr/share/(applications|binfmts|debianutils|metainfo|dbus-1|polkit-1|gdb"
              + "|bash-completion|zsh)/.*");

  private final String plural;
  private final Comments comments;

  TextKind(String plural, Comments comments) {
    this.plural = plural;
    this.comments = comments;
  }

  /** What files of this kind are called in messages. */
  String plural() {
    return plural;
  }

  /** How comments are written in files of this kind. */
  Comments comments() {
    return comments;
  }

  /** Whether the name alone says that there is a rule for the file, if it is a text. */
  static boolean hasRule(BundlePath path) {
    return byName(path).isPresent()
        || (path.toString().contains("config")
            && isInBin(path)
            && CONFIG_NAME.matcher(path.fileName()).matches());
  }

  /** Whether there is a rule for this kind. */
  boolean hasRule() {
    return compareTo(PYTHON_BUILD) <= 0;
  }

  /** A text that no program of a bundle follows: a document, a source, a word to the system. */
  static boolean isNotFollowed(BundlePath path) {
    return DOCUMENT_NAME.matcher(path.fileName()).matches()
        || DOCUMENT_PLACE.matcher(path.toString()).matches()
        || SYSTEM_PLACE.matcher(path.toString()).matches();
  }

  /** The kind of a text. */
  static TextKind of(BundlePath path, byte[] content) {
    Optional<TextKind> named = byName(path);
    if (named.isPresent() && (named.get() != LIBTOOL || isLibtool(content))) {
      return named.get();
    }
    String name = path.fileName();
    String interpreter = Shebang.parse(content).map(TextKind::interpreter).orElse("");
    if (SHELLS.matcher(interpreter).matches()) {
      boolean tells = isInBin(path) && CONFIG_NAME.matcher(name).matches();
      return tells ? CONFIG_SCRIPT : SHELL;
    }
    if (interpreter.startsWith("perl") || name.endsWith(".pm") || name.endsWith(".pl")) {
      return PERL;
    }
    if (interpreter.contains("python") || name.endsWith(".py")) {
      return PYTHON;
    }
    if (SHELL_NAME.matcher(name).matches()) {
      return SHELL;
    }
    if (name.endsWith(".cmake")) {
      return CMAKE;
    }
    return path.startsWith(BundlePath.parse("/etc")) ? CONFIGURATION : OTHER;
  }

  private static Optional<TextKind> byName(BundlePath path) {
    String text = path.toString();
    if (text.endsWith(".pc")) {
      boolean module = path.parent().fileName().equals("pkgconfig");
      return module ? Optional.of(PKG_CONFIG) : Optional.empty();
    }
    if (text.endsWith(".la")) {
      return Optional.of(LIBTOOL);
    }
    return text.contains("/_sysconfigdata") && PYTHON_DATA.matcher(path.fileName()).matches()
        ? Optional.of(PYTHON_BUILD)
        : Optional.empty();
  }

  private static boolean isLibtool(byte[] content) {
    int length = Math.min(content.length, 200);
    return new String(content, 0, length, StandardCharsets.ISO_8859_1)
        .contains("a libtool library file");
  }

  private static boolean isInBin(BundlePath path) {
    return path.parent().fileName().equals("bin");
  }

  /** The name of the interpreter, also where {@code env} finds it. */
  private static String interpreter(Shebang shebang) {
    return shebang.name().equals("env") && !shebang.words().isEmpty()
        ? shebang.words().get(0)
        : shebang.name();
  }
}
