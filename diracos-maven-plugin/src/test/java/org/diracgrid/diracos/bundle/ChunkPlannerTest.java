package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.junit.jupiter.api.Test;

class ChunkPlannerTest {

  private static final int LIMIT = 1 << 20;

  private static Member file(String name, long size) {
    return new Member(name, BundlePath.ROOT, StagedEntry.Kind.FILE, 0644, size, "", null);
  }

  private static List<Member> tree(int files) {
    Random random = new Random(1);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      long size = (long) Math.exp(random.nextDouble() * 15);
      members.add(file(String.format("diracos/usr/lib/f%05d", i), size));
    }
    return members;
  }

  private static List<Chunk> plan(List<Member> members) {
    return ChunkPlanner.plan(members, 0, LIMIT, 0);
  }

  @Test
  void chunksHoldEveryByteOfEveryMemberOnceAndInOrder() {
    List<Member> members = tree(2000);
    Member current = null;
    long at = 0;
    int seen = 0;
    for (Chunk chunk : plan(members)) {
      for (Chunk.Piece piece : chunk.pieces()) {
        if (piece.member() != current) {
          current = piece.member();
          assertThat(current).isSameAs(members.get(seen));
          seen++;
          at = 0;
        }
        assertThat(piece.from()).isEqualTo(at);
        at = piece.to();
      }
    }
    assertThat(seen).isEqualTo(members.size());
  }

  @Test
  void noChunkIsAboveTheLimitAndTheyAreHalfFullOnTheWhole() {
    List<Chunk> chunks = plan(tree(5000));
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.size()).isBetween(1, LIMIT));
    assertThat(chunks.stream().mapToInt(Chunk::size).average().orElse(0))
        .isBetween(LIMIT * 0.4, LIMIT * 0.8);
  }

  @Test
  void wholeIsAMultipleOfTarsRecord() {
    for (int files : new int[] {0, 1, 7, 100}) {
      long size = plan(tree(files)).stream().mapToLong(Chunk::size).sum();
      assertThat(size % 10240).isZero();
    }
  }

  @Test
  void fileLargerThanAChunkIsCutFromItsOwnStart() {
    Member big = file("diracos/big", 5L * LIMIT);
    List<Chunk> alone = plan(List.of(big));
    List<Chunk> amid = plan(List.of(file("diracos/a", 3000), big, file("diracos/c", 1)));
    assertThat(amid).containsAll(alone.subList(0, alone.size() - 1));
  }

  @Test
  void changeOfOneMemberLeavesFarChunksAsTheyWere() {
    List<Member> before = tree(5000);
    List<Member> after = new ArrayList<>(before);
    after.set(2500, file(before.get(2500).name(), before.get(2500).size() + 4096));
    after.add(1000, file("diracos/usr/lib/f00999a", 12345));
    after.remove(4000);
    Set<Chunk> old = new HashSet<>(plan(before));
    List<Chunk> now = plan(after);
    long made = now.stream().filter(chunk -> !old.contains(chunk)).count();
    assertThat(made).isLessThan(25);
    assertThat(now).hasSizeGreaterThan(1000);
  }
}
