package org.diracgrid.diracos.repodata;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.diracgrid.diracos.rpm.RpmPaths;
import org.diracgrid.diracos.rpm.RpmTexts;
import org.jspecify.annotations.Nullable;

/**
 * The files of a package as elements. Nearly all names are plain: they are copied out of the
 * header, and what there is to know of them is known by their directory.
 */
final class FileElements {

  private static final byte[] FILE = XmlBytes.ascii("  <file>");
  private static final byte[] GHOST = XmlBytes.ascii("  <file type=\"ghost\">");
  private static final byte[] DIR = XmlBytes.ascii("  <file type=\"dir\">");
  private static final byte[] END = XmlBytes.ascii("</file>\n");
  private static final byte[] DEEPER = XmlBytes.ascii("  ");

  private static final String SENDMAIL = "/usr/lib/sendmail";
  private static final String ITS_DIRECTORY = "/usr/lib/";

  /** It can be copied. */
  private static final int PLAIN = 1;

  /** Primary lists it, or all that is in it. */
  private static final int PRIMARY = 2;

  /** One name in it has to be looked for. */
  private static final int HOLDS_SENDMAIL = 4;

  private final Path file;
  private final RpmPaths paths;
  private final boolean[] listed;
  private final XmlBytes primary = new XmlBytes(1 << 8);
  private @Nullable Set<String> primaryPaths;

  /**
   * Appends the elements of all paths of a package, as filelists has them.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException {@code DOS-REPODATA-03} if metadata
   *     cannot hold one of them
   */
  FileElements(Path file, RpmPaths paths, XmlBytes xml) {
    this.file = file;
    this.paths = paths;
    this.listed = new boolean[paths.count()];
    byte[] directories = directories(paths.directories());
    for (int i = 0; i < listed.length; i++) {
      write(i, directories, xml);
    }
  }

  private void write(int path, byte[] kinds, XmlBytes xml) {
    int before = xml.size();
    xml.raw(paths.isDirectory(path) ? DIR : paths.isGhost(path) ? GHOST : FILE);
    int directory = paths.directory(path);
    int kind = directory < 0 ? 0 : kinds[directory];
    if ((kind & PLAIN) != 0 && xml.name(paths.directories(), directory, paths.names(), path)) {
      if ((kind & HOLDS_SENDMAIL) != 0 && isPrimary(paths.path(path))) {
        kind |= PRIMARY;
      }
    } else {
      kind = writeOdd(paths.path(path), xml);
    }
    xml.raw(END);
    if ((kind & PRIMARY) != 0) {
      listed[path] = true;
      primary.raw(DEEPER).raw(xml, before);
    }
  }

  private int writeOdd(String path, XmlBytes xml) {
    if (XmlBytes.losesText(path)) {
      throw RepodataProblems.unwritable(file, "path", path);
    }
    xml.text(path);
    return isPrimary(path) ? PRIMARY : 0;
  }

  private static byte[] directories(RpmTexts texts) {
    byte[] kinds = new byte[texts.count()];
    for (int d = 0; d < kinds.length; d++) {
      String text = texts.text(d);
      if (text.endsWith("/") && XmlBytes.isPlainText(texts.bytes(), texts.from(d), texts.to(d))) {
        // A name without a slash adds nothing to this but for one.
        int primary = isPrimary(text) ? PRIMARY : 0;
        kinds[d] = (byte) (PLAIN | primary | (text.equals(ITS_DIRECTORY) ? HOLDS_SENDMAIL : 0));
      }
    }
    return kinds;
  }

  /** Whether primary lists a file. */
  static boolean isPrimary(String path) {
    return path.contains("bin/") || path.startsWith("/etc/") || path.equals(SENDMAIL);
  }

  /** Whether a path that primary lists is one of these. */
  boolean havePrimary(String path) {
    Set<String> found = primaryPaths;
    if (found == null) {
      found = new HashSet<>();
      for (int i = 0; i < listed.length; i++) {
        if (listed[i]) {
          found.add(paths.path(i));
        }
      }
      primaryPaths = found;
    }
    return found.contains(path);
  }

  /** The elements that primary has. */
  XmlBytes primary() {
    return primary;
  }
}
