package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.diracgrid.diracos.bundle.Chunk.Piece;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/** Turns a chunk of the layout into the bytes of the tar stream. Safe for use by many threads. */
final class ChunkReader {

  /** A link that took a file's place since the tree was listed is not followed. */
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private static final byte[] ZEROS = new byte[20 * TarHeader.BLOCK];

  private final StagedTree tree;
  private final long mtime;

  ChunkReader(BundleLayout layout) {
    this.tree = layout.tree();
    this.mtime = layout.mtime();
  }

  /** Fills {@code raw} with the chunk, ready to be read from. */
  void read(Chunk chunk, ByteBuffer raw) {
    raw.clear().limit(chunk.size());
    for (Piece piece : chunk.pieces()) {
      read(piece, raw);
    }
    zeros(raw, raw.remaining());
    raw.flip();
  }

  private void read(Piece piece, ByteBuffer raw) {
    Member member = piece.member();
    byte[] header = TarHeader.of(member, mtime);
    int end = raw.position() + (int) (piece.to() - piece.from());
    if (piece.from() < header.length) {
      int from = (int) piece.from();
      raw.put(header, from, (int) (Math.min(header.length, piece.to()) - from));
    }
    long from = Math.max(0, piece.from() - header.length);
    long to = Math.min(member.size(), piece.to() - header.length);
    if (member.kind() == StagedEntry.Kind.FILE && from < to) {
      content(member, from, (int) (to - from), raw);
    }
    zeros(raw, end - raw.position());
  }

  private void content(Member member, long from, int length, ByteBuffer raw) {
    ByteBuffer into = raw.duplicate().limit(raw.position() + length);
    try (FileChannel file = FileChannel.open(tree.locate(member.source()), READ)) {
      if (file.size() != member.size()) {
        throw changed(member, file.size());
      }
      long at = from;
      while (into.hasRemaining()) {
        int read = file.read(into, at);
        if (read < 0) {
          throw changed(member, at);
        }
        at += read;
      }
    } catch (IOException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-BUNDLE-04",
              "a staged file cannot be read",
              member.name(),
              e.toString(),
              "check the disk and the permissions below " + tree.root() + ", then run again"),
          e);
    } catch (InvalidPathException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-BUNDLE-05",
              "the locale has no way to write the name of a staged file",
              member.name(),
              e.getReason(),
              "run with a UTF-8 locale, such as LC_ALL=C.UTF-8"),
          e);
    }
    raw.position(raw.position() + length);
  }

  private DiracosException changed(Member member, long size) {
    return DiracosException.of(
        new Problem(
            "DOS-BUNDLE-04",
            "a staged file changed while it was bundled",
            member.name(),
            "it has " + size + " bytes, the tree was listed with " + member.size(),
            "let nothing else write below " + tree.root() + ", then run again"));
  }

  private static void zeros(ByteBuffer raw, int count) {
    int left = count;
    while (left > 0) {
      int n = Math.min(left, ZEROS.length);
      raw.put(ZEROS, 0, n);
      left -= n;
    }
  }
}
