package org.diracgrid.diracos.repodata;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.diracgrid.diracos.repo.FilelistsReader;
import org.diracgrid.diracos.repo.PrimaryReader;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Lets packages take part in an index without a repository being written: what is read is the
 * metadata that it would have, in memory, so that both ways say the same.
 */
public final class PackageIndex {

  private PackageIndex() {}

  /**
   * Adds packages as a repository, in the order in which its metadata would list them. Source
   * packages are passed over, as always.
   *
   * @param repository its id
   * @return how many packages went to the builder
   */
  public static int add(
      RepoIndex.Builder builder, String repository, Collection<RepositoryPackage> packages) {
    InputStream primary = document(Metadata.PRIMARY, packages);
    return PrimaryReader.read(primary, "primary.xml of " + repository, repository, builder);
  }

  /**
   * Reports who owns the wanted paths, as a repository's list of files would.
   *
   * @param wanted absolute paths
   * @param owner called with the package's SHA-256 and the path
   */
  public static void owners(
      Collection<RepositoryPackage> packages,
      Set<String> wanted,
      BiConsumer<String, String> owner) {
    FilelistsReader.find(document(Metadata.FILELISTS, packages), "filelists.xml", wanted, owner);
  }

  private static InputStream document(Metadata metadata, Collection<RepositoryPackage> packages) {
    List<RepositoryPackage> sorted =
        packages.stream()
            .sorted((a, b) -> LocationOrder.compare(a.location(), b.location()))
            .toList();
    XmlBytes xml = new XmlBytes(4096 * (packages.size() + 1));
    xml.raw(metadata.head(sorted.size()));
    sorted.forEach(one -> one.write(metadata, xml));
    return new ByteArrayInputStream(xml.raw(metadata.foot()).toArray());
  }
}
