package org.diracgrid.diracos.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.rpm.Compression;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.testing.RpmMembers.Member;

/**
 * Makes small real packages in memory: {@code rpm -qp} and {@code rpm2cpio} accept them.
 *
 * <pre>{@code
 * Path rpm =
 *     RpmBuilder.of("zlib", "1.2.11-1", "x86_64")
 *         .provides("libz.so.1()(64bit)")
 *         .directory("/usr/lib64")
 *         .file("/usr/lib64/libz.so.1.2.11", 0755, "ELF")
 *         .link("/usr/lib64/libz.so.1", "libz.so.1.2.11")
 *         .compression(Compression.ZSTD)
 *         .writeTo(directory);
 * }</pre>
 *
 * <p>The {@code edit…} hooks change bytes on the way, each before the digests over them are made,
 * so that a test can break one thing and leave the rest whole; {@link #editFile} comes last and
 * breaks digests, too.
 */
public final class RpmBuilder {

  private final String name;
  private final Evr evr;
  private final String arch;
  private final RpmMembers content = new RpmMembers();
  private final List<Capability> provides = new ArrayList<>();
  private final List<Capability> requires = new ArrayList<>();
  private final List<Capability> conflicts = new ArrayList<>();
  private final List<Capability> obsoletes = new ArrayList<>();
  private final List<Capability> recommends = new ArrayList<>();
  private final List<Consumer<HeaderBytes>> tags = new ArrayList<>();
  private final List<Consumer<HeaderBytes>> signatureTags = new ArrayList<>();
  private Compression compression = Compression.GZIP;
  private int linkSets;
  private boolean payloadDigest = true;
  private UnaryOperator<byte[]> editHeader = UnaryOperator.identity();
  private UnaryOperator<byte[]> editSignature = UnaryOperator.identity();
  private UnaryOperator<byte[]> editArchive = UnaryOperator.identity();
  private UnaryOperator<byte[]> editPayload = UnaryOperator.identity();
  private UnaryOperator<byte[]> editFile = UnaryOperator.identity();

  private RpmBuilder(String name, Evr evr, String arch) {
    this.name = name;
    this.evr = evr;
    this.arch = arch;
  }

  /**
   * A binary package; {@code evr} is {@code [epoch:]version-release}; {@code src} makes a source
   * package.
   */
  public static RpmBuilder of(String name, String evr, String arch) {
    return new RpmBuilder(name, Evr.parse(evr), arch);
  }

  /** What the package will be. */
  public Nevra nevra() {
    return new Nevra(name, evr, arch);
  }

  /** Adds a capability, {@code name} or {@code name op evr}. */
  public RpmBuilder provides(String... capabilities) {
    return relations(provides, capabilities);
  }

  /** Adds requirements, {@code name} or {@code name op evr}; rich ones begin with a parenthesis. */
  public RpmBuilder requires(String... capabilities) {
    return relations(requires, capabilities);
  }

  /** Adds conflicts. */
  public RpmBuilder conflicts(String... capabilities) {
    return relations(conflicts, capabilities);
  }

  /** Adds what is replaced. */
  public RpmBuilder obsoletes(String... capabilities) {
    return relations(obsoletes, capabilities);
  }

  /** Adds weak requirements. */
  public RpmBuilder recommends(String... capabilities) {
    return relations(recommends, capabilities);
  }

  private RpmBuilder relations(List<Capability> list, String... capabilities) {
    for (String text : capabilities) {
      list.add(RpmRelations.parse(text));
    }
    return this;
  }

