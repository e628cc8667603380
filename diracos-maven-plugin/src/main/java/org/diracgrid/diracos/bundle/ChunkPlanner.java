package org.diracgrid.diracos.bundle;

import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.bundle.Chunk.Piece;

/**
 * Cuts the tar stream into chunks.
 *
 * <p>A cut must not depend on what lies far before it, or one byte more in the first package would
 * change all that follows. So:
 *
 * <ul>
 *   <li>a member that does not fit into one chunk begins one and is cut at fixed distances from its
 *       own start, and the member after it begins another;
 *   <li>between smaller members a hash of the name decides, with a chance in proportion to the
 *       member's size, so that chunks are half full in the middle; a chunk of less than an eighth
 *       goes on, and a member that no longer fits begins the next.
 * </ul>
 *
 * The zeros that end the archive are a chunk of their own, since their number follows from the
 * whole.
 */
final class ChunkPlanner {

  /** tar reads and writes records of twenty blocks, and some readers insist on whole ones. */
  static final int RECORD = 20 * TarHeader.BLOCK;

  private final int limit;
  private final List<Chunk> chunks = new ArrayList<>();
  private List<Piece> pieces = new ArrayList<>();
  private int size;
  private long total;

  private ChunkPlanner(int limit, int phase) {
    this.limit = limit;
    this.total = phase;
  }

  /**
   * Plans the chunks of an archive, or of the rest of one.
   *
   * @param phase what the members before these leave of a whole number of records
   */
  static List<Chunk> plan(List<Member> members, long mtime, int limit, int phase) {
    ChunkPlanner planner = new ChunkPlanner(limit, phase);
    for (Member member : members) {
      planner.add(member, length(member, mtime));
    }
    planner.cut();
    planner.end();
    return planner.chunks;
  }

  /** The bytes of a member: header, content, zeros. */
  private static long length(Member member, long mtime) {
    long content = (member.size() + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK;
    return TarHeader.length(member, mtime) + content;
  }

  private void add(Member member, long length) {
    total += length;
    if (length > limit) {
      cut();
      for (long from = 0; from < length; from += limit) {
        long to = Math.min(length, from + limit);
        pieces.add(new Piece(member, from, to));
        size = (int) (to - from);
        cut();
      }
      return;
    }
    if (size + length > limit) {
      cut();
    }
    pieces.add(new Piece(member, 0, length));
    size += (int) length;
    if (size >= limit / 8 && draw(member.name()) < length) {
      cut();
    }
  }

  private void cut() {
    if (size > 0) {
      chunks.add(new Chunk(pieces, size));
      pieces = new ArrayList<>();
      size = 0;
    }
  }

  private void end() {
    long marked = total + 2L * TarHeader.BLOCK;
    long whole = (marked + RECORD - 1) / RECORD * RECORD;
    chunks.add(new Chunk(List.of(), (int) (whole - total)));
  }

  /** A number below half the limit that is as good as random and always the same for a name. */
  private long draw(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    return Long.remainderUnsigned(hash ^ (hash >>> 29), limit / 2);
  }
}
