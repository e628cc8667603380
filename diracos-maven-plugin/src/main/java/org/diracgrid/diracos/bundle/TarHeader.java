package org.diracgrid.diracos.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * The blocks that stand before a member's content, in the pax interchange format of POSIX.1-2001.
 *
 * <pre>
 * header  = [ pax ] ustar
 * pax     = ustar("x") { length " " key "=" value LF } zeros       to a multiple of 512
 * ustar   = name[100] mode[8] uid[8] gid[8] size[12] mtime[12] checksum[8] type[1] link[100]
 *           "ustar" NUL "00" user[32] group[32] major[8] minor[8] prefix[155] zeros[12]
 * </pre>
 *
 * A pax record is written only for what the old fields cannot hold: a name or link that is long or
 * not ASCII, a size of 8 GiB and more, file capabilities. So the same header always has the same
 * bytes, and tar implementations of any age read the common case. A name that is not UTF-8 is kept
 * byte for byte, as GNU tar does; the {@code hdrcharset} record that POSIX has for that is one that
 * GNU tar complains about.
 */
final class TarHeader {

  static final int BLOCK = 512;

  private static final int NAME = 100;
  private static final int PREFIX = 155;
  private static final long LARGEST = 077777777777L;

  private TarHeader() {}

  /** The largest time stamp that a header holds, in seconds. */
  static long largestTime() {
    return LARGEST;
  }

  /** How long {@link #of} is; made without it where the member fits into the old fields. */
  static int length(Member member, long mtime) {
    boolean plain =
        split(fullName(member)) >= 0
            && fits(member.target())
            && member.size() <= LARGEST
            && member.capability() == null;
    return plain ? BLOCK : of(member, mtime).length;
  }

  private static String fullName(Member member) {
    return member.kind() == StagedEntry.Kind.DIRECTORY ? member.name() + "/" : member.name();
  }

  private static boolean fits(String target) {
    return target.length() <= NAME && isAscii(target);
  }

  /** The header of {@code member}, a multiple of 512 bytes. */
  static byte[] of(Member member, long mtime) {
    String name = fullName(member);
    ByteArrayOutputStream pax = new ByteArrayOutputStream();
    int split = split(name);
    if (split < 0) {
      record(pax, "path", FileNames.encode(name));
    }
    boolean longTarget = !fits(member.target());
    if (longTarget) {
      record(pax, "linkpath", FileNames.encode(member.target()));
    }
    if (member.size() > LARGEST) {
      record(pax, "size", Long.toString(member.size()).getBytes(US_ASCII));
    }
    String capability = member.capability();
    if (capability != null && member.kind() == StagedEntry.Kind.FILE) {
      record(
          pax, "SCHILY.xattr.security.capability", FileCapability.parse(capability, member.name()));
    }
    Block ustar = new Block(type(member.kind()), member.mode(), mtime);
    if (split < 0) {
      ustar.text(0, NAME, abridged(name));
    } else {
      ustar.text(0, NAME, name.substring(split == 0 ? 0 : split + 1));
      ustar.text(345, PREFIX, name.substring(0, split));
    }
    ustar.octal(124, 12, Math.min(member.size(), LARGEST));
    ustar.text(157, NAME, longTarget ? abridged(member.target()) : member.target());
    return pax.size() == 0 ? ustar.finish() : joined(name, mtime, pax.toByteArray(), ustar);
  }

  private static byte[] joined(String name, long mtime, byte[] records, Block ustar) {
    Block extended = new Block('x', 0644, mtime);
    extended.text(0, NAME, abridged("PaxHeaders/" + name.substring(name.indexOf('/') + 1)));
    extended.octal(124, 12, records.length);
    int padded = (records.length + BLOCK - 1) / BLOCK * BLOCK;
    byte[] all = new byte[BLOCK + padded + BLOCK];
    System.arraycopy(extended.finish(), 0, all, 0, BLOCK);
    System.arraycopy(records, 0, all, BLOCK, records.length);
    System.arraycopy(ustar.finish(), 0, all, BLOCK + padded, BLOCK);
    return all;
  }

  private static char type(StagedEntry.Kind kind) {
    return switch (kind) {
      case FILE -> '0';
      case SYMLINK -> '2';
      case DIRECTORY -> '5';
    };
  }

  /**
   * Where a name is cut into prefix and name: 0 if it fits whole, the index of a slash, or -1 if
   * the old fields cannot hold it.
   */
  private static int split(String name) {
    if (!isAscii(name)) {
      return -1;
    }
    if (name.length() <= NAME) {
      return 0;
    }
    // The first slash that leaves a name of at most 100; a directory's last slash leaves none.
    int slash = name.indexOf('/', name.length() - NAME - 1);
    return slash > 0 && slash <= PREFIX && slash < name.length() - 1 ? slash : -1;
  }

  /** What stands in the old field when a pax record has the truth. */
  private static String abridged(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && out.length() < NAME; i++) {
      char c = text.charAt(i);
      out.append(c < 0x80 ? c : '_');
    }
    return out.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** A record starts with its own length, that of the digits included. */
  private static void record(ByteArrayOutputStream out, String key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + 1;
    while (length != rest + Integer.toString(length).length()) {
      length = rest + Integer.toString(length).length();
    }
    out.writeBytes((length + " " + key + "=").getBytes(US_ASCII));
    out.writeBytes(value);
    out.write('\n');
  }

  /** One ustar block under construction. */
  private static final class Block {
    private final byte[] bytes = new byte[BLOCK];

    Block(char type, int mode, long mtime) {
      octal(100, 8, mode);
      octal(108, 8, 0);
      octal(116, 8, 0);
      octal(124, 12, 0);
      octal(136, 12, mtime);
      bytes[156] = (byte) type;
      text(257, 8, "ustar\00000", ISO_8859_1);
      text(265, 32, "root");
      text(297, 32, "root");
      octal(329, 8, 0);
      octal(337, 8, 0);
    }

    void text(int at, int width, String text) {
      text(at, width, text, US_ASCII);
    }

    private void text(int at, int width, String text, Charset charset) {
      byte[] encoded = text.getBytes(charset);
      System.arraycopy(encoded, 0, bytes, at, Math.min(width, encoded.length));
    }

    /** Digits led by zeros, closed by NUL. */
    void octal(int at, int width, long value) {
      long rest = value;
      for (int i = at + width - 2; i >= at; i--) {
        bytes[i] = (byte) ('0' + (rest & 7));
        rest >>>= 3;
      }
    }

    byte[] finish() {
      Arrays.fill(bytes, 148, 156, (byte) ' ');
      int sum = 0;
      for (byte b : bytes) {
        sum += b & 0xff;
      }
      octal(148, 7, sum);
      bytes[154] = 0;
      return bytes;
    }
  }
}
