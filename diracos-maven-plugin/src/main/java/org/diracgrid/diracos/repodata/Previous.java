package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.FileIdentity;

/** The documents of the last run, whole and as the memo says, so that parts of them serve again. */
final class Previous {

  private final RepodataMemo memo;
  private final List<byte[]> files;
  private final Path store;

  /** Where each block begins: package number, and for each document byte of the file. */
  private final int[] packageStarts;

  private final int[][] unitStarts;
  private final int[] blockOf;

  private Previous(RepodataMemo memo, List<byte[]> files, Path store) {
    this.memo = memo;
    this.store = store;
    this.files = files;
    int blocks = memo.blocks().length;
    packageStarts = new int[blocks + 1];
    blockOf = new int[memo.packages().size()];
    for (int b = 0; b < blocks; b++) {
      packageStarts[b + 1] = packageStarts[b] + memo.blocks()[b];
      Arrays.fill(blockOf, packageStarts[b], packageStarts[b + 1], b);
    }
    unitStarts = new int[files.size()][];
    for (int d = 0; d < unitStarts.length; d++) {
      int[] units = memo.documents().get(d).units();
      unitStarts[d] = new int[units.length + 1];
      for (int u = 0; u < units.length; u++) {
        unitStarts[d][u + 1] = unitStarts[d][u] + units[u];
      }
    }
  }

  /** What is left of the last run; empty where the memo or one of the documents is not whole. */
  static Optional<Previous> load(RepodataDirectory directory, Path memoFile) {
    Optional<RepodataMemo> memo = RepodataMemo.read(memoFile);
    if (memo.isEmpty()) {
      return Optional.empty();
    }
    byte[][] files = new byte[Metadata.values().length][];
    for (Metadata metadata : Metadata.values()) {
      WrittenDocument document = memo.get().documents().get(metadata.ordinal());
      Path file = directory.file(metadata, memo.get().compression(), document);
      try {
        if (Files.size(file) != document.size() || document.size() > Integer.MAX_VALUE) {
          return Optional.empty();
        }
        files[metadata.ordinal()] = Files.readAllBytes(file);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw RepodataProblems.unreadable(file, e);
      }
      byte[] sum = Algorithm.SHA256.newDigest().digest(files[metadata.ordinal()]);
      if (!Arrays.equals(sum, document.sha256())) {
        return Optional.empty();
      }
    }
    Path store = ContentStore.file(memoFile, memo.get().content().generation());
    return Optional.of(new Previous(memo.get(), List.of(files), store));
  }

  RepodataMemo memo() {
    return memo;
  }

  /** For each of some files the number of the package that it is, or -1. */
  int[] match(List<RepositoryScan.Found> found, List<FileIdentity> identities) {
    Map<String, Integer> byLocation = new HashMap<>();
    for (int p = 0; p < memo.packages().size(); p++) {
      byLocation.put(memo.packages().get(p).location(), p);
    }
    int[] numbers = new int[found.size()];
    for (int i = 0; i < numbers.length; i++) {
      int p = byLocation.getOrDefault(found.get(i).location(), -1);
      boolean same =
          p >= 0
              && memo.packages().get(p).sure()
              && memo.packages().get(p).identity().equals(identities.get(i));
      numbers[i] = same ? p : -1;
    }
    return numbers;
  }

  /**
   * The block that consists of the packages {@code numbers[from, to)} and no others; -1 if there is
   * none.
   */
  int block(int[] numbers, int from, int to) {
    int first = numbers[from];
    if (first < 0 || packageStarts[blockOf[first]] != first) {
      return -1;
    }
    int block = blockOf[first];
    if (memo.blocks()[block] != to - from) {
      return -1;
    }
    for (int i = from; i < to; i++) {
      if (numbers[i] != first + i - from) {
        return -1;
      }
    }
    return block;
  }

  /** Bytes of the file that a block stands in. */
  byte[] compressed(Metadata document, int block) {
    int[] starts = unitStarts[document.ordinal()];
    return Arrays.copyOfRange(files.get(document.ordinal()), starts[block + 1], starts[block + 2]);
  }

  /** The content of a block. */
  byte[] open(Metadata document, int block) {
    ContentStore.Place place = memo.content().places()[document.ordinal()][block];
    return ContentStore.read(store, place).orElseGet(() -> expand(document, block));
  }

  private byte[] expand(Metadata document, int block) {
    int d = document.ordinal();
    int size = 0;
    for (int p = packageStarts[block]; p < packageStarts[block + 1]; p++) {
      size += memo.packages().get(p).sizes()[d];
    }
    int from = unitStarts[d][block + 1];
    int length = unitStarts[d][block + 2] - from;
    return BlockCoder.expand(memo.compression(), files.get(d), from, length, size);
  }

  /** Takes fragments out of a document; for one thread, fastest in order. */
  final class Fragments {

    private final Metadata document;
    private int block = -1;
    private byte[] content = {};

    Fragments(Metadata document) {
      this.document = document;
    }

    /** Appends the fragment of the package with that number; how many bytes that are. */
    int write(int number, XmlBytes to) {
      if (block != blockOf[number]) {
        block = blockOf[number];
        content = open(document, block);
      }
      int at = 0;
      for (int p = packageStarts[block]; p < number; p++) {
        at += memo.packages().get(p).sizes()[document.ordinal()];
      }
      int size = memo.packages().get(number).sizes()[document.ordinal()];
      to.raw(content, at, size);
      return size;
    }
  }
}
