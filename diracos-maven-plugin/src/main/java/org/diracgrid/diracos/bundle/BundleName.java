package org.diracgrid.diracos.bundle;

import java.util.Objects;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * What a release is called; from it follow the file names that dirac-install asks for.
 *
 * <pre>
 * BundleName.of("", "1.2")     diracos-1.2.tar.gz    diracos-1.2.md5    diracos-1.2.sha256
 * BundleName.of("LHCb", "v3")  LHCbdiracos-v3.tar.gz LHCbdiracos-v3.md5 LHCbdiracos-v3.sha256
 * </pre>
 *
 * @param name {@code diracos} or {@code <Ext>diracos}
 * @param version the release's version
 */
public record BundleName(String name, String version) {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]*");

  /**
   * Validates that both can be part of a file name and of a URL.
   *
   * @throws DiracosException if one cannot
   */
  public BundleName {
    Objects.requireNonNull(name);
    if (!WORD.matcher(name).matches() || !WORD.matcher(version).matches()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-BUNDLE-06",
              "'" + name + "-" + version + "' cannot be the name of a bundle",
              "version",
              "use letters, digits and . _ + ~ - in \"version\", a letter or digit first"));
    }
  }

  /** The name of a base release, or that of the extension {@code extension} if it is not empty. */
  public static BundleName of(String extension, String version) {
    return new BundleName(extension + "diracos", version);
  }

  /** {@code diracos-1.2.tar.gz}. */
  public String tarball(Compression compression) {
    return stem() + ".tar." + compression.suffix();
  }

  /** {@code diracos-1.2.md5}; there is no {@code .tar.gz} in it. */
  public String md5() {
    return stem() + ".md5";
  }

  /** {@code diracos-1.2.sha256}. */
  public String sha256() {
    return stem() + ".sha256";
  }

  private String stem() {
    return name + "-" + version;
  }
}
