package org.diracgrid.diracos.repo;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.jspecify.annotations.Nullable;

/** Reads lists of mirrors: one address a line, or a metalink, whichever an address answers with. */
final class MirrorReader {

  private static final Set<String> SCHEMES = Set.of("http", "https", "file");
  private static final String SUFFIX = "repodata/repomd.xml";

  /**
   * The addresses of a repository.
   *
   * @param bases base addresses with a closing slash, best first
   * @param accepted checksums, of one algorithm, that repomd.xml may have: the newest and those a
   *     mirror that lags behind may still show; empty if the list does not say
   */
  record Mirrors(List<URI> bases, List<Checksum> accepted) {}

  private MirrorReader() {}

  /**
   * Reads a list.
   *
   * @param document its name in messages
   * @throws org.diracgrid.diracos.problem.DiracosException if it gives no usable address
   */
  static Mirrors read(byte[] content, String document) {
    String start =
        new String(content, 0, Math.min(content.length, 64), StandardCharsets.ISO_8859_1);
    boolean xml = start.replace("\u00EF\u00BB\u00BF", "").stripLeading().startsWith("<");
    Mirrors mirrors = xml ? metalink(content, document) : lines(content);
    if (mirrors.bases.isEmpty()) {
      throw MetadataProblem.noMirrors(
          document, "no line or resource is a http, https or file address");
    }
    return mirrors;
  }

  private static Mirrors lines(byte[] content) {
    List<URI> bases = new ArrayList<>();
    new String(content, StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> address(line).map(RepositorySource::directory).ifPresent(bases::add));
    return new Mirrors(List.copyOf(bases), List.of());
  }

  private record Resource(URI base, int preference) {}

  private static Mirrors metalink(byte[] content, String document) {
    XmlScanner xml = new XmlScanner(new ByteArrayInputStream(content), document, new Symbols());
    List<Resource> resources = new ArrayList<>();
    List<Checksum> accepted = new ArrayList<>();
    if (xml.next() && !xml.name().equals("metalink")) {
      throw MetadataProblem.noMirrors(
          document, "it is a <" + xml.name() + "> document, neither lines nor a metalink");
    }
    boolean ours = true;
    while (xml.next()) {
      if (!xml.atStart()) {
        continue;
      }
      switch (xml.name()) {
        // mm0:alternates lists files of the same name once more, so the name decides, not the
        // depth.
        case "file" -> {
          String name = xml.attribute("name");
          ours = name == null || name.equals("repomd.xml");
        }
        case "hash" -> {
          String type = xml.attribute("type");
          Checksum hash = checksum(type, xml.text().strip());
          if (ours && hash != null) {
            accepted.add(hash);
          }
        }
        case "url" -> {
          int preference = preference(xml.attribute("preference"));
          Optional<URI> address = address(xml.text().strip());
          if (ours && address.isPresent()) {
            base(address.get()).ifPresent(base -> resources.add(new Resource(base, preference)));
          }
        }
        default -> {
          // Sizes, dates and the frame around.
        }
      }
    }
    List<URI> bases =
        resources.stream()
            .sorted(Comparator.comparingInt(Resource::preference).reversed())
            .map(Resource::base)
            .distinct()
            .toList();
    return new Mirrors(bases, strongest(accepted));
  }

  /** Only what the strongest algorithm says: MD5 beside SHA-512 proves nothing more. */
  private static List<Checksum> strongest(List<Checksum> all) {
    Algorithm best =
        all.stream().map(Checksum::algorithm).max(Comparator.naturalOrder()).orElse(Algorithm.MD5);
    return all.stream().filter(hash -> hash.algorithm() == best).distinct().toList();
  }

  private static @Nullable Checksum checksum(@Nullable String type, String hex) {
    try {
      return type == null ? null : new Checksum(Algorithm.parse(type), hex);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int preference(@Nullable String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Optional<URI> base(URI repomd) {
    String text = repomd.toString();
    return text.endsWith(SUFFIX)
        ? Optional.of(URI.create(text.substring(0, text.length() - SUFFIX.length())))
        : Optional.empty();
  }

  private static Optional<URI> address(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      boolean usable = scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT));
      return usable ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
