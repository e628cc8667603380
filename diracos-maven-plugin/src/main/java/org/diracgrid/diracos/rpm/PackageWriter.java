package org.diracgrid.diracos.rpm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.FileNames;

/**
 * Writes a binary package of plain files, its payload not compressed: a form in which files that no
 * distribution packaged take part in all that is done with packages. Same files, same bytes.
 *
 * <p>The format is that of rpm 4: lead, signature header, header, payload in cpio's "newc" form.
 */
public final class PackageWriter {

  private static final int REGULAR = 0100000;
  private static final int LEAD = 96;
  private static final int LEAD_MAGIC = 0xEDABEEDB;
  private static final int LEAD_NAME = 66;
  private static final int LEAD_SIGNATURE = 78;
  private static final int SHA256_NUMBER = 8;
  private static final long MOST = 0xFFFFFFFFL;

  private final Nevra nevra;
  private final String licence;
  private final String summary;
  private final List<Member> members;

  /**
   * A file of the package.
   *
   * @param path absolute, in the bundle
   * @param executable its mode is 0755, or else 0644
   * @param licence whether it is the text of a licence
   * @param content the file on the host
   */
  public record Member(String path, boolean executable, boolean licence, Path content) {

    /** A file that is no licence. */
    public Member(String path, boolean executable, Path content) {
      this(path, executable, false, content);
    }
  }

  /**
   * A package.
   *
   * @param licence as its authors call it; empty if they do not say
   * @param summary one line
   */
  public PackageWriter(Nevra nevra, String licence, String summary, List<Member> members) {
    this.nevra = nevra;
    this.licence = licence;
    this.summary = summary;
    this.members = members.stream().sorted(Comparator.comparing(Member::path)).toList();
  }

