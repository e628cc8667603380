package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes binary packets out of ASCII armour (RFC 9580, 6.2).
 *
 * <p>Text around the blocks is skipped, as in the key files of distributions. The checksum is not
 * looked at: RFC 9580, 6.1 forbids to refuse a block for it, and what is inside is signed anyway.
 */
final class Armor {

  static final String KEYS = "PUBLIC KEY BLOCK";
  static final String SECRET_KEYS = "PRIVATE KEY BLOCK";
  static final String SIGNATURE = "SIGNATURE";

  private static final String BEGIN = "-----BEGIN PGP ";
  private static final String DASHES = "-----";
  private static final Pattern CHECKSUM = Pattern.compile("=[A-Za-z0-9+/]{4}");
  private static final int UTF8_BOM = 0xEF;

  private Armor() {}

  /** Whether the bytes are text that holds an armoured block of any kind. */
  static boolean isArmored(byte[] bytes) {
    boolean packet = bytes.length > 0 && bytes[0] < 0 && (bytes[0] & 0xFF) != UTF8_BOM;
    return !packet && new String(bytes, ISO_8859_1).contains(BEGIN);
  }

  /** Whether a block with this label begins somewhere. */
  static boolean holds(byte[] bytes, String label) {
    return new String(bytes, ISO_8859_1).contains(BEGIN + label + DASHES);
  }

  /**
   * The content of each block with this label, in the order of the file.
   *
   * @throws MalformedPgpException if a block has no end or is not in base64
   */
  static List<byte[]> decode(byte[] bytes, String label) throws MalformedPgpException {
    List<String> lines = new String(bytes, ISO_8859_1).lines().map(String::strip).toList();
    List<byte[]> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).endsWith(BEGIN + label + DASHES)) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).equals("-----END PGP " + label + DASHES)) {
          end++;
        }
        if (end == lines.size()) {
          throw new MalformedPgpException(
              "the block that begins in line " + (i + 1) + " has no end");
        }
        blocks.add(decode(lines.subList(i + 1, end), i + 1));
        i = end;
      }
    }
    return blocks;
  }

  private static byte[] decode(List<String> lines, int start) throws MalformedPgpException {
    StringBuilder base64 = new StringBuilder();
    for (String line : lines) {
      // A header has a colon, base64 never; some writers leave out the blank line after them.
      boolean header = base64.isEmpty() && line.indexOf(':') >= 0;
      if (!header && !CHECKSUM.matcher(line).matches()) {
        base64.append(line);
      }
    }
    try {
      return Base64.getDecoder().decode(base64.toString());
    } catch (IllegalArgumentException e) {
      throw new MalformedPgpException(
          "the block that begins in line " + start + " is not in base64", e);
    }
  }
}
