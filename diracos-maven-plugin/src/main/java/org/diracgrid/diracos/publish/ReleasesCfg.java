package org.diracgrid.diracos.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * {@code releases.cfg}: what releases a project has, and of what. Clients do not read it, but what
 * is cut from it, one file for each release.
 *
 * <pre>
 * DefaultModules = DIRAC
 * Sources
 * {
 *   DIRAC = https://…
 * }
 * Releases
 * {
 *   v8r0
 *   {
 *     DIRACOS = 1.2
 *   }
 * }
 * </pre>
 */
final class ReleasesCfg {

  private static final String RELEASES = "Releases";
  private static final String STEP = "  ";

  private ReleasesCfg() {}

  /**
   * The file with an entry for {@code release}. An entry that is there keeps what it says.
   *
   * @throws DiracosException DOS-PUBLISH-01 if it says something else than the release
   */
  static CfgDocument with(Optional<CfgDocument> present, Release release) {
    CfgDocument document =
        present.orElseGet(
            () ->
                CfgDocument.parse(
                    release.releases(),
                    "# The releases of "
                        + release.project()
                        + ". Whatever else is written here stays when a release is added.\n"));
    Map<String, String> wanted = new LinkedHashMap<>();
    if (!release.modules().isEmpty()) {
      wanted.put("Modules", String.join(", ", release.modules()));
    }
    if (!release.depends().isEmpty()) {
      wanted.put("Depends", String.join(", ", release.depends()));
    }
    wanted.put("DIRACOS", release.diracos());
    List<String> path = List.of(RELEASES, release.name());
    for (Map.Entry<String, String> one : wanted.entrySet()) {
      Optional<CfgSection> entry = document.section(RELEASES, release.name());
      List<CfgOption> written = entry.map(it -> it.options(one.getKey())).orElse(List.of());
      if (written.isEmpty()) {
        document = document.set(path, one.getKey(), one.getValue());
      } else if (!entry.orElseThrow().value(one.getKey()).orElse("").equals(one.getValue())) {
        throw other(document, release, entry.orElseThrow(), written.get(0), one.getValue());
      }
    }
    return document;
  }

  private static DiracosException other(
      CfgDocument document, Release release, CfgSection entry, CfgOption option, String wanted) {
    return DiracosException.of(
        new Problem(
            "DOS-PUBLISH-01",
            "release " + release.name() + " of " + release.project() + " is there and is another",
            document.where(option.line()),
            option.key()
                + " is \""
                + entry.value(option.key()).orElse("")
                + "\" there, \""
                + wanted
                + "\" here",
            "give this release another \"name\" under \"release\"; or another \"releases\" file, if the"
                + " one there is another project's"));
  }

  /**
   * The part that clients of one release read: all but the other releases, without comments.
   * Clients compare its digest with that of the text as they decoded it, block by block and line by
   * line, so it is ASCII with LF.
   *
   * @throws DiracosException DOS-PUBLISH-02 if a name or value that they read is not ASCII
   */
  static byte[] cut(CfgDocument document, Release release) {
    StringBuilder out = new StringBuilder();
    write(out, "", document, document.root(), release.name());
    return out.toString().getBytes(US_ASCII);
  }

  private static void write(
      StringBuilder out, String indent, CfgDocument document, CfgSection section, String release) {
    section
        .values()
        .forEach(
            (key, value) -> {
              int line = section.options(key).get(0).line();
              line(out, indent, key + " = " + value, document, line);
            });
    // The section of releases is one of the outermost; within others it is a name like any.
    boolean releases =
        section.nameLine() >= 0 && indent.equals(STEP) && section.name().equals(RELEASES);
    for (CfgSection inner : section.sections()) {
      if (!releases || inner.name().equals(release)) {
        line(out, indent, inner.name(), document, inner.nameLine());
        out.append(indent).append("{\n");
        write(out, indent + STEP, document, inner, release);
        out.append(indent).append("}\n");
      }
    }
  }

  private static void line(
      StringBuilder out, String indent, String text, CfgDocument document, int line) {
    text.chars()
        .filter(c -> c > '~' || (c < ' ' && c != '\t'))
        .findFirst()
        .ifPresent(
            c -> {
              throw DiracosException.of(
                  new Problem(
                      "DOS-PUBLISH-02",
                      "clients cannot read this: '" + Character.toString(c) + "' is not ASCII",
                      document.where(line),
                      "they decode what they download block by block, and compare the digest of"
                          + " the result",
                      "write it in ASCII, or as a comment"));
            });
    out.append(indent).append(text).append('\n');
  }
}
