package org.diracgrid.diracos.bundle;

import java.util.List;

/**
 * A stretch of the tar stream that is compressed by itself.
 *
 * @param pieces what it holds, in order; none for the zeros that end the archive
 * @param size its bytes before compression
 */
record Chunk(List<Piece> pieces, int size) {

  Chunk {
    pieces = List.copyOf(pieces);
  }

  /**
   * A part of one member.
   *
   * @param from first byte, counted from the start of the member's header
   * @param to byte after the last, the zeros after the content included
   */
  record Piece(Member member, long from, long to) {}
}
