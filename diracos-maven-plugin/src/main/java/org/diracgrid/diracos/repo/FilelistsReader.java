package org.diracgrid.diracos.repo;

import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** Looks for paths in filelists.xml, which names every file of every package. */
public final class FilelistsReader {

  private FilelistsReader() {}

  /**
   * Reports who owns the wanted paths.
   *
   * @param plain the document
   * @param wanted absolute paths
   * @param owner called with pkgid (lower-case) and path, in the order of the document
   * @throws org.diracgrid.diracos.problem.DiracosException if the document is no list of files
   */
  public static void find(Document plain, Set<String> wanted, BiConsumer<String, String> owner) {
    plain.read(
        in -> {
          scan(in, plain.name(), wanted, owner);
          return wanted;
        });
  }

  static void scan(
      InputStream in, String document, Set<String> wanted, BiConsumer<String, String> owner) {
    XmlScanner.Taker<String> find = PathSet.of(wanted)::find;
    XmlScanner xml = new XmlScanner(in, document, new Symbols());
    if (xml.next() && !xml.name().equals("filelists")) {
      throw xml.malformed("its root is <" + xml.name() + ">, not <filelists>");
    }
    String pkgid = "";
    while (xml.next()) {
      if (!xml.atStart()) {
        continue;
      }
      if (xml.depth() == 2 && xml.name().equals("package")) {
        String id = xml.attribute("pkgid");
        if (id == null) {
          throw xml.malformed("a package without pkgid");
        }
        pkgid = id.toLowerCase(Locale.ROOT);
      } else if (xml.depth() == 3 && xml.name().equals("file")) {
        String path = xml.content(find);
        if (!path.isEmpty()) {
          owner.accept(pkgid, path);
        }
      }
    }
  }
}
