package org.diracgrid.diracos.build.source;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.repo.FetchRequest;
import org.diracgrid.diracos.repo.Fetcher;

/**
 * Packages of dist-git. What was taken is kept in the fetcher's cache, by commit:
 *
 * <pre>
 * dist-git/KEY/head          the commit that the branch was at when it was last asked
 * dist-git/KEY/COMMIT/…      its files and those of the lookaside cache, complete and verified
 * </pre>
 *
 * <p>KEY is made of the addresses and the branch. The branch is asked for its commit in every run
 * that is not offline; files are fetched for a commit that is not there yet.
 */
final class DistGit {

  private static final String HEAD = "head";
  private static final String SOURCES = "sources";
  private static final int KEY_LENGTH = 32;

  private final Fetcher fetcher;
  private final GitRemote git;

  DistGit(Fetcher fetcher) {
    this.fetcher = fetcher;
    this.git = new GitRemote(fetcher.settings());
  }

  /** The files of a package at the commit of a branch. */
  AcquiredSource.SourceDirectory acquire(PackageBuild build, String name, String branch) {
    Path base = build.options().base();
    String template =
        build.options().distGitUrl().orElseThrow(() -> SourceProblems.noDistGit(name));
    String lookaside = build.options().lookasideUrl().orElse("");
    URI address = AddressTemplate.expand(template, Map.of("name", name), base);
    Path place = place(address, lookaside, branch);
    String commit = commit(address, branch, place);
    Path tree = place.resolve(commit);
    if (!Files.isDirectory(tree)) {
      assemble(build, name, address, branch, commit, tree);
    }
    String origin = address + " branch " + branch + " commit " + commit;
    return new AcquiredSource.SourceDirectory(tree, SourceTrees.spec(tree), origin);
  }

  private Path place(URI address, String lookaside, String branch) {
    byte[] key = (address + "\n" + lookaside + "\n" + branch).getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(key));
    return fetcher.settings().cache().resolve("dist-git").resolve(hex.substring(0, KEY_LENGTH));
  }

  private String commit(URI address, String branch, Path place) {
    Path head = place.resolve(HEAD);
    boolean local = "file".equals(address.getScheme());
    try {
      if (fetcher.settings().offline() && !local) {
        if (!Files.isRegularFile(head)) {
          throw SourceProblems.noRef(
              address.toString(),
              "branch " + branch + " is not in the cache, and we are offline",
              "");
        }
        return Files.readString(head).strip();
      }
      String commit = git.commit(address, branch);
      Files.createDirectories(place);
      Path fresh = place.resolve(HEAD + "." + UUID.randomUUID());
      Files.writeString(fresh, commit + "\n");
      Files.move(fresh, head, StandardCopyOption.ATOMIC_MOVE);
      return commit;
    } catch (IOException e) {
      throw SourceProblems.io(head, e);
    }
  }

  /** Puts all files of a commit together; the directory appears when it is complete. */
  private void assemble(
      PackageBuild build, String name, URI address, String branch, String commit, Path tree) {
    if (fetcher.settings().offline() && !"file".equals(address.getScheme())) {
      throw SourceProblems.noRef(
          address.toString(), "commit " + commit + " is not in the cache, and we are offline", "");
    }
    Path fresh = tree.resolveSibling(commit + "." + UUID.randomUUID());
    boolean complete = false;
    try {
      Files.createDirectories(fresh);
      git.checkout(address, branch, commit, fresh);
      Path sources = fresh.resolve(SOURCES);
      if (Files.isRegularFile(sources)) {
        String text = Files.readString(sources, StandardCharsets.ISO_8859_1);
        for (LookasideFile file : LookasideFile.parse(text, address.toString())) {
          Path fetched = fetcher.fetch(request(build, name, file));
          Files.copy(fetched, fresh.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      Files.move(fresh, tree, StandardCopyOption.ATOMIC_MOVE);
      complete = true;
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      // Another process was first; it has the same files.
      SourceTrees.delete(fresh);
      complete = true;
    } catch (IOException e) {
      throw SourceProblems.io(tree, e);
    } finally {
      if (!complete) {
        SourceTrees.delete(fresh);
      }
    }
  }

  private static FetchRequest request(PackageBuild build, String name, LookasideFile file) {
    String lookaside =
        build.options().lookasideUrl().orElseThrow(() -> SourceProblems.noDistGit(name));
    Map<String, String> values =
        Map.of(
            "name", name,
            "file", file.name(),
            "hash", file.checksum().hex(),
            "hashtype", file.checksum().algorithm().label());
    URI address = AddressTemplate.expand(lookaside, values, build.options().base());
    return new FetchRequest(
        SourceAcquirer.REPOSITORY, List.of(address), file.checksum(), -1, file.name());
  }
}
