package org.diracgrid.diracos.rpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.jspecify.annotations.Nullable;

/** Puts the parallel arrays of a header together to its list of files. */
final class FileList {

  private final HeaderBlob blob;

  private FileList(HeaderBlob blob) {
    this.blob = blob;
  }

  static List<RpmFileInfo> of(HeaderBlob blob) {
    return new FileList(blob).read();
  }

  private List<RpmFileInfo> read() {
    List<String> paths = paths();
    int n = paths.size();
    if (n == 0) {
      return List.of();
    }
    boolean big = blob.has(RpmTag.LONG_FILE_SIZES);
    long[] sizes = numbers(big ? RpmTag.LONG_FILE_SIZES : RpmTag.FILE_SIZES, n, true);
    long[] modes = numbers(RpmTag.FILE_MODES, n, true);
    long[] flags = numbers(RpmTag.FILE_FLAGS, n, false);
    long[] rdevs = numbers(RpmTag.FILE_RDEVS, n, false);
    long[] devices = numbers(RpmTag.FILE_DEVICES, n, false);
    long[] inodes = numbers(RpmTag.FILE_INODES, n, false);
    List<String> digests = texts(RpmTag.FILE_DIGESTS, n);
    List<String> links = texts(RpmTag.FILE_LINKTOS, n);
    List<String> users = texts(RpmTag.FILE_USER_NAMES, n);
    List<String> groups = texts(RpmTag.FILE_GROUP_NAMES, n);
    List<String> caps = texts(RpmTag.FILE_CAPS, n);
    Algorithm algorithm = digestAlgorithm(digests);
    List<RpmFileInfo> files = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      int mode = (int) modes[i];
      boolean isLink = RpmFileInfo.typeOf(mode) == RpmFileInfo.Type.SYMLINK;
      String path = paths.get(i);
      if (sizes[i] < 0) {
        throw blob.wrong(RpmTag.LONG_FILE_SIZES, path + " has the size " + sizes[i]);
      }
      if (isLink && links.get(i).isEmpty()) {
        throw blob.wrong(RpmTag.FILE_LINKTOS, "the symbolic link " + path + " has no target");
      }
      files.add(
          new RpmFileInfo(
              i,
              path,
              mode,
              sizes[i],
              algorithm,
              digest(path, digests.get(i), algorithm),
              isLink ? links.get(i) : "",
              (int) flags[i],
              users.get(i),
              groups.get(i),
              capability(caps.get(i)),
              devices[i],
              // No inode is no hard link; -1 cannot come from 32 bits.
              inodes.length > 0 && blob.has(RpmTag.FILE_INODES) ? inodes[i] : -1,
              (int) rdevs[i]));
    }
    return List.copyOf(files);
  }

  private List<String> paths() {
    if (!blob.has(RpmTag.BASE_NAMES)) {
      return blob.texts(RpmTag.OLD_FILE_NAMES);
    }
    List<String> names = blob.texts(RpmTag.BASE_NAMES);
    List<String> dirs = blob.texts(RpmTag.DIR_NAMES);
    long[] which = numbers(RpmTag.DIR_INDEXES, names.size(), true);
    List<String> paths = new ArrayList<>(names.size());
    for (int i = 0; i < which.length; i++) {
      if (which[i] >= dirs.size()) {
        throw noDirectory(blob, names.get(i), which[i], dirs.size());
      }
      paths.add(dirs.get((int) which[i]) + names.get(i));
    }
    return paths;
  }

  static DiracosException noDirectory(HeaderBlob blob, String name, long directory, int of) {
    return blob.wrong(RpmTag.DIR_INDEXES, name + " lies in directory " + directory + " of " + of);
  }

  private long[] numbers(RpmTag tag, int n, boolean required) {
    if (!required && !blob.has(tag)) {
      return new long[n];
    }
    long[] values = blob.numbers(tag);
    checkCount(blob, tag, values.length, n);
    return values;
  }

  private List<String> texts(RpmTag tag, int n) {
    if (!blob.has(tag)) {
      return java.util.Collections.nCopies(n, "");
    }
    List<String> values = blob.texts(tag);
    checkCount(blob, tag, values.size(), n);
    return values;
  }

  static void checkCount(HeaderBlob blob, RpmTag tag, int count, int n) {
    if (count != n) {
      throw blob.wrong(tag, "tag " + tag + " has " + count + " values for " + n + " files");
    }
  }

  private Algorithm digestAlgorithm(List<String> digests) {
    long[] number = blob.numbers(RpmTag.FILE_DIGEST_ALGO);
    if (number.length == 0 || digests.stream().allMatch(String::isEmpty)) {
      return Algorithm.MD5;
    }
    Algorithm algorithm = algorithm(number[0]);
    if (algorithm == null) {
      throw blob.wrong(
          RpmTag.FILE_DIGEST_ALGO, "the digests of files are of the unknown kind " + number[0]);
    }
    return algorithm;
  }

  /** The algorithm with a number of OpenPGP (RFC 9580, 9.5). */
  static @Nullable Algorithm algorithm(long number) {
    return switch ((int) number) {
      case 1 -> Algorithm.MD5;
      case 2 -> Algorithm.SHA1;
      case 8 -> Algorithm.SHA256;
      case 9 -> Algorithm.SHA384;
      case 10 -> Algorithm.SHA512;
      case 11 -> Algorithm.SHA224;
      default -> null;
    };
  }

  private String digest(String path, String text, Algorithm algorithm) {
    if (text.isEmpty()) {
      return "";
    }
    String hex = hex(text);
    if (text.length() != algorithm.bytes() * 2 || hex == null) {
      throw blob.wrong(
          RpmTag.FILE_DIGESTS,
          "the digest '" + text + "' of " + path + " is no " + algorithm.label() + " digest");
    }
    return hex;
  }

  /** Hexadecimal digits in lower case; null if there are other characters. */
  private static @Nullable String hex(String text) {
    boolean upper = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'F') {
        upper = true;
      } else if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return null;
      }
    }
    return upper ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static @Nullable String capability(String text) {
    return text.isEmpty() ? null : text;
  }
}
