package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.FileIdentity;
import org.diracgrid.diracos.digest.Sealed;

/**
 * What one run remembers for the next: the package files that it read, and how the documents that
 * it wrote are made up. Big-endian:
 *
 * <pre>
 * memo     = "DOSMETA" form[1]  compression[1]
 *            packages[4] package*  blocks[4] packagesOfBlock[4]*
 *            document{3}  generation[4] contentEnd[8] (place{blocks}){3}
 *            sha256[32]                                                of all before it
 * package  = length[2] location  identity  sure[1]  sha256[32]  fragmentSize[4]{3}
 * document = sha256[32] size[8]  openSha256[32] openSize[8]
 *            headSize[4] blockSize[4]* footSize[4]                     compressed
 * place    = offset[8] size[4] crc32[4]                                see {@link ContentStore}
 * </pre>
 *
 * <p>It names files by identity, which means nothing on another machine, so it lies outside of the
 * repository, which is copied and published. Without it all packages are read again.
 *
 * @param packages in the order of the documents
 * @param blocks how many packages each block has
 * @param documents one for each {@link Metadata}
 * @param content where the content of blocks is kept
 */
record RepodataMemo(
    RepodataCompression compression,
    List<Known> packages,
    int[] blocks,
    List<WrittenDocument> documents,
    ContentStore.Use content) {

  private static final byte[] MAGIC = {'D', 'O', 'S', 'M', 'E', 'T', 'A', 1};
  private static final int DOCUMENTS = Metadata.values().length;
  private static final int SHA256 = Algorithm.SHA256.bytes();
  private static final long LARGEST = 1L << 30;

  /**
   * A package file.
   *
   * @param sure whether the file cannot have changed since without another identity
   * @param sizes of its fragments, one for each {@link Metadata}
   */
  record Known(String location, FileIdentity identity, boolean sure, byte[] sha256, int[] sizes) {}

  /** Reads what an earlier run wrote; empty if there is nothing, or nothing whole. */
  static Optional<RepodataMemo> read(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        return Optional.empty();
      }
      return Sealed.open(MAGIC, Files.readAllBytes(file)).map(RepodataMemo::parse);
    } catch (IOException e) {
      throw RepodataProblems.unreadable(file, e);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      // Sealed, and yet not of this form: some other version's.
      return Optional.empty();
    }
  }

  private static RepodataMemo parse(ByteBuffer in) {
    RepodataCompression compression = RepodataCompression.values()[in.get()];
    int count = in.getInt();
    List<Known> packages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] location = new byte[in.getShort() & 0xFFFF];
      in.get(location);
      FileIdentity identity = FileIdentity.get(in);
      boolean sure = in.get() != 0;
      packages.add(
          new Known(
              new String(location, StandardCharsets.UTF_8),
              identity,
              sure,
              bytes(in),
              ints(in, DOCUMENTS)));
    }
    int[] blocks = ints(in, in.getInt());
    List<WrittenDocument> documents = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] sum = bytes(in);
      long size = in.getLong();
      byte[] openSum = bytes(in);
      long openSize = in.getLong();
      documents.add(new WrittenDocument(sum, size, openSum, openSize, ints(in, blocks.length + 2)));
    }
    ContentStore.Use content = content(in, blocks.length);
    long sum = 0;
    for (int block : blocks) {
      sum += block;
    }
    if (sum != count || in.hasRemaining()) {
      throw new IllegalArgumentException("the parts do not make up the whole");
    }
    return new RepodataMemo(compression, packages, blocks, documents, content);
  }

  private static ContentStore.Use content(ByteBuffer in, int blocks) {
    int generation = in.getInt();
    long end = in.getLong();
    ContentStore.Place[][] places = new ContentStore.Place[DOCUMENTS][blocks];
    for (ContentStore.Place[] document : places) {
      for (int b = 0; b < blocks; b++) {
        document[b] = new ContentStore.Place(in.getLong(), in.getInt(), in.getInt());
      }
    }
    return new ContentStore.Use(generation, end, places);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] sum = new byte[SHA256];
    in.get(sum);
    return sum;
  }

  private static int[] ints(ByteBuffer in, int count) {
    if (count < 0 || count > in.remaining() / Integer.BYTES) {
      throw new IllegalArgumentException(count + " numbers");
    }
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getInt();
    }
    return values;
  }

  /** The bytes of the memo. */
  byte[] toBytes() {
    List<byte[]> locations = new ArrayList<>(packages.size());
    int size = 16 + Integer.BYTES * blocks.length;
    for (Known known : packages) {
      byte[] location = known.location.getBytes(StandardCharsets.UTF_8);
      locations.add(location);
      size += 2 + location.length + FileIdentity.LENGTH + 1 + SHA256 + 4 * DOCUMENTS;
    }
    size += DOCUMENTS * (2 * SHA256 + 16 + Integer.BYTES * (blocks.length + 2));
    size += 12 + DOCUMENTS * 16 * blocks.length;
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put((byte) compression.ordinal()).putInt(packages.size());
    for (int i = 0; i < locations.size(); i++) {
      Known known = packages.get(i);
      out.putShort((short) locations.get(i).length).put(locations.get(i));
      known.identity.put(out);
      out.put((byte) (known.sure ? 1 : 0)).put(known.sha256);
      put(out, known.sizes);
    }
    out.putInt(blocks.length);
    put(out, blocks);
    for (WrittenDocument document : documents) {
      out.put(document.sha256()).putLong(document.size());
      out.put(document.openSha256()).putLong(document.openSize());
      put(out, document.units());
    }
    out.putInt(content.generation()).putLong(content.end());
    for (ContentStore.Place[] document : content.places()) {
      for (ContentStore.Place place : document) {
        out.putLong(place.offset()).putInt(place.size()).putInt(place.crc32());
      }
    }
    return Sealed.seal(MAGIC, out.flip());
  }

  private static void put(ByteBuffer out, int[] values) {
    for (int value : values) {
      out.putInt(value);
    }
  }
}