  /** Adds a regular file. */
  public RpmBuilder file(String path, int mode, String content) {
    return file(path, mode, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a regular file. */
  public RpmBuilder file(String path, int mode, byte[] content) {
    return add(new Member(path, 0100000 | mode, content, 0, "", 0, content.length));
  }

  /** Adds a regular file with flags as {@code RpmFileInfo} has them. */
  public RpmBuilder flagged(String path, int flags, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return add(new Member(path, 0100644, bytes, flags, "", 0, bytes.length));
  }

  /** Adds a regular file with capabilities. */
  public RpmBuilder capable(String path, String capability, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return add(new Member(path, 0100755, bytes, 0, capability, 0, bytes.length));
  }

  /** Adds a directory of mode 0755. */
  public RpmBuilder directory(String path) {
    return node(path, 0040755);
  }

  /** Adds anything without data: {@code mode} with its type bits. */
  public RpmBuilder node(String path, int mode) {
    return add(new Member(path, mode, new byte[0], 0, "", 0, 0));
  }

  /** Adds a symbolic link. */
  public RpmBuilder link(String path, String target) {
    byte[] bytes = FileNames.encode(target);
    return add(new Member(path, 0120777, bytes, 0, "", 0, bytes.length));
  }

  /** Adds names of one file: the data comes with the last of them, in order of paths. */
  public RpmBuilder hardLinks(int mode, String content, String... paths) {
    linkSets++;
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    for (String path : paths) {
      add(new Member(path, 0100000 | mode, bytes, 0, "", linkSets, bytes.length));
    }
    return this;
  }

  /** Adds a ghost. */
  public RpmBuilder ghost(String path) {
    return add(new Member(path, 0100644, new byte[0], 1 << 6, "", 0, 0));
  }

  private RpmBuilder add(Member member) {
    content.members.add(member);
    return this;
  }

  /** How to compress; gzip if not called. */
  public RpmBuilder compression(Compression value) {
    compression = value;
    return this;
  }

  /** Which cpio; {@link CpioBytes.Format#NEWC} if not called. */
  public RpmBuilder cpio(CpioBytes.Format value) {
    content.format = value;
    return this;
  }

  /** MD5 leaves FILEDIGESTALGO away, as old packages do. */
  public RpmBuilder fileDigest(Algorithm value) {
    content.fileDigest = value;
    return this;
  }

  /** Whole paths in OLDFILENAMES, as before rpm 4. */
  public RpmBuilder oldFileNames() {
    content.oldFileNames = true;
    return this;
  }

  /** Only the MD5 of header and payload, as before rpm 4.14. */
  public RpmBuilder withoutPayloadDigest() {
    payloadDigest = false;
    return this;
  }

  /** Sets a text in the main header. */
  public RpmBuilder tag(RpmTag tag, String value) {
    tags.add(header -> header.string(tag.number(), value));
    return this;
  }

  /** Sets 32 bit numbers in the main header. */
  public RpmBuilder tag(RpmTag tag, long... values) {
    tags.add(header -> header.int32(tag.number(), values));
    return this;
  }

  /** Sets texts in the main header. */
  public RpmBuilder tag(RpmTag tag, List<String> values) {
    tags.add(header -> header.strings(tag.number(), values));
    return this;
  }

  /** Leaves a tag of the main header away. */
  public RpmBuilder without(RpmTag tag) {
    tags.add(header -> header.remove(tag.number()));
    return this;
  }

  /** Sets a text in the signature header. */
  public RpmBuilder signatureTag(RpmTag tag, String value) {
    signatureTags.add(header -> header.string(tag.number(), value));
    return this;
  }

  /** Leaves a tag of the signature header out. */
  public RpmBuilder withoutSignatureTag(RpmTag tag) {
    signatureTags.add(header -> header.remove(tag.number()));
    return this;
  }

  /** Sets 32 bit numbers in the signature header. */
  public RpmBuilder signatureTag(RpmTag tag, long... values) {
    signatureTags.add(header -> header.int32(tag.number(), values));
    return this;
  }

  private Function<byte[], byte[]> signer = bytes -> new byte[0];
  private RpmTag signerTag = RpmTag.SIG_RSA;

  /**
   * Signs: {@code sign} gets the bytes that a signature in {@code tag} covers and gives an OpenPGP
   * packet. SIG_RSA, SIG_DSA and SIG_OPENPGP cover the header, SIG_PGP and SIG_GPG the payload too.
   */
  public RpmBuilder signed(RpmTag tag, Function<byte[], byte[]> sign) {
    signerTag = tag;
    signer = sign;
    return this;
  }

  /** Changes the bytes of the main header, before they are digested. */
  public RpmBuilder editHeader(UnaryOperator<byte[]> edit) {
    editHeader = edit;
    return this;
  }

  /** Changes the bytes of the signature header. */
  public RpmBuilder editSignature(UnaryOperator<byte[]> edit) {
    editSignature = edit;
    return this;
  }

  /** Changes the archive before it is compressed. */
  public RpmBuilder editArchive(UnaryOperator<byte[]> edit) {
    editArchive = edit;
    return this;
  }

  /** Changes the compressed payload before it is digested. */
  public RpmBuilder editPayload(UnaryOperator<byte[]> edit) {
    editPayload = edit;
    return this;
  }

  /** Changes the finished file. */
  public RpmBuilder editFile(UnaryOperator<byte[]> edit) {
    editFile = edit;
    return this;
  }

  /** The package. */
  public byte[] build() {
    byte[] archive = editArchive.apply(content.archive());
    byte[] payload = editPayload.apply(PayloadBytes.compress(archive, compression));
    byte[] header = editHeader.apply(header(payload).toBytes(RpmTag.HEADER_IMMUTABLE));
    byte[] signature = editSignature.apply(signature(header, payload, archive.length));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(lead());
    out.writeBytes(signature);
    while (out.size() % 8 != 0) {
      out.write(0);
    }
    out.writeBytes(header);
    out.writeBytes(payload);
    return editFile.apply(out.toByteArray());
  }

  /** Writes the package as {@code name-version-release.arch.rpm} into a directory. */
  public Path writeTo(Path directory) {
    try {
      Path file =
          directory.resolve(name + "-" + evr.version() + "-" + evr.release() + "." + arch + ".rpm");
      return Files.write(file, build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] lead() {
    ByteBuffer lead = ByteBuffer.allocate(96);
    lead.putInt(0xEDABEEDB).put((byte) 3).put((byte) 0);
    lead.putShort((short) (arch.equals("src") ? 1 : 0)).putShort((short) 1);
    byte[] label =
        (name + "-" + evr.version() + "-" + evr.release()).getBytes(StandardCharsets.UTF_8);
    lead.put(label, 0, Math.min(65, label.length));
    lead.position(76);
    lead.putShort((short) 1).putShort((short) 5);
    return lead.array();
  }

  private byte[] signature(byte[] header, byte[] payload, int archiveSize) {
    byte[] both = Arrays.copyOf(header, header.length + payload.length);
    System.arraycopy(payload, 0, both, header.length, payload.length);
    HeaderBytes signature =
        new HeaderBytes()
            .string(RpmTag.SIG_SHA1.number(), hex(Algorithm.SHA1, header))
            .string(RpmTag.SIG_SHA256.number(), hex(Algorithm.SHA256, header))
            .int32(RpmTag.SIG_SIZE.number(), both.length)
            .int32(1007, archiveSize) // rpm2cpio compares.
            .binary(RpmTag.SIG_MD5.number(), Algorithm.MD5.newDigest().digest(both));
    boolean all = signerTag == RpmTag.SIG_PGP || signerTag == RpmTag.SIG_GPG;
    byte[] packet = signer.apply(all ? both : header);
    if (packet.length > 0 && signerTag == RpmTag.SIG_OPENPGP) {
      String base64 = Base64.getEncoder().encodeToString(packet);
      signature.strings(signerTag.number(), List.of(base64));
    } else if (packet.length > 0) {
      signature.binary(signerTag.number(), packet);
    }
    signatureTags.forEach(edit -> edit.accept(signature));
    return signature.toBytes(RpmTag.HEADER_SIGNATURES);
  }

  private static String hex(Algorithm algorithm, byte[] bytes) {
    return HexFormat.of().formatHex(algorithm.newDigest().digest(bytes));
  }

  private HeaderBytes header(byte[] payload) {
    HeaderBytes header = new HeaderBytes();
    header
        .strings(100, List.of("C"))
        .string(RpmTag.NAME.number(), name)
        .string(RpmTag.VERSION.number(), evr.version())
        .string(RpmTag.RELEASE.number(), String.valueOf(evr.release()))
        .translated(RpmTag.SUMMARY.number(), "made for a test")
        .translated(1005, "made for a test")
        .int32(RpmTag.BUILD_TIME.number(), 1_600_000_000)
        .int32(1009, content.members.stream().mapToLong(Member::size).sum())
        .string(RpmTag.LICENSE.number(), "Apache-2.0")
        .translated(1016, "Unspecified")
        .string(1021, "linux")
        .string(RpmTag.ARCH.number(), arch.equals("src") ? "x86_64" : arch)
        .string(RpmTag.PAYLOAD_FORMAT.number(), "cpio")
        .string(RpmTag.PAYLOAD_COMPRESSOR.number(), PayloadBytes.name(compression))
        .string(1126, "9");
    if (evr.epoch() > 0) {
      header.int32(RpmTag.EPOCH.number(), evr.epoch());
    }
    if (arch.equals("src")) {
      header.int32(RpmTag.SOURCE_PACKAGE.number(), 1);
    } else {
      header.string(RpmTag.SOURCE_RPM.number(), name + "-" + evr.version() + ".src.rpm");
    }
    if (payloadDigest) {
      header
          .strings(RpmTag.PAYLOAD_DIGEST.number(), List.of(hex(Algorithm.SHA256, payload)))
          .int32(RpmTag.PAYLOAD_DIGEST_ALGO.number(), 8);
    }
    List<Capability> own = new ArrayList<>(provides);
    own.add(RpmRelations.parse(name + " = " + evr));
    RpmRelations.write(header, 1047, 1112, 1113, own);
    RpmRelations.write(header, 1049, 1048, 1050, requires);
    RpmRelations.write(header, 1054, 1053, 1055, conflicts);
    RpmRelations.write(header, 1090, 1114, 1115, obsoletes);
    RpmRelations.write(header, 5046, 5048, 5047, recommends);
    content.writeTags(header);
    tags.forEach(edit -> edit.accept(header));
    return header;
  }
}
