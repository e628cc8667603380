package org.diracgrid.diracos.rpm;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.path.FileNames;
import org.jspecify.annotations.Nullable;

/**
 * The members of a package's archive, in one pass.
 *
 * <pre>{@code
 * try (Payload payload = source.open(memory)) {
 *   while (payload.next()) {
 *     if (payload.hasContent()) {
 *       payload.content(sink); // or do not: then it is skipped
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Reading to the end verifies that each member is in the header's list with that size, type and
 * link target, that none is missing or comes twice, and the digest of the payload; {@link #content}
 * verifies the digest of the file. Every violation is a {@link
 * org.diracgrid.diracos.problem.DiracosException} with a code {@code DOS-RPM-NN}.
 */
public final class Payload implements Closeable {

  /** PATH_MAX, and rpm's own limit. */
  private static final int MAX_NAME = 4096;

  private final ArchiveInput in;
  private final List<RpmFileInfo> files;
  private final HardLinks links;
  private final BitSet seen;
  private final BitSet contentSeen;
  private final Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);
  private @Nullable Map<String, Integer> byName;

  private int current = -1;
  private long size;
  private long left;
  private long expectedSum = -1;
  private boolean content;
  private boolean finished;

  private Payload(PayloadSource source, ArchiveInput in) {
    this.in = in;
    this.files = source.files();
    this.links = HardLinks.of(files);
    this.seen = new BitSet(files.size());
    this.contentSeen = new BitSet(files.size());
  }

  static Payload open(PayloadSource source, DecoderMemory memory) throws IOException {
    return new Payload(source, ArchiveInput.open(source, memory));
  }

  /** The hard-link sets of the package. */
  public HardLinks links() {
    return links;
  }

  /** Goes on to the next member; false after the last, when the whole has been verified. */
  public boolean next() {
    if (finished) {
      return false;
    }
    skip(left);
    pad();
    content = false;
    expectedSum = -1;
    in.require(CpioHeader.STRIPPED, "a member's header");
    char format = CpioHeader.format(in.buffer(), in.at());
    switch (format) {
      case 'X' -> stripped();
      case '1', '2' -> newc(format == '2');
      default -> throw in.wrong(RpmProblems.ARCHIVE, "no cpio member where one has to be");
    }
    if (finished) {
      in.finish();
      checkComplete();
      return false;
    }
    accept();
    return true;
  }

  private void stripped() {
    long index = CpioHeader.index(in.buffer(), in.at());
    if (index < 0 || index >= files.size()) {
      throw in.wrong(
          RpmProblems.ARCHIVE, "member of file " + index + ", the header lists " + files.size());
    }
    current = (int) index;
    in.take(CpioHeader.STRIPPED);
    pad();
    RpmFileInfo file = file();
    size =
        switch (file.type()) {
          case REGULAR -> links.isLast(current) ? file.size() : 0;
          case SYMLINK -> file.size();
          default -> 0;
        };
  }

  private void newc(boolean summed) {
    in.require(CpioHeader.NEWC, "a member's header");
    byte[] b = in.buffer();
    int at = in.at();
    long mode = CpioHeader.mode(b, at);
    long nameSize = CpioHeader.nameSize(b, at);
    size = CpioHeader.size(b, at);
    long check = CpioHeader.check(b, at);
    if (mode < 0 || nameSize < 0 || size < 0 || check < 0) {
      throw in.wrong(RpmProblems.ARCHIVE, "a member's header holds no hexadecimal number");
    }
    if (nameSize < 2 || nameSize > MAX_NAME) {
      throw in.wrong(RpmProblems.ARCHIVE, "a member's name has " + nameSize + " bytes");
    }
    in.take(CpioHeader.NEWC);
    in.require((int) nameSize, "a member's name");
    String name = CpioHeader.name(in.buffer(), in.at(), (int) nameSize);
    if (name.isEmpty()) {
      throw in.wrong(RpmProblems.ARCHIVE, "a member's name does not end where it says");
    }
    in.take((int) nameSize);
    pad();
    if (name.equals(CpioHeader.TRAILER)) {
      finished = true;
      return;
    }
    current = indexOf(name);
    if (RpmFileInfo.typeOf((int) mode) != file().type()) {
      throw in.wrong(
          RpmProblems.MISMATCH,
          name + " is another kind of file in the archive than in the header");
    }
    expectedSum = summed ? check : -1;
  }

  /** The list's index of a member; in general it is the one after the last. */
  private int indexOf(String name) {
    int from = name.startsWith("./") ? 2 : name.startsWith("/") ? 1 : 0;
    int guess = current + 1;
    if (guess < files.size()) {
      String path = files.get(guess).path();
      int pathFrom = path.startsWith("/") ? 1 : 0;
      int length = name.length() - from;
      if (path.length() - pathFrom == length && path.startsWith(name.substring(from), pathFrom)) {
        return guess;
      }
    }
    Map<String, Integer> map = byName;
    if (map == null) {
      map = new HashMap<>(files.size() * 2);
      for (RpmFileInfo file : files) {
        String path = file.path();
        map.putIfAbsent(path.startsWith("/") ? path.substring(1) : path, file.index());
      }
      byName = map;
    }
    Integer index = map.get(name.substring(from));
    if (index == null) {
      throw in.wrong(RpmProblems.MISMATCH, "the header does not list the member " + name);
    }
    return index;
  }

  private void accept() {
    RpmFileInfo file = file();
    if (seen.get(current)) {
      throw in.wrong(RpmProblems.MISMATCH, file.path() + " comes twice");
    }
    seen.set(current);
    left = size;
    if (file.type() == RpmFileInfo.Type.SYMLINK) {
      checkTarget(file);
    } else if (file.type() == RpmFileInfo.Type.REGULAR) {
      boolean empty = size == 0 && !links.isLast(current);
      content = !links.isLinked(current) || !empty;
      if (content && size != file.size()) {
        throw disagree(file);
      }
      if (content) {
        contentSeen.set(current);
      }
    } else if (size != 0) {
      throw disagree(file);
    }
  }

  private RuntimeException disagree(RpmFileInfo file) {
    return in.wrong(
        RpmProblems.MISMATCH,
        file.path() + " has " + size + " bytes, " + file.size() + " by the header");
  }

  private void checkTarget(RpmFileInfo file) {
    if (size > MAX_NAME) {
      throw disagree(file);
    }
    in.require((int) size, file.path());
    String target = FileNames.decode(in.buffer(), in.at(), (int) size);
    if (!target.equals(file.linkTarget())) {
      throw in.wrong(
          RpmProblems.MISMATCH,
          file.path() + " points to " + target + ", to " + file.linkTarget() + " by the header");
    }
    in.take((int) size);
    left = 0;
  }

  private void checkComplete() {
    for (RpmFileInfo file : files) {
      int index = file.index();
      if (file.isGhost()) {
        continue;
      }
      if (!seen.get(index)) {
        throw in.wrong(RpmProblems.MISMATCH, "the archive lacks " + file.path());
      }
      boolean linked = links.isLinked(index);
      if (linked && links.setOf(index).stream().noneMatch(contentSeen::get)) {
        throw in.wrong(RpmProblems.MISMATCH, "no hard link of " + file.path() + " has data");
      }
    }
  }

  /** The member that {@link #next} went to. */
  public RpmFileInfo file() {
    if (current < 0) {
      throw new IllegalStateException("no member yet");
    }
    return files.get(current);
  }

  /**
   * Whether the member carries the data of a regular file: false for anything else, and for the
   * members of a hard-link set whose data comes with another.
   */
  public boolean hasContent() {
    return content;
  }

  /**
   * Gives the data of a regular file to {@code sink} and verifies the file's digest.
   *
   * @throws IOException only what {@code sink} throws
   */
  public void content(ContentSink sink) throws IOException {
    if (!content || left != size) {
      throw new IllegalStateException("the member has no data, or it is taken already");
    }
    RpmFileInfo file = file();
    MessageDigest digest =
        file.digest().isEmpty()
            ? null
            : digests.computeIfAbsent(file.digestAlgorithm(), Algorithm::newDigest);
    if (digest != null) {
      digest.reset();
    }
    long sum = 0;
    while (left > 0) {
      int n = in.some(left, file.path());
      if (digest != null) {
        digest.update(in.buffer(), in.at(), n);
      }
      if (expectedSum >= 0) {
        sum += sum(in.buffer(), in.at(), n);
      }
      sink.write(in.buffer(), in.at(), n);
      in.take(n);
      left -= n;
    }
    if (expectedSum >= 0 && (sum & 0xFFFFFFFFL) != expectedSum) {
      throw in.wrong(RpmProblems.ARCHIVE, "the check sum of " + file.path() + " does not match");
    }
    if (digest != null) {
      checkDigest(file, HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static long sum(byte[] b, int from, int n) {
    long sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += b[i] & 0xFF;
    }
    return sum;
  }

  private void checkDigest(RpmFileInfo file, String found) {
    for (int member : links.setOf(file.index())) {
      String stated = files.get(member).digest();
      if (!stated.isEmpty() && !found.equals(stated)) {
        throw in.wrong(
            RpmProblems.FILE_DIGEST,
            "the "
                + file.digestAlgorithm().label()
                + " digest of "
                + files.get(member).path()
                + " does not match: stated "
                + stated
                + ", found "
                + found);
      }
    }
  }

  private void skip(long n) {
    long rest = n;
    while (rest > 0) {
      int some = in.some(rest, file().path());
      in.take(some);
      rest -= some;
    }
    left = 0;
  }

  private void pad() {
    int n = (int) (-in.archivePosition() & 3);
    if (n > 0) {
      in.require(n, "padding");
      in.take(n);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
