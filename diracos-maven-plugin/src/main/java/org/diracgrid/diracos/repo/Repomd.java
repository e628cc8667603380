package org.diracgrid.diracos.repo;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.digest.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * What {@code repodata/repomd.xml} lists.
 *
 * @param revision as the repository counts its states; empty if it does not
 */
public record Repomd(String revision, List<Entry> entries) {

  /**
   * One metadata file.
   *
   * @param type such as {@code primary}, {@code filelists}, {@code modules}
   * @param location relative to {@code base}, or to the repository's root where that is empty
   * @param base {@code xml:base}; empty if there is none
   * @param checksum of the file as it is fetched; null if absent or of a kind that is not known
   * @param openChecksum of its content, decompressed
   * @param size in bytes; -1 if not given
   * @param openSize of its content; -1 if not given
   * @param timestamp in seconds, as it is written; empty if not given
   */
  public record Entry(
      String type,
      String location,
      String base,
      @Nullable Checksum checksum,
      @Nullable Checksum openChecksum,
      long size,
      long openSize,
      String timestamp) {

    /** The location with its base, if it has one. */
    public String href() {
      return base.isEmpty()
          ? location
          : base.endsWith("/") ? base + location : base + "/" + location;
    }
  }

  /** Holds its own list. */
  public Repomd {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a list of metadata.
   *
   * @param document what messages call it
   * @throws org.diracgrid.diracos.problem.DiracosException if it is no such list
   */
  public static Repomd read(InputStream in, String document) {
    return RepomdReader.read(in, document);
  }

  /** The first entry of a type; one in zchunk only if there is no other. */
  public Optional<Entry> entry(String type) {
    return first(type).or(() -> first(type + "_zck"));
  }

  private Optional<Entry> first(String type) {
    return entries.stream().filter(entry -> entry.type().equals(type)).findFirst();
  }
}
