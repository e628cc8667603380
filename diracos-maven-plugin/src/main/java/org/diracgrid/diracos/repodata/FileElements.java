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

  private final RpmPaths paths;
  private final byte[] kinds;
  private @Nullable Set<String> primary;

  /**
   * Looks through the paths of a package.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException {@code DOS-REPODATA-03} if metadata
   *     cannot hold one of them
   */
  FileElements(Path file, RpmPaths paths) {
    this.paths = paths;
    this.kinds = new byte[paths.count()];
    RpmTexts names = paths.names();
    byte[] directories = directories(paths.directories());
    for (int i = 0; i < kinds.length; i++) {
      int directory = paths.directory(i);
      int kind = directory < 0 ? 0 : directories[directory];
      if ((kind & PLAIN) == 0 || !XmlBytes.isPlainName(names.bytes(), names.from(i), names.to(i))) {
        String path = paths.path(i);
        if (XmlBytes.losesText(path)) {
          throw RepodataProblems.unwritable(file, "path", path);
        }
        kind = isPrimary(path) ? PRIMARY : 0;
      } else if ((kind & HOLDS_SENDMAIL) != 0 && isPrimary(paths.path(i))) {
        kind |= PRIMARY;
      }
      kinds[i] = (byte) kind;
    }
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
    Set<String> found = primary;
    if (found == null) {
      found = new HashSet<>();
      for (int i = 0; i < kinds.length; i++) {
        if ((kinds[i] & PRIMARY) != 0) {
          found.add(paths.path(i));
        }
      }
      primary = found;
    }
    return found.contains(path);
  }

  /** Appends all, as filelists has them. */
  void write(XmlBytes xml) {
    for (int i = 0; i < kinds.length; i++) {
      write(i, xml);
    }
  }

  /** Appends those of primary. */
  void writePrimary(XmlBytes xml) {
    for (int i = 0; i < kinds.length; i++) {
      if ((kinds[i] & PRIMARY) != 0) {
        write(i, xml.raw(DEEPER));
      }
    }
  }

  private void write(int path, XmlBytes xml) {
    xml.raw(paths.isDirectory(path) ? DIR : paths.isGhost(path) ? GHOST : FILE);
    if ((kinds[path] & PLAIN) != 0) {
      xml.raw(paths.directories(), paths.directory(path)).raw(paths.names(), path);
    } else {
      xml.text(paths.path(path));
    }
    xml.raw(END);
  }
}
