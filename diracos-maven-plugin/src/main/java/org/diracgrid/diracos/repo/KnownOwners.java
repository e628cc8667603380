package org.diracgrid.diracos.repo;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * Answers that a list of files gave, so that it need not be read for the same questions again:
 *
 * <pre>
 * crc of the rest, 8 hexadecimal digits
 * path TAB pkgid TAB pkgid …        ; a line per path, without pkgid if nobody ships it
 * </pre>
 */
record KnownOwners(Map<String, SortedSet<String>> byPath) {

  /** The version of the form. */
  static final int FORM = 1;

  static final KnownOwners NONE = new KnownOwners(Map.of());

  private static final int HEAD = 9;

  /** What a file says; nothing if it is damaged. */
  static KnownOwners read(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (text.length() < HEAD || !text.startsWith(head(text.substring(HEAD)))) {
      return NONE;
    }
    Map<String, SortedSet<String>> owners = new TreeMap<>();
    for (String line : text.substring(HEAD).lines().toList()) {
      List<String> fields = List.of(line.split("\t", -1));
      owners.put(fields.get(0), new TreeSet<>(fields.subList(1, fields.size())));
    }
    return new KnownOwners(owners);
  }

  /** The text of a file; what a line cannot hold is left out. */
  static String write(Map<String, SortedSet<String>> owners) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(owners)
        .forEach(
            (path, pkgids) -> {
              if (isPlain(path) && pkgids.stream().allMatch(KnownOwners::isPlain)) {
                lines.append(path);
                pkgids.forEach(pkgid -> lines.append('\t').append(pkgid));
                lines.append('\n');
              }
            });
    return head(lines.toString()) + lines;
  }

  private static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> c < ' ');
  }

  private static String head(String rest) {
    CRC32 crc = new CRC32();
    crc.update(rest.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits(crc.getValue(), 8) + "\n";
  }
}
