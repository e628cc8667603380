package org.diracgrid.diracos.repo;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.repo.Repomd.Entry;
import org.jspecify.annotations.Nullable;

/** Reads repomd.xml. */
final class RepomdReader {

  private final XmlScanner xml;

  private String type = "";
  private String location = "";
  private String base = "";
  private @Nullable Checksum checksum;
  private @Nullable Checksum openChecksum;
  private long size;
  private long openSize;
  private String timestamp = "";

  private RepomdReader(XmlScanner xml) {
    this.xml = xml;
  }

  /**
   * Reads the list of metadata.
   *
   * @param document its name in messages
   * @throws org.diracgrid.diracos.problem.DiracosException if it is no such list
   */
  static Repomd read(InputStream in, String document) {
    XmlScanner xml = new XmlScanner(in, document, new Symbols());
    RepomdReader reader = new RepomdReader(xml);
    String revision = "";
    List<Entry> entries = new ArrayList<>();
    if (xml.next() && !xml.name().equals("repomd")) {
      throw xml.malformed("its root is <" + xml.name() + ">, not <repomd>");
    }
    while (xml.next()) {
      if (!xml.atStart() || xml.depth() != 2) {
        continue;
      }
      if (xml.name().equals("revision")) {
        revision = xml.text().strip();
      } else if (xml.name().equals("data")) {
        Entry entry = reader.data();
        if (entry != null) {
          entries.add(entry);
        }
      }
    }
    return new Repomd(revision, entries);
  }

  /** One entry; null for one without type or location, which nobody could use. */
  private @Nullable Entry data() {
    type = orEmpty(xml.attribute("type"));
    location = "";
    base = "";
    checksum = null;
    openChecksum = null;
    size = -1;
    openSize = -1;
    timestamp = "";
    while (xml.next() && xml.depth() > 2) {
      if (xml.atStart() && xml.depth() == 3) {
        property();
      }
    }
    if (type.isEmpty() || location.isEmpty()) {
      return null;
    }
    return new Entry(type, location, base, checksum, openChecksum, size, openSize, timestamp);
  }

  private void property() {
    switch (xml.name()) {
      case "location" -> {
        base = orEmpty(xml.attribute("xml:base"));
        location = orEmpty(xml.attribute("href"));
      }
      case "checksum" -> checksum = checksum();
      case "open-checksum" -> openChecksum = checksum();
      case "size" -> size = number();
      case "open-size" -> openSize = number();
      case "timestamp" -> timestamp = xml.text().strip();
      default -> {
        // database_version and others that matter to other readers.
      }
    }
  }

  /** A checksum; null if its kind is one we do not know and so cannot check. */
  private @Nullable Checksum checksum() {
    String kind = orEmpty(xml.attribute("type"));
    String hex = xml.text().strip();
    Algorithm algorithm;
    try {
      algorithm = Algorithm.parse(kind);
    } catch (IllegalArgumentException e) {
      return null;
    }
    try {
      return new Checksum(algorithm, hex);
    } catch (IllegalArgumentException e) {
      throw xml.malformed(e.getMessage() + " (" + type + ")");
    }
  }

  private long number() {
    String text = xml.text().strip();
    boolean digits =
        !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits) {
      throw xml.malformed("the size '" + text + "' of " + type + " is not a number");
    }
    return Long.parseLong(text);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
