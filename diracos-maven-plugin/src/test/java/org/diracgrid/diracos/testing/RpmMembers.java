package org.diracgrid.diracos.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.rpm.RpmTag;

/** The files of a package that is being built: as an archive, and as tags of the header. */
final class RpmMembers {

  record Member(
      String path, int mode, byte[] data, int flags, String cap, int linkSet, long size) {}

  final List<Member> members = new ArrayList<>();
  CpioBytes.Format format = CpioBytes.Format.NEWC;
  Algorithm fileDigest = Algorithm.SHA256;
  boolean oldFileNames;

  private List<Member> sorted() {
    List<Member> sorted = new ArrayList<>(members);
    sorted.sort(Comparator.comparing(Member::path));
    return sorted;
  }

  byte[] archive() {
    List<Member> sorted = sorted();
    CpioBytes cpio = new CpioBytes();
    for (int i = 0; i < sorted.size(); i++) {
      Member member = sorted.get(i);
      if ((member.flags & 1 << 6) != 0) {
        continue;
      }
      boolean last =
          member.linkSet == 0
              || sorted.subList(i + 1, sorted.size()).stream()
                  .noneMatch(other -> other.linkSet == member.linkSet);
      int links =
          member.linkSet == 0
              ? 1
              : (int) sorted.stream().filter(m -> m.linkSet == member.linkSet).count();
      byte[] path =
          FileNames.encode((oldFileNames || !member.path.startsWith("/") ? "" : ".") + member.path);
      long inode = inode(sorted, i);
      cpio.member(format, i, path, member.mode, inode, links, last ? member.data : new byte[0]);
    }
    return cpio.end(format);
  }

  private static long inode(List<Member> sorted, int index) {
    int set = sorted.get(index).linkSet;
    return set == 0 ? 1000 + index : set;
  }

  void writeTags(HeaderBytes header) {
    List<Member> sorted = sorted();
    if (sorted.isEmpty()) {
      return;
    }
    List<String> dirs =
        sorted.stream().map(m -> m.path.substring(0, m.path.lastIndexOf('/') + 1)).toList();
    List<String> distinct = dirs.stream().distinct().toList();
    if (oldFileNames) {
      header.strings(RpmTag.OLD_FILE_NAMES.number(), texts(sorted, Member::path));
    } else {
      header
          .strings(
              RpmTag.BASE_NAMES.number(),
              texts(sorted, m -> m.path.substring(m.path.lastIndexOf('/') + 1)))
          .strings(RpmTag.DIR_NAMES.number(), distinct)
          .int32(RpmTag.DIR_INDEXES.number(), dirs.stream().mapToLong(distinct::indexOf).toArray());
    }
    long[] inodes = new long[sorted.size()];
    for (int i = 0; i < inodes.length; i++) {
      inodes[i] = inode(sorted, i);
    }
    long[] ones = new long[sorted.size()];
    Arrays.fill(ones, 1);
    header
        .int32(RpmTag.FILE_SIZES.number(), sorted.stream().mapToLong(Member::size).toArray())
        .int16(RpmTag.FILE_MODES.number(), sorted.stream().mapToLong(Member::mode).toArray())
        .int16(RpmTag.FILE_RDEVS.number(), new long[sorted.size()])
        .int32(1034, new long[sorted.size()])
        .strings(RpmTag.FILE_DIGESTS.number(), texts(sorted, this::digest))
        .strings(
            RpmTag.FILE_LINKTOS.number(),
            texts(sorted, m -> isLink(m) ? FileNames.decode(m.data, 0, m.data.length) : ""))
        .int32(RpmTag.FILE_FLAGS.number(), sorted.stream().mapToLong(Member::flags).toArray())
        .strings(RpmTag.FILE_USER_NAMES.number(), texts(sorted, m -> "root"))
        .strings(RpmTag.FILE_GROUP_NAMES.number(), texts(sorted, m -> "root"))
        .int32(RpmTag.FILE_DEVICES.number(), ones)
        .int32(RpmTag.FILE_INODES.number(), inodes)
        .strings(1097, texts(sorted, m -> ""));
    if (fileDigest != Algorithm.MD5) {
      header.int32(RpmTag.FILE_DIGEST_ALGO.number(), 8);
    }
    if (sorted.stream().anyMatch(member -> !member.cap.isEmpty())) {
      header.strings(RpmTag.FILE_CAPS.number(), texts(sorted, Member::cap));
    }
    if (format == CpioBytes.Format.STRIPPED) {
      header
          .int64(RpmTag.LONG_FILE_SIZES.number(), sorted.stream().mapToLong(Member::size).toArray())
          .remove(RpmTag.FILE_SIZES.number());
    }
  }

  private static List<String> texts(List<Member> members, Function<Member, String> get) {
    return members.stream().map(get).toList();
  }

  private static boolean isLink(Member member) {
    return (member.mode & 0170000) == 0120000;
  }

  private String digest(Member member) {
    boolean regular = (member.mode & 0170000) == 0100000 && (member.flags & 1 << 6) == 0;
    return regular ? HexFormat.of().formatHex(fileDigest.newDigest().digest(member.data)) : "";
  }
}
