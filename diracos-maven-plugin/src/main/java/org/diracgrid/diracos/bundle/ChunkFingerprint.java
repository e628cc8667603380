package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.diracgrid.diracos.digest.FileIdentity;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Tells chunks apart without reading their files: a digest of the headers of their members and of
 * the {@link FileIdentity} of each file.
 */
final class ChunkFingerprint {

  private final StagedTree tree;
  private final long mtime;

  ChunkFingerprint(BundleLayout layout) {
    this.tree = layout.tree();
    this.mtime = layout.mtime();
  }

  /**
   * The fingerprint of a chunk.
   *
   * @param sha256 used and left as new
   * @return empty if the system does not tell enough of a file, or it is not what was listed
   */
  Optional<ChunkKey> of(Chunk chunk, MessageDigest sha256) {
    sha256.reset();
    ByteBuffer numbers = ByteBuffer.allocate(64);
    numbers.putInt(chunk.size());
    update(sha256, numbers);
    try {
      for (Chunk.Piece piece : chunk.pieces()) {
        Member member = piece.member();
        byte[] header = TarHeader.of(member, mtime);
        numbers.putInt(header.length).putLong(piece.from()).putLong(piece.to());
        update(sha256, numbers);
        sha256.update(header);
        if (member.kind() == StagedEntry.Kind.FILE && !file(member, numbers)) {
          sha256.reset();
          return Optional.empty();
        }
        update(sha256, numbers);
      }
    } catch (IOException e) {
      // Who reads the file will say what is wrong with it.
      sha256.reset();
      return Optional.empty();
    }
    sha256.update(tree.root().toString().getBytes(StandardCharsets.UTF_8));
    return Optional.of(ChunkKey.of(sha256.digest()));
  }

  private boolean file(Member member, ByteBuffer numbers) throws IOException {
    Optional<FileIdentity> identity =
        FileIdentity.of(tree.locate(member.source()), LinkOption.NOFOLLOW_LINKS)
            .filter(known -> known.size() == member.size());
    identity.ifPresent(known -> known.put(numbers));
    return identity.isPresent();
  }

  private static void update(MessageDigest digest, ByteBuffer numbers) {
    digest.update(numbers.flip());
    numbers.clear();
  }
}
