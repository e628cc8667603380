package org.diracgrid.diracos.rpm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.FileNames;

/**
 * A digest of what a package puts on a system: two builds of a package that give the same files and
 * relations have the same one, though their files differ.
 *
 * <p>In it: name, EVR and architecture; all relations, in any order; scriptlets and triggers with
 * their interpreters; of each file its path, type and mode, owner, group, flags, capabilities,
 * target, device number, the digest and size of its content, and which other names it has.
 *
 * <p>Not in it:
 *
 * <ul>
 *   <li>when, where and with what it was built, signatures, digests and sizes of header and
 *       payload, how the payload is compressed and what rpm must be able to decompress ({@code
 *       rpmlib(PayloadIs…)}): a rebuild changes them and nobody who installs it can tell.
 *   <li>times of files: without {@code SOURCE_DATE_EPOCH} each rebuild has others. Compilers and
 *       linkers read contents; what records a time in its own content, such as {@code .pyc}, has it
 *       in its digest.
 *   <li>size, digest and target of ghosts, which are not shipped; sizes of directories, which are
 *       those of the file system it was built on.
 *   <li>summary, description, change log, licence and the like, which describe it.
 *   <li>in which order packages are best installed ({@code OrderWithRequires}).
 * </ul>
 */
public final class ContentDigest {

  /** Raised when what is in the digest changes. */
  private static final String FORM = "diracos content 1";

  private static final String PAYLOAD_FEATURE = "rpmlib(PayloadIs";

  private static final RpmTag[][] RELATIONS = {
    {RpmTag.PROVIDE_NAMES, RpmTag.PROVIDE_FLAGS, RpmTag.PROVIDE_VERSIONS},
    {RpmTag.REQUIRE_NAMES, RpmTag.REQUIRE_FLAGS, RpmTag.REQUIRE_VERSIONS},
    {RpmTag.CONFLICT_NAMES, RpmTag.CONFLICT_FLAGS, RpmTag.CONFLICT_VERSIONS},
    {RpmTag.OBSOLETE_NAMES, RpmTag.OBSOLETE_FLAGS, RpmTag.OBSOLETE_VERSIONS},
    {RpmTag.RECOMMEND_NAMES, RpmTag.RECOMMEND_FLAGS, RpmTag.RECOMMEND_VERSIONS},
    {RpmTag.SUGGEST_NAMES, RpmTag.SUGGEST_FLAGS, RpmTag.SUGGEST_VERSIONS},
    {RpmTag.SUPPLEMENT_NAMES, RpmTag.SUPPLEMENT_FLAGS, RpmTag.SUPPLEMENT_VERSIONS},
    {RpmTag.ENHANCE_NAMES, RpmTag.ENHANCE_FLAGS, RpmTag.ENHANCE_VERSIONS},
  };

  /** First and last number of runs of tags that hold scriptlets, as in rpm's {@code rpmtag.h}. */
  private static final int[][] SCRIPTS = {
    {1023, 1026}, // %pre, %post, %preun, %postun
    {1065, 1069}, // triggers: scripts, names, versions, flags, indexes
    {1079, 1079}, // %verifyscript
    {1085, 1088}, // interpreters of the first four
    {1091, 1092}, // of %verifyscript, of triggers
    {1098, 1098}, // prefixes that can be changed on installing
    {1151, 1154}, // %pretrans, %posttrans, their interpreters
    {5020, 5027}, // flags of all these
    {5066, 5072}, // file triggers
    {5076, 5082}, // transaction file triggers
    {5084, 5085}, // their priorities
    {5104, 5109}, // %preuntrans, %postuntrans
  };

  private final MessageDigest digest = Algorithm.SHA256.newDigest();

  private ContentDigest() {}

  /**
   * The digest of a package.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RPM-04 if its header contradicts
   *     itself
   */
  public static Checksum of(RpmFile file) {
    ContentDigest content = new ContentDigest();
    content.add(file.header());
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(content.digest.digest()));
  }

  private void add(RpmHeader header) {
    add(FORM);
    add(header.nevra().toString());
    add(header.isSource() ? "source" : "binary");
    for (RpmTag[] kind : RELATIONS) {
      relations(header, kind);
    }
    for (int[] run : SCRIPTS) {
      for (int tag = run[0]; tag <= run[1]; tag++) {
        add(header.raw(tag));
      }
    }
    files(header.files());
  }

  private void relations(RpmHeader header, RpmTag[] kind) {
    List<String> names = header.texts(kind[0]);
    long[] flags = header.numbers(kind[1]);
    List<String> versions = header.texts(kind[2]);
    List<String> lines = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).startsWith(PAYLOAD_FEATURE)) {
        long flag = i < flags.length ? flags[i] : 0;
        String version = i < versions.size() ? versions.get(i) : "";
        lines.add(names.get(i) + "\n" + flag + "\n" + version);
      }
    }
    List<String> sorted = lines.stream().sorted().distinct().toList();
    add(sorted.size());
    sorted.forEach(this::add);
  }

  private void files(List<RpmFileInfo> files) {
    record Inode(long device, long number) {}
    Map<Inode, Integer> first = new HashMap<>();
    add(files.size());
    for (RpmFileInfo file : files) {
      add(FileNames.encode(file.path()));
      add(file.mode());
      add(file.user());
      add(file.group());
      add(file.flags());
      add(file.rdev());
      String capability = file.capability();
      add(capability == null ? "" : capability);
      if (file.isGhost()) {
        continue;
      }
      add(FileNames.encode(file.linkTarget()));
      if (file.type() == RpmFileInfo.Type.REGULAR) {
        add(file.size());
        add(file.digest().isEmpty() ? "" : file.digestAlgorithm().label());
        add(file.digest());
        // Which file it is a name of: numbers of inodes are those of the machine that built it.
        boolean linkable = file.inode() >= 0;
        Integer known =
            linkable
                ? first.putIfAbsent(new Inode(file.device(), file.inode()), file.index())
                : null;
        add(known == null ? file.index() : known);
      }
    }
  }

  private void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** With its length, so that no two lists of values have the same bytes. */
  private void add(byte[] bytes) {
    add(bytes.length);
    digest.update(bytes);
  }
}
