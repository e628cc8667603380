package org.diracgrid.diracos.python.index;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.json.JsonTree;

/** The page of one package in a simple index, as HTML (PEP 503) or JSON (PEP 691). */
final class IndexPage {

  private static final Pattern TAG =
      Pattern.compile("(?is)<!--.*?-->|<(a|base)\\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*+)>");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("(?s)([a-zA-Z][a-zA-Z0-9-]*)\\s*(?:=\\s*(\"[^\"]*\"|'[^']*'|[^\\s\"'>]+))?");
  private static final Pattern ENTITY = Pattern.compile("&(#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\\w+);");
  private static final Map<String, String> ENTITIES =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");
  private static final Pattern SUM = Pattern.compile("sha256=([0-9a-fA-F]{64})");

  private IndexPage() {}

  /**
   * The archives of a package that a page names.
   *
   * @param address of the page, which its links are relative to
   * @param project canonical name
   */
  static List<IndexFile> read(byte[] content, URI address, String project) {
    String text = new String(content, StandardCharsets.UTF_8);
    return text.stripLeading().startsWith("{")
        ? json(text, address, project)
        : html(text, address, project);
  }

  private static List<IndexFile> html(String text, URI address, String project) {
    List<IndexFile> files = new ArrayList<>();
    URI base = address;
    Matcher tag = TAG.matcher(text);
    while (tag.find()) {
      if (tag.group(1) == null) {
        continue;
      }
      Map<String, String> attributes = attributes(tag.group(2));
      String target = attributes.getOrDefault("href", "").strip();
      if (target.isEmpty()) {
        continue;
      }
      Optional<URI> link = link(base, target);
      if (tag.group(1).equalsIgnoreCase("base")) {
        base = link.orElse(base);
      } else if (link.isPresent()) {
        Matcher sum = SUM.matcher(String.valueOf(link.get().getFragment()));
        add(
            files,
            fileName(link.get()),
            project,
            link.get(),
            sum.matches() ? sum.group(1) : "",
            attributes.getOrDefault("data-requires-python", ""),
            attributes.containsKey("data-yanked"));
      }
    }
    return files;
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> result = new HashMap<>();
    Matcher attribute = ATTRIBUTE.matcher(text);
    while (attribute.find()) {
      String value = attribute.group(2) == null ? "" : attribute.group(2);
      boolean quoted = value.startsWith("\"") || value.startsWith("'");
      String bare = quoted ? value.substring(1, value.length() - 1) : value;
      result.putIfAbsent(attribute.group(1).toLowerCase(Locale.ROOT), plain(bare));
    }
    return result;
  }

  private static String plain(String text) {
    return ENTITY
        .matcher(text)
        .replaceAll(
            found -> {
              String name = found.group(1);
              String meant = found.group();
              if (name.startsWith("#")) {
                boolean hex = name.startsWith("x", 1) || name.startsWith("X", 1);
                int code = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
                meant = Character.isValidCodePoint(code) ? Character.toString(code) : meant;
              } else {
                meant = ENTITIES.getOrDefault(name, meant);
              }
              return Matcher.quoteReplacement(meant);
            });
  }

  private static List<IndexFile> json(String text, URI address, String project) {
    JsonNode page;
    try {
      page = JsonTree.read(text);
    } catch (JacksonException e) {
      throw IndexProblems.unreadable(address, e.getOriginalMessage());
    }
    List<IndexFile> files = new ArrayList<>();
    for (JsonNode file : page.path("files")) {
      Optional<URI> link = link(address, file.path("url").asText());
      JsonNode yanked = file.path("yanked");
      if (link.isPresent()) {
        add(
            files,
            file.path("filename").asText(fileName(link.get())),
            project,
            link.get(),
            file.path("hashes").path("sha256").asText(),
            file.path("requires-python").asText(""),
            yanked.isTextual() || yanked.asBoolean());
      }
    }
    return files;
  }

  private static void add(
      List<IndexFile> files,
      String name,
      String project,
      URI link,
      String sum,
      String requiresPython,
      boolean yanked) {
    Optional<Checksum> sha256 =
        sum.matches("[0-9a-fA-F]{64}")
            ? Optional.of(new Checksum(Algorithm.SHA256, sum))
            : Optional.empty();
    String python = requiresPython.equals("null") ? "" : requiresPython;
    ArchiveName.version(name, project)
        .ifPresent(
            version ->
                files.add(
                    new IndexFile(name, version, withoutFragment(link), sha256, python, yanked)));
  }

  private static Optional<URI> link(URI base, String target) {
    try {
      return Optional.of(base.resolve(target.replace(" ", "%20")));
    } catch (IllegalArgumentException e) {
      // Pages hold links to anything; pip goes by those it understands, too.
      return Optional.empty();
    }
  }

  private static URI withoutFragment(URI link) {
    String text = link.toString();
    int cut = text.indexOf('#');
    return cut < 0 ? link : URI.create(text.substring(0, cut));
  }

  private static String fileName(URI link) {
    String path = link.getPath() == null ? "" : link.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
