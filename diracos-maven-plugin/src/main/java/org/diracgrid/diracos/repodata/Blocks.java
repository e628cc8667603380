package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.diracgrid.diracos.digest.FileIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The packages of a repository in their order, cut into blocks, and what becomes of each block:
 * taken from the last run, or made.
 */
final class Blocks {

  /** One package in this many ends a block. */
  private static final int MEAN = 64;

  private static final int MOST = 4 * MEAN;

  /** What may be of no use in any case, in bytes. */
  private static final long LEAST_CONTENT = 1 << 20;

  /**
   * One package.
   *
   * @param number in the last run, or -1
   * @param read null exactly if there is a number
   */
  record Entry(
      RepositoryScan.Found found,
      FileIdentity identity,
      byte[] sha256,
      int number,
      @Nullable RepositoryPackage read) {}

  /** A block that is made: by document what it holds, and that compressed. */
  private record Made(byte[][] open, byte[][] compressed) {}

  private final List<Entry> entries;
  private final @Nullable Previous previous;
  private final RepodataCompression compression;

  /** Where each block begins, and behind them the end. */
  private final int[] starts;

  /** The block of the last run that each is, or -1. */
  private final int[] old;

  private final @Nullable Made[] made;

  /** By entry and document. */
  private final int[][] sizes;

  Blocks(List<Entry> entries, @Nullable Previous previous, RepodataCompression compression) {
    this.entries = entries;
    this.previous = previous;
    this.compression = compression;
    this.starts = cut(entries);
    this.old = new int[starts.length - 1];
    this.made = new Made[old.length];
    this.sizes = new int[entries.size()][Metadata.values().length];
    int[] numbers = new int[entries.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = entries.get(i).number();
    }
    for (int b = 0; b < old.length; b++) {
      old[b] = previous == null ? -1 : previous.block(numbers, starts[b], starts[b + 1]);
    }
  }

  private static int[] cut(List<Entry> entries) {
    int[] starts = new int[entries.size() + 1];
    int count = 0;
    for (int i = 0; i < entries.size(); i++) {
      int length = i + 1 - starts[count];
      boolean ends = entries.get(i).sha256()[0] % MEAN == 0 || length == MOST;
      if (ends || i + 1 == entries.size()) {
        starts[++count] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count + 1);
  }

  int count() {
    return old.length;
  }

  /** How many packages each block has. */
  int[] lengths() {
    int[] lengths = new int[old.length];
    for (int b = 0; b < lengths.length; b++) {
      lengths[b] = starts[b + 1] - starts[b];
    }
    return lengths;
  }

  /** Whether all is as it was. */
  boolean areSame() {
    if (previous == null
        || previous.memo().compression() != compression
        || previous.memo().packages().size() != entries.size()) {
      return false;
    }
    for (int b = 0; b < old.length; b++) {
      if (old[b] != b) {
        return false;
      }
    }
    return true;
  }

  /** Makes the blocks that are not from the last run. */
  void make(int threads) throws InterruptedException {
    boolean asBefore = previous != null && previous.memo().compression() == compression;
    int documents = Metadata.values().length;
    List<Integer> missing = new ArrayList<>();
    for (int b = 0; b < old.length; b++) {
      if (old[b] < 0 || !asBefore) {
        missing.add(b);
        made[b] = new Made(new byte[documents][], new byte[documents][]);
      }
    }
    Queue<BlockCoder> coders = new ConcurrentLinkedQueue<>();
    try {
      Workers.forEach(
          threads,
          missing.size() * documents,
          i -> {
            BlockCoder free = coders.poll();
            BlockCoder coder = free != null ? free : new BlockCoder(compression);
            try {
              make(missing.get(i / documents), Metadata.values()[i % documents], coder);
            } finally {
              coders.add(coder);
            }
          });
    } finally {
      coders.forEach(BlockCoder::close);
    }
  }

  private void make(int block, Metadata document, BlockCoder coder) {
    Made into = made(block);
    XmlBytes open = new XmlBytes(size(block, document));
    Previous.Fragments fragments = previous == null ? null : previous.new Fragments(document);
    for (int i = starts[block]; i < starts[block + 1]; i++) {
      Entry entry = entries.get(i);
      RepositoryPackage read = entry.read();
      if (read != null) {
        sizes[i][document.ordinal()] = read.write(document, open);
      } else if (fragments != null) {
        sizes[i][document.ordinal()] = fragments.write(entry.number(), open);
      }
    }
    into.open[document.ordinal()] = open.end();
    into.compressed[document.ordinal()] = coder.compress(into.open[document.ordinal()]);
  }

  /** How many bytes a block has, as far as that is known. */
  private int size(int block, Metadata document) {
    int size = 0;
    for (int i = starts[block]; i < starts[block + 1]; i++) {
      RepositoryPackage read = entries.get(i).read();
      size += read != null ? read.size(document) : sizes(i)[document.ordinal()];
    }
    return size;
  }

  private Made made(int block) {
    Made found = made[block];
    if (found == null) {
      throw new IllegalStateException("block " + block + " is not made");
    }
    return found;
  }

  /** Appends a block to its document. */
  void write(int block, Metadata document, DocumentFile to) throws IOException {
    Made own = made[block];
    Previous before = previous;
    if (own != null) {
      to.add(own.open[document.ordinal()], own.compressed[document.ordinal()]);
    } else if (before != null) {
      to.add(before.open(document, old[block]), before.compressed(document, old[block]));
    }
  }

  /** Keeps what each block holds, so that the next run need not expand it. */
  ContentStore.Use keep(Path memo) throws IOException {
    Previous before = previous;
    ContentStore.Use used = before == null ? null : before.memo().content();
    long live = 0;
    if (before != null) {
      for (WrittenDocument document : before.memo().documents()) {
        live += document.openSize();
      }
    }
    boolean append = used != null && used.end() <= 2 * live + LEAST_CONTENT;
    int generation = used == null ? 0 : append ? used.generation() : used.generation() + 1;
    long end = used != null && append ? used.end() : 0;
    ContentStore.Place[][] places = new ContentStore.Place[Metadata.values().length][old.length];
    try (FileChannel channel = ContentStore.open(ContentStore.file(memo, generation))) {
      for (Metadata document : Metadata.values()) {
        int d = document.ordinal();
        for (int b = 0; b < old.length; b++) {
          Made own = made[b];
          if (own == null && used != null && append) {
            places[d][b] = used.places()[d][old[b]];
            continue;
          }
          byte[] block =
              own != null
                  ? own.open[d]
                  : before == null ? new byte[0] : before.open(document, old[b]);
          places[d][b] = ContentStore.write(channel, end, block);
          end += block.length;
        }
      }
    }
    return new ContentStore.Use(generation, end, places);
  }

  /** The sizes of the fragments of a package, by document. */
  int[] sizes(int entry) {
    Previous before = previous;
    int number = entries.get(entry).number();
    return number >= 0 && before != null
        ? before.memo().packages().get(number).sizes()
        : sizes[entry].clone();
  }
}
