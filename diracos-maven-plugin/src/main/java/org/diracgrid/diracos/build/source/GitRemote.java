package org.diracgrid.diracos.build.source;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * A git repository somewhere else, without the program git: asked for the commit of a branch, and
 * for the files of that commit. Nothing of git is kept: one commit, without its history, comes into
 * memory.
 */
final class GitRemote {

  static {
    // Or JGit would read the user's settings of git, and run git to find those of the system.
    SystemReader.setInstance(new NoGitSettings());
  }

  private final FetchSettings settings;

  GitRemote(FetchSettings settings) {
    this.settings = settings;
  }

  /** The commit that a branch or tag is at. */
  String commit(URI address, String branch) {
    try {
      Map<String, Ref> refs =
          prepared(address, Git.lsRemoteRepository().setRemote(address.toString())).callAsMap();
      for (String prefix : new String[] {Constants.R_HEADS, Constants.R_TAGS}) {
        Ref ref = refs.get(prefix + branch);
        ObjectId id = ref == null ? null : ref.getPeeledObjectId();
        id = id == null && ref != null ? ref.getObjectId() : id;
        if (id != null) {
          return id.name();
        }
      }
      throw SourceProblems.noRef(
          address.toString(),
          "there is no branch " + branch,
          "branches are "
              + String.join(
                  ", ",
                  refs.keySet().stream()
                      .filter(name -> name.startsWith(Constants.R_HEADS))
                      .map(name -> name.substring(Constants.R_HEADS.length()))
                      .sorted()
                      .toList()));
    } catch (GitAPIException e) {
      throw failed(address, "the branches of the dist-git package cannot be asked for", e);
    }
  }

  /**
   * Writes the files of a commit.
   *
   * @param branch that it is the newest commit of; if it has moved on meanwhile, that is a failure
   */
  void checkout(URI address, String branch, String commit, Path into) {
    try (InMemoryRepository repository =
            new InMemoryRepository.Builder()
                .setRepositoryDescription(new DfsRepositoryDescription("dist-git"))
                .setFS(FS.DETECTED)
                .build();
        Git git = new Git(repository)) {
      String from = isTag(address, branch) ? Constants.R_TAGS : Constants.R_HEADS;
      prepared(
              address,
              git.fetch()
                  .setRemote(address.toString())
                  .setRefSpecs(new RefSpec("+" + from + branch + ":refs/heads/wanted"))
                  .setTagOpt(TagOpt.NO_TAGS)
                  .setDepth(1))
          .call();
      ObjectId id = repository.resolve("refs/heads/wanted^{commit}");
      if (id == null || !id.name().equals(commit)) {
        throw SourceProblems.noRef(
            address.toString(),
            "branch " + branch + " moved while it was fetched",
            "it was at " + commit + " and is at " + (id == null ? "nothing" : id.name()));
      }
      write(address, repository, id, into);
    } catch (GitAPIException e) {
      throw failed(address, "the dist-git package cannot be fetched", e);
    } catch (IOException e) {
      throw SourceProblems.io(into, e);
    }
  }

  private boolean isTag(URI address, String branch) throws GitAPIException {
    Map<String, Ref> refs =
        prepared(address, Git.lsRemoteRepository().setRemote(address.toString())).callAsMap();
    return !refs.containsKey(Constants.R_HEADS + branch);
  }

  private static void write(URI address, InMemoryRepository repository, ObjectId id, Path into)
      throws IOException {
    try (RevWalk revisions = new RevWalk(repository);
        TreeWalk tree = new TreeWalk(repository)) {
      tree.addTree(revisions.parseCommit(id).getTree());
      tree.setRecursive(true);
      while (tree.next()) {
        FileMode mode = tree.getFileMode();
        String path = tree.getPathString();
        if (mode.equals(FileMode.GITLINK)) {
          continue;
        }
        if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
          throw SourceProblems.name(address.toString(), path, "it is a symbolic link");
        }
        Path target = into.resolve(path).normalize();
        if (!target.startsWith(into)) {
          throw SourceProblems.name(address.toString(), path, "it climbs");
        }
        Files.createDirectories(target.getParent());
        ObjectLoader content = repository.open(tree.getObjectId(0));
        try (var out = Files.newOutputStream(target)) {
          content.copyTo(out);
        }
        String permissions = mode.equals(FileMode.EXECUTABLE_FILE) ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(permissions));
      }
    }
  }

  private <C extends TransportCommand<C, ?>> C prepared(URI address, C command) {
    settings
        .access()
        .credentialsFor(SourceAcquirer.REPOSITORY, address)
        .ifPresent(
            it ->
                command.setCredentialsProvider(
                    new UsernamePasswordCredentialsProvider(it.user(), it.password())));
    return command
        .setTimeout((int) Math.max(1, settings.stallTimeout().toSeconds()))
        .setTransportConfigCallback(this::configure);
  }

  /** Proxies as for all other downloads. */
  private void configure(Transport transport) {
    if (transport instanceof TransportHttp http) {
      URI address = URI.create(transport.getURI().toString());
      Optional<Access.Proxy> proxy = settings.access().proxyFor(address);
      http.setHttpConnectionFactory(new ProxiedConnections(settings.connectTimeout(), proxy));
      proxy
          .flatMap(Access.Proxy::credentials)
          .ifPresent(it -> http.setAdditionalHeaders(Map.of("Proxy-Authorization", basic(it))));
    }
  }

  private static String basic(Access.Credentials credentials) {
    String pair = credentials.user() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static RuntimeException failed(URI address, String what, GitAPIException e) {
    Throwable cause = e;
    for (Throwable next = e.getCause(); next != null; next = next.getCause()) {
      cause = next;
      if (next instanceof NoRemoteRepositoryException) {
        break;
      }
    }
    String because =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return SourceProblems.git(address.toString(), what, because, e);
  }
}
