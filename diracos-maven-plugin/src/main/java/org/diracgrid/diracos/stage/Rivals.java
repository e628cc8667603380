package org.diracgrid.diracos.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.stage.StagePlanner.Placed;

/** Who of those that claim one path gets it. */
record Rivals(Placed winner, Optional<PathConflict> conflict) {

  /**
   * Chooses between files and links at a path that is no directory: a link that others ship content
   * through, else the last package by name and version, as {@code rpm2cpio | cpio -u} over sorted
   * packages would leave it.
   *
   * @param rivals in the order of packages, at least one
   */
  static Rivals of(BundlePath path, List<Placed> rivals, boolean linkIsUsed, Links links) {
    if (rivals.size() == 1) {
      return new Rivals(rivals.get(0), Optional.empty());
    }
    List<Placed> real = new ArrayList<>(rivals);
    // With /lib64 -> usr/lib64, /usr/lib64/x -> /lib64/x says of x that it is x.
    real.removeIf(rival -> isLink(rival) && links.returns(path, rival.file.linkTarget()));
    if (real.isEmpty()) {
      real = rivals;
    }
    Placed winner = real.get(real.size() - 1);
    if (linkIsUsed) {
      winner = real.stream().filter(Rivals::isLink).reduce((a, b) -> b).orElse(winner);
    }
    TreeSet<String> contents = new TreeSet<>();
    for (Placed rival : real) {
      contents.add(identity(rival, links));
    }
    if (contents.size() == 1) {
      return new Rivals(winner, Optional.empty());
    }
    return new Rivals(winner, Optional.of(new PathConflict(path, claim(winner), claims(rivals))));
  }

  static PathConflict directoryWins(BundlePath path, String owner, List<Placed> rivals) {
    PathConflict.Claim directory = new PathConflict.Claim(owner, "directory");
    List<PathConflict.Claim> claims = new ArrayList<>();
    claims.add(directory);
    claims.addAll(claims(rivals));
    return new PathConflict(path, directory, claims);
  }

  private static boolean isLink(Placed rival) {
    return rival.file.type() == RpmFileInfo.Type.SYMLINK;
  }

  private static BundlePath leadsTo(Placed rival, Links links) {
    return links.follow(rival.path.parent(), rival.file.linkTarget()).end();
  }

  /** Equal for rivals that have the same content. */
  private static String identity(Placed rival, Links links) {
    RpmFileInfo file = rival.file;
    if (isLink(rival)) {
      return "link " + leadsTo(rival, links);
    }
    if (file.size() == 0) {
      return "empty";
    }
    // What has no digest is equal to nothing else.
    String digest = file.digest().isEmpty() ? "of " + rival.owner : file.digest();
    return file.size() + " " + file.digestAlgorithm() + " " + digest;
  }

  private static List<PathConflict.Claim> claims(List<Placed> rivals) {
    return rivals.stream().map(Rivals::claim).toList();
  }

  private static PathConflict.Claim claim(Placed rival) {
    RpmFileInfo file = rival.file;
    String content =
        isLink(rival)
            ? "link to " + file.linkTarget()
            : "file of "
                + file.size()
                + " bytes, "
                + file.digestAlgorithm().label()
                + " "
                + file.digest();
    return new PathConflict.Claim(rival.owner, content);
  }
}
