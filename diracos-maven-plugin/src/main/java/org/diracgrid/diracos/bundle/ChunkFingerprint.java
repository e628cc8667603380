package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * Tells chunks apart without reading their files: a digest of the headers of their members and of
 * what the system says of each file. The change time among it is set by the system at each write,
 * and nobody can set it back.
 */
final class ChunkFingerprint {

  private static final String ATTRIBUTES = "unix:size,ino,dev,ctime,lastModifiedTime";

  private final Path root;
  private final long mtime;

  ChunkFingerprint(BundleLayout layout) {
    this.root = layout.tree().root();
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
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // Who reads the file will say what is wrong with it.
      sha256.reset();
      return Optional.empty();
    }
    sha256.update(root.toString().getBytes(StandardCharsets.UTF_8));
    return Optional.of(ChunkKey.of(sha256.digest()));
  }

  private boolean file(Member member, ByteBuffer numbers) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(member.source().under(root), ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    if (attributes.get("size") instanceof Long size
        && attributes.get("ino") instanceof Long inode
        && attributes.get("dev") instanceof Long device
        && attributes.get("ctime") instanceof FileTime changed
        && attributes.get("lastModifiedTime") instanceof FileTime modified
        && size == member.size()) {
      Instant when = changed.toInstant();
      Instant written = modified.toInstant();
      numbers.putLong(inode).putLong(device);
      numbers.putLong(when.getEpochSecond()).putInt(when.getNano());
      numbers.putLong(written.getEpochSecond()).putInt(written.getNano());
      return true;
    }
    return false;
  }

  private static void update(MessageDigest digest, ByteBuffer numbers) {
    digest.update(numbers.flip());
    numbers.clear();
  }
}
