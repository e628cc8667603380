package org.diracgrid.diracos.stage;

import java.util.List;
import java.util.Objects;
import org.diracgrid.diracos.path.BundlePath;

/**
 * One path that packages claim with different content; a finding, not a failure.
 *
 * @param winner whose content stands in the tree: the directory if anything lies below the path,
 *     else the symbolic link that others ship content through, else the package that comes last in
 *     the order of names and versions
 * @param claims all claims, in that order; at least two unless a directory nobody owns won
 */
public record PathConflict(BundlePath path, Claim winner, List<Claim> claims) {

  /**
   * What one package has there.
   *
   * @param owner the package, as {@code name-[epoch:]version-release.arch}; empty for a directory
   *     that none owns
   * @param content in words: {@code file of 12 bytes, sha256 …}, {@code link to …}, {@code
   *     directory}
   */
  public record Claim(String owner, String content) {
    /** Validates that both are there. */
    public Claim {
      Objects.requireNonNull(owner);
      Objects.requireNonNull(content);
    }
  }

  /** Copies the list. */
  public PathConflict {
    Objects.requireNonNull(path);
    Objects.requireNonNull(winner);
    claims = List.copyOf(claims);
  }

  /** One line for a log. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(path.toString()).append(": ");
    String separator = "";
    for (Claim claim : claims) {
      text.append(separator).append(claim.owner).append(" has a ").append(claim.content);
      separator = ", ";
    }
    text.append("; kept: ").append(winner.content);
    return text.append(winner.owner.isEmpty() ? "" : " of " + winner.owner).toString();
  }
}
