package org.diracgrid.diracos.repo;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads comps.xml, which puts packages into groups and groups into environments. */
public final class CompsReader {

  /** The most characters that are kept; Fedora's comps.xml has two million in all. */
  static final int MAX_KEPT = 32 << 20;

  private final XmlScanner xml;
  private final String arch;
  private final List<Comps.Group> groups = new ArrayList<>();
  private final List<Comps.Environment> environments = new ArrayList<>();
  private long kept;

  private CompsReader(XmlScanner xml, String arch) {
    this.xml = xml;
    this.arch = arch;
  }

  /**
   * Reads the groups of a repository.
   *
   * @param arch what is there for other architectures only is left out
   * @throws org.diracgrid.diracos.problem.DiracosException if the document is no such metadata
   */
  public static Comps read(Document plain, String arch) {
    return plain.read(in -> read(in, plain.name(), arch));
  }

  static Comps read(InputStream in, String document, String arch) {
    XmlScanner xml = new XmlScanner(in, document, new Symbols());
    CompsReader reader = new CompsReader(xml, arch);
    if (xml.next() && !xml.name().equals("comps")) {
      throw xml.malformed("its root is <" + xml.name() + ">, not <comps>");
    }
    while (xml.next()) {
      if (xml.atStart() && xml.depth() == 2) {
        switch (xml.name()) {
          case "group" -> reader.group();
          case "environment" -> reader.environment();
          default -> {
            // Categories, language packs and other things for people.
          }
        }
      }
    }
    return new Comps(reader.groups, reader.environments);
  }

  private void group() {
    boolean ours = ours();
    String id = "";
    String name = "";
    List<Comps.Member> members = new ArrayList<>();
    while (xml.next() && xml.depth() > 2) {
      if (xml.atStart() && xml.depth() == 3 && xml.name().equals("id")) {
        id = text();
      } else if (xml.atStart() && xml.depth() == 3 && isName()) {
        name = text();
      } else if (xml.atStart() && xml.depth() == 4 && xml.name().equals("packagereq") && ours()) {
        members.add(member());
      }
    }
    if (id.isEmpty()) {
      throw xml.malformed("a group without id");
    }
    if (ours) {
      groups.add(new Comps.Group(id, name, members));
    }
  }

  private Comps.Member member() {
    String type = xml.attribute("type");
    String requires = kept(xml.attribute("requires"));
    Comps.Kind kind =
        switch (type == null ? "" : type) {
          case "optional" -> Comps.Kind.OPTIONAL;
          case "conditional" -> Comps.Kind.CONDITIONAL;
          case "default" -> Comps.Kind.DEFAULT;
          default -> Comps.Kind.MANDATORY;
        };
    return new Comps.Member(kind, text(), requires);
  }

  private void environment() {
    boolean ours = ours();
    String id = "";
    String name = "";
    boolean offered = false;
    List<String> members = new ArrayList<>();
    while (xml.next() && xml.depth() > 2) {
      if (!xml.atStart()) {
        continue;
      }
      if (xml.depth() == 3) {
        offered = xml.name().equals("grouplist");
        if (xml.name().equals("id")) {
          id = text();
        } else if (isName()) {
          name = text();
        }
      } else if (xml.depth() == 4 && offered && xml.name().equals("groupid")) {
        members.add(text());
      }
    }
    if (id.isEmpty()) {
      throw xml.malformed("an environment without id");
    }
    if (ours) {
      environments.add(new Comps.Environment(id, name, members));
    }
  }

  /** Names in other languages come beside the one in English. */
  private boolean isName() {
    return xml.name().equals("name") && xml.attribute("xml:lang") == null;
  }

  private boolean ours() {
    String archs = xml.attribute("arch");
    return archs == null || Arrays.asList(archs.split("[,\\s]+")).contains(arch);
  }

  private String text() {
    return kept(xml.text().strip());
  }

  private String kept(@Nullable String text) {
    kept += text == null ? 0 : text.length() + 32;
    if (kept > MAX_KEPT) {
      throw xml.malformed("it names more than can be kept");
    }
    return text == null ? "" : text;
  }
}