  /**
   * Writes the package.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-IO-NN if a file cannot be read or
   *     written
   */
  public void write(Path target) {
    try {
      Path payload = Files.createTempFile(target.toAbsolutePath().getParent(), ".payload", "");
      try {
        MessageDigest sha256 = Algorithm.SHA256.newDigest();
        List<String> digests = new ArrayList<>();
        try (OutputStream out =
            new DigestOutputStream(
                new BufferedOutputStream(Files.newOutputStream(payload)), sha256)) {
          payload(out, digests);
        }
        byte[] header = header(digests, hex(sha256)).bytes(RpmTag.HEADER_IMMUTABLE);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
          out.write(lead());
          byte[] signature = signature(header, Files.size(payload));
          out.write(signature);
          out.write(new byte[(8 - signature.length % 8) % 8]);
          out.write(header);
          Files.copy(payload, out);
        }
      } finally {
        Files.deleteIfExists(payload);
      }
    } catch (IOException e) {
      throw AtomicFile.unwritable(target, e);
    }
  }

  private void payload(OutputStream out, List<String> digests) throws IOException {
    int inode = 1;
    byte[] buffer = new byte[1 << 16];
    for (Member member : members) {
      long size = Files.size(member.content);
      if (size > MOST) {
        throw new IOException(member.path + " has more than 4 GiB");
      }
      member(out, FileNames.encode("." + member.path), inode++, mode(member), size);
      MessageDigest digest = Algorithm.SHA256.newDigest();
      long copied = 0;
      try (InputStream in = Files.newInputStream(member.content)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          out.write(buffer, 0, n);
          digest.update(buffer, 0, n);
          copied += n;
        }
      }
      if (copied != size) {
        throw new IOException(member.content + " changed while it was read");
      }
      pad(out, size);
      digests.add(hex(digest));
    }
    member(out, "TRAILER!!!".getBytes(ISO_8859_1), 0, 0, 0);
  }

  private static void member(OutputStream out, byte[] name, int inode, int mode, long size)
      throws IOException {
    StringBuilder text = new StringBuilder("070701");
    for (long field : new long[] {inode, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, name.length + 1, 0}) {
      text.append(HexFormat.of().toHexDigits((int) field));
    }
    out.write(text.toString().getBytes(ISO_8859_1));
    out.write(name);
    out.write(0);
    pad(out, text.length() + name.length + 1);
  }

  private static void pad(OutputStream out, long written) throws IOException {
    out.write(new byte[(int) ((4 - written % 4) % 4)]);
  }

  private static int mode(Member member) {
    return REGULAR | (member.executable ? 0755 : 0644);
  }

  private HeaderWriter header(List<String> digests, String payloadDigest) throws IOException {
    HeaderWriter header =
        new HeaderWriter()
            .text(RpmTag.NAME, nevra.name())
            .text(RpmTag.VERSION, nevra.evr().version())
            .text(RpmTag.RELEASE, String.valueOf(nevra.evr().release()))
            .translated(RpmTag.SUMMARY, summary)
            .text(RpmTag.LICENSE, licence)
            .text(RpmTag.ARCH, nevra.arch())
            .text(RpmTag.SOURCE_RPM, nevra.name() + ".src.rpm")
            .text(RpmTag.PAYLOAD_FORMAT, "cpio")
            .texts(RpmTag.PAYLOAD_DIGEST, List.of(payloadDigest))
            .ints(RpmTag.PAYLOAD_DIGEST_ALGO, SHA256_NUMBER);
    return members.isEmpty() ? header : files(header, digests);
  }

  private HeaderWriter files(HeaderWriter header, List<String> digests) throws IOException {
    List<String> directories = members.stream().map(m -> directory(m.path)).distinct().toList();
    long[] sizes = new long[members.size()];
    long[] inodes = new long[members.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Files.size(members.get(i).content);
      inodes[i] = i + 1L;
    }
    long[] ones = new long[sizes.length];
    Arrays.fill(ones, 1);
    List<String> roots = members.stream().map(m -> "root").toList();
    return header
        .texts(
            RpmTag.BASE_NAMES,
            members.stream().map(m -> m.path.substring(directory(m.path).length())).toList())
        .texts(RpmTag.DIR_NAMES, directories)
        .ints(
            RpmTag.DIR_INDEXES,
            members.stream().mapToLong(m -> directories.indexOf(directory(m.path))).toArray())
        .ints(RpmTag.FILE_SIZES, sizes)
        .shorts(RpmTag.FILE_MODES, members.stream().mapToLong(PackageWriter::mode).toArray())
        .ints(RpmTag.FILE_DIGEST_ALGO, SHA256_NUMBER)
        .texts(RpmTag.FILE_DIGESTS, digests)
        .texts(RpmTag.FILE_LINKTOS, members.stream().map(m -> "").toList())
        .ints(
            RpmTag.FILE_FLAGS,
            members.stream().mapToLong(m -> m.licence ? RpmFileInfo.LICENSE : 0).toArray())
        .shorts(RpmTag.FILE_RDEVS, new long[sizes.length])
        .ints(RpmTag.FILE_MTIMES, new long[sizes.length])
        .texts(RpmTag.FILE_USER_NAMES, roots)
        .texts(RpmTag.FILE_GROUP_NAMES, roots)
        .ints(RpmTag.FILE_DEVICES, ones)
        .ints(RpmTag.FILE_INODES, inodes);
  }

  private static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private byte[] signature(byte[] header, long payload) {
    MessageDigest sha256 = Algorithm.SHA256.newDigest();
    sha256.update(header);
    return new HeaderWriter()
        .text(RpmTag.SIG_SHA256, hex(sha256))
        .ints(RpmTag.SIG_SIZE, Math.min(MOST, header.length + payload))
        .bytes(RpmTag.HEADER_SIGNATURES);
  }

  private byte[] lead() {
    ByteBuffer lead = ByteBuffer.allocate(LEAD);
    lead.putInt(LEAD_MAGIC).put((byte) 3).put((byte) 0).putShort((short) 0).putShort((short) 1);
    byte[] name = FileNames.encode(nevra.name() + "-" + nevra.evr());
    lead.put(name, 0, Math.min(LEAD_NAME - 1, name.length));
    lead.position(LEAD_SIGNATURE - 2);
    lead.putShort((short) 1).putShort((short) 5);
    return lead.array();
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
