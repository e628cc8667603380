package org.diracgrid.diracos.repo;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a repository is and what is to be seen of it.
 *
 * @param id its name in messages, in the lock and for credentials
 * @param urls base addresses, tried in turn; all hold the same content
 * @param mirrorlist address of a list of further base addresses; a metalink is understood as well
 * @param metalink address of a metalink for repomd.xml
 * @param priority the lower, the more it is preferred; dnf's default is 99
 * @param exclude globs of packages that do not exist for us
 * @param includepkgs if not empty, globs of the only packages that exist
 * @param gpgcheck whether packages must be signed by a key of {@code gpgkeys}
 * @param repoGpgcheck whether repomd.xml must be
 * @param gpgkeys addresses of key files
 */
public record RepositorySource(
    String id,
    List<URI> urls,
    @Nullable URI mirrorlist,
    @Nullable URI metalink,
    int priority,
    List<String> exclude,
    List<String> includepkgs,
    boolean gpgcheck,
    boolean repoGpgcheck,
    List<URI> gpgkeys) {

  /** dnf's default priority. */
  public static final int DEFAULT_PRIORITY = 99;

  /** Validates that there is an address, and gives every base address its closing slash. */
  public RepositorySource {
    if (urls.isEmpty() && mirrorlist == null && metalink == null) {
      throw new IllegalArgumentException("repository " + id + " has no address");
    }
    urls = urls.stream().map(RepositorySource::directory).toList();
    exclude = List.copyOf(exclude);
    includepkgs = List.copyOf(includepkgs);
    gpgkeys = List.copyOf(gpgkeys);
  }

  /** A repository with one address and dnf's defaults, without signatures. */
  public static RepositorySource of(String id, URI url) {
    return new RepositorySource(
        id,
        List.of(url),
        null,
        null,
        DEFAULT_PRIORITY,
        List.of(),
        List.of(),
        false,
        false,
        List.of());
  }

  /** The address with a slash at the end of its path, so that relative ones resolve below it. */
  static URI directory(URI uri) {
    String path = uri.getRawPath();
    if (path == null || path.endsWith("/")) {
      return uri;
    }
    String text = uri.toString();
    int end = text.length();
    for (char mark : new char[] {'?', '#'}) {
      int at = text.indexOf(mark);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    return URI.create(text.substring(0, end) + "/" + text.substring(end));
  }
}
