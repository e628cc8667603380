package org.diracgrid.diracos.build.failure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of packages and paths as logs have them. */
final class PackageWords {

  /** {@code name-[epoch:]version-release[.arch] [(repository)]}. */
  private static final Pattern PACKAGE =
      Pattern.compile("^(?<name>[\\w.+-]+)-(?<version>[\\w.+~^:]+-[\\w.+~^]+)(?:$|[ (])");

  private static final Pattern ARCH =
      Pattern.compile("\\.(?:x86_64|i[3-6]86|noarch|aarch64|src|ppc64le|s390x)$");

  private static final Pattern BUILDROOT = Pattern.compile("^.*/BUILDROOT/[^/]+");

  private PackageWords() {}

  /** The name of a package; the whole word if it is not written as a package. */
  static String name(String text) {
    Matcher matcher = PACKAGE.matcher(text);
    return matcher.find() ? matcher.group("name") : text.split(" ", 2)[0];
  }

  /** Its version and release; empty if it is not written as a package. */
  static String version(String text) {
    Matcher matcher = PACKAGE.matcher(text);
    return matcher.find() ? ARCH.matcher(matcher.group("version")).replaceFirst("") : "";
  }

  /** A path without the directory that packages are installed to for rpmbuild. */
  static String path(String text) {
    return text.contains("/BUILDROOT/") ? BUILDROOT.matcher(text).replaceFirst("") : text;
  }
}
