package org.diracgrid.diracos.rpm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hard-link sets of a list of files: regular files that are no ghosts and have one device and
 * inode. Which member has the data, the last, is rpm's rule ({@code rpmfilesBuildNLink}).
 */
public final class HardLinks {

  private final Map<Integer, List<Integer>> sets;

  private HardLinks(Map<Integer, List<Integer>> sets) {
    this.sets = sets;
  }

  /** The sets among {@code files}, the list of one package. */
  public static HardLinks of(List<RpmFileInfo> files) {
    Map<String, List<Integer>> byInode = new HashMap<>();
    for (RpmFileInfo file : files) {
      boolean regular = file.type() == RpmFileInfo.Type.REGULAR;
      if (regular && !file.isGhost() && file.inode() >= 0) {
        byInode
            .computeIfAbsent(file.device() + ":" + file.inode(), key -> new ArrayList<>(1))
            .add(file.index());
      }
    }
    Map<Integer, List<Integer>> sets = new HashMap<>();
    for (List<Integer> set : byInode.values()) {
      if (set.size() > 1) {
        List<Integer> members = List.copyOf(set);
        members.forEach(member -> sets.put(member, members));
      }
    }
    return new HardLinks(sets);
  }

  /** The indexes of the set that file {@code index} is in, ascending; only itself if in none. */
  public List<Integer> setOf(int index) {
    return sets.getOrDefault(index, List.of(index));
  }

  boolean isLinked(int index) {
    return sets.containsKey(index);
  }

  /** Whether file {@code index} is the member that has to carry the data. */
  boolean isLast(int index) {
    List<Integer> set = setOf(index);
    return set.get(set.size() - 1) == index;
  }
}
