package org.diracgrid.diracos.repo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of a repository as it was last seen, in one file so that its parts always belong
 * together:
 *
 * <pre>
 * magic:int count:int base:utf* etag:utf lastModified:utf length:int repomd length:int signature
 * </pre>
 *
 * @param bases where it was found, the address that gave repomd first
 * @param etag of repomd.xml, to ask whether it has changed; empty if the server gives none
 * @param lastModified likewise
 * @param repomd the bytes of repomd.xml
 * @param signature the bytes of repomd.xml.asc; empty if it was not asked for
 */
record RepositorySnapshot(
    List<URI> bases, String etag, String lastModified, byte[] repomd, byte[] signature) {

  private static final int MAGIC = 0xD1AC0001;
  private static final int MAX_BASES = 10_000;

  RepositorySnapshot {
    bases = List.copyOf(bases);
  }

  /** Reads what was written; empty if there is none or it is damaged. */
  static Optional<RepositorySnapshot> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      int magic = in.readInt();
      int count = in.readInt();
      if (magic != MAGIC || count < 0 || count > MAX_BASES) {
        return Optional.empty();
      }
      List<URI> bases = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        bases.add(URI.create(in.readUTF()));
      }
      return Optional.of(
          new RepositorySnapshot(bases, in.readUTF(), in.readUTF(), bytes(in), bytes(in)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a length of " + length);
    }
    return in.readNBytes(length);
  }

  /** Replaces the file in one step. */
  void write(Path file) {
    try {
      ByteArrayOutputStream buffer = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(buffer)) {
        out.writeInt(MAGIC);
        out.writeInt(bases.size());
        for (URI base : bases) {
          out.writeUTF(base.toString());
        }
        out.writeUTF(etag);
        out.writeUTF(lastModified);
        out.writeInt(repomd.length);
        out.write(repomd);
        out.writeInt(signature.length);
        out.write(signature);
      }
      replace(file, buffer.toByteArray());
    } catch (IOException e) {
      throw FetchProblem.local(file, e);
    }
  }

  /** Writes a file so that others see all of it or the one before. */
  static void replace(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary = Files.createTempFile(file.getParent(), ".", ".tmp");
    try {
      Files.write(temporary, content);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
