package org.diracgrid.diracos.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.diracgrid.diracos.digest.Algorithm;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * Writes a small rpm-md repository, sound unless it is told otherwise:
 *
 * <pre>
 * new RepoBuilder()
 *     .add("app-1.0-1.x86_64", p -&gt; p.requires("libz.so.1()(64bit)").file("/usr/bin/app"))
 *     .compression("zst")
 *     .primaryXml(xml -&gt; xml.replace("&lt;name&gt;app", "&lt;name&gt;")) // a fault
 *     .write(directory);
 * </pre>
 *
 * A package is written {@code name-[epoch:]version-release.arch}; a relation {@code name} or {@code
 * name op evr}.
 */
public final class RepoBuilder {

  private static final String[] OPERATORS = {"<", "<=", "=", ">=", ">"};
  private static final String[] FLAGS = {"LT", "LE", "EQ", "GE", "GT"};

  private final List<Package> packages = new ArrayList<>();
  private final Map<String, UnaryOperator<byte[]>> stored = new LinkedHashMap<>();
  private final Map<String, String> more = new LinkedHashMap<>();
  private UnaryOperator<String> primaryXml = xml -> xml;
  private UnaryOperator<String> filelistsXml = xml -> xml;
  private UnaryOperator<String> repomdXml = xml -> xml;
  private String compression = "gz";
  private Algorithm algorithm = Algorithm.SHA256;
  private boolean filelists = true;

  /** What a package says of itself. */
  public static final class Package {
    private final String name;
    private final String[] evr;
    private final String arch;
    private final byte[] content;
    private final Map<String, List<String>> relations = new LinkedHashMap<>();
    private final List<String> files = new ArrayList<>();
    private String location;

    private Package(String nevra, byte[] content) {
      int dot = nevra.lastIndexOf('.');
      int release = nevra.lastIndexOf('-', dot);
      int version = nevra.lastIndexOf('-', release - 1);
      this.name = nevra.substring(0, version);
      this.arch = nevra.substring(dot + 1);
      this.evr = evr(nevra.substring(version + 1, dot));
      this.content = content;
      this.location = "Packages/" + nevra.replaceFirst("-[0-9]+:", "-") + ".rpm";
      provides(name + " = " + nevra.substring(version + 1, dot));
    }

    /** Adds a provide. */
    public Package provides(String relation) {
      return relation("provides", relation);
    }

    /** Adds a requirement. */
    public Package requires(String relation) {
      return relation("requires", relation);
    }

    /** Adds a relation of any kind, named as its element. */
    public Package relation(String kind, String relation) {
      relations.computeIfAbsent(kind, k -> new ArrayList<>()).add(relation);
      return this;
    }

    /** Adds a file, to filelists and, where primary lists such, there too. */
    public Package file(String path) {
      files.add(path);
      return this;
    }

    /** Where the file lies, relative to the repository. */
    public Package at(String path) {
      location = path;
      return this;
    }
  }

  /** Changes a package that was just made. */
  public interface Describe {
    /** Describes it. */
    void to(Package made);
  }

  /** A package whose file has made-up content. */
  public RepoBuilder add(String nevra, Describe describe) {
    return add(nevra, ("content of " + nevra).getBytes(UTF_8), describe);
  }

  /** A package with that file. */
  public RepoBuilder add(String nevra, byte[] content, Describe describe) {
    Package made = new Package(nevra, content);
    describe.to(made);
    packages.add(made);
    return this;
  }

  /** {@code gz}, {@code xz}, {@code zst}, {@code bz2}, {@code zck} or nothing. */
  public RepoBuilder compression(String suffix) {
    compression = suffix;
    return this;
  }

  /** The checksums of everything. */
  public RepoBuilder checksums(Algorithm used) {
    algorithm = used;
    return this;
  }

  /** Leaves filelists out. */
  public RepoBuilder withoutFilelists() {
    filelists = false;
    return this;
  }

  /** Adds metadata of another type, such as {@code modules} or {@code group}. */
  public RepoBuilder metadata(String type, String text) {
    more.put(type, text);
    return this;
  }

  /** Changes primary before it is compressed and summed. */
  public RepoBuilder primaryXml(UnaryOperator<String> change) {
    primaryXml = change;
    return this;
  }

  /** Changes filelists before it is compressed and summed. */
  public RepoBuilder filelistsXml(UnaryOperator<String> change) {
    filelistsXml = change;
    return this;
  }

  /** Changes repomd.xml. */
  public RepoBuilder repomdXml(UnaryOperator<String> change) {
    repomdXml = change;
    return this;
  }

  /** Changes the bytes of primary or filelists after they were summed. */
  public RepoBuilder stored(String type, UnaryOperator<byte[]> change) {
    stored.put(type, change);
    return this;
  }

  /** Writes everything. */
  public Path write(Path directory) throws IOException {
    for (Package made : packages) {
      Path file = directory.resolve(made.location);
      Files.createDirectories(file.getParent());
      Files.write(file, made.content);
    }
    Files.createDirectories(directory.resolve("repodata"));
    StringBuilder repomd =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<repomd xmlns=\"")
            .append("http://linux.duke.edu/metadata/repo\">\n  <revision>42</revision>\n");
    repomd.append(data(directory, "primary", primaryXml.apply(primary())));
    if (filelists) {
      repomd.append(data(directory, "filelists", filelistsXml.apply(filelists())));
    }
    for (Map.Entry<String, String> one : more.entrySet()) {
      repomd.append(data(directory, one.getKey(), one.getValue()));
    }
    Files.writeString(
        directory.resolve("repodata/repomd.xml"), repomdXml.apply(repomd + "</repomd>\n"));
    return directory;
  }

  private String data(Path directory, String type, String xml) throws IOException {
    byte[] plain = xml.getBytes(UTF_8);
    byte[] packed = compress(plain, compression);
    String name =
        type
            + (type.startsWith("modules") ? ".yaml" : ".xml")
            + (compression.isEmpty() ? "" : "." + compression);
    byte[] bytes = stored.getOrDefault(type, b -> b).apply(packed.clone());
    Files.write(directory.resolve("repodata").resolve(name), bytes);
    return String.format(
        "  <data type=\"%s\">\n    <checksum type=\"%s\">%s</checksum>\n"
            + "    <open-checksum type=\"%s\">%s</open-checksum>\n"
            + "    <location href=\"repodata/%s\"/>\n    <timestamp>1</timestamp>\n"
            + "    <size>%d</size>\n    <open-size>%d</open-size>\n  </data>\n",
        type,
        algorithm.label(),
        digest(packed),
        algorithm.label(),
        digest(plain),
        name,
        packed.length,
        plain.length);
  }

  private String digest(byte[] bytes) {
    MessageDigest digest = algorithm.newDigest();
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  /** Compresses in one of the formats of metadata. */
  public static byte[] compress(byte[] plain, String suffix) throws IOException {
    if (suffix.equals("zst")) {
      return Zstd.compress(plain, 3);
    }
    if (suffix.equals("zck")) {
      return new ZchunkBytes().of(plain, 700);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packer =
        switch (suffix) {
          case "gz" -> new GZIPOutputStream(out);
          case "xz" -> new XZOutputStream(out, new LZMA2Options(1));
          case "bz2" -> new BZip2CompressorOutputStream(out);
          default -> out;
        }) {
      packer.write(plain);
    }
    return out.toByteArray();
  }

  /** primary.xml of what was added. */
  public String primary() {
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .append("<metadata xmlns=\"http://linux.duke.edu/metadata/common\"")
            .append(" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"")
            .append(packages.size())
            .append("\">\n");
    for (Package made : packages) {
      xml.append("<package type=\"rpm\">\n  <name>").append(escape(made.name)).append("</name>\n");
      xml.append("  <arch>").append(escape(made.arch)).append("</arch>\n  <version ");
      xml.append(attributes(made.evr)).append("/>\n  <checksum type=\"").append(algorithm.label());
      xml.append("\" pkgid=\"YES\">").append(digest(made.content)).append("</checksum>\n");
      xml.append("  <summary>What ").append(escape(made.name)).append(" is</summary>\n");
      xml.append("  <description>Long &amp; dull</description>\n  <packager/>\n  <url/>\n");
      xml.append("  <time file=\"1\" build=\"1\"/>\n  <size package=\"");
      xml.append(made.content.length).append("\" installed=\"1000\" archive=\"1100\"/>\n");
      xml.append("  <location href=\"").append(escape(made.location)).append("\"/>\n");
      xml.append("  <format>\n    <rpm:license>MIT</rpm:license>\n    <rpm:vendor/>\n");
      xml.append("    <rpm:sourcerpm>").append(escape(made.name)).append(".src.rpm");
      xml.append("</rpm:sourcerpm>\n    <rpm:header-range start=\"1\" end=\"2\"/>\n");
      made.relations.forEach(
          (kind, list) -> {
            xml.append("    <rpm:").append(kind).append(">\n");
            list.forEach(relation -> xml.append("      ").append(entry(relation)).append('\n'));
            xml.append("    </rpm:").append(kind).append(">\n");
          });
      for (String file : made.files) {
        if (file.startsWith("/etc/") || file.contains("bin/")) {
          xml.append("    <file>").append(escape(file)).append("</file>\n");
        }
      }
      xml.append("  </format>\n</package>\n");
    }
    return xml.append("</metadata>\n").toString();
  }

  private static String entry(String relation) {
    if (!relation.startsWith("(")) {
      for (int i = OPERATORS.length - 1; i >= 0; i--) {
        String[] sides = relation.split(" " + OPERATORS[i] + " ", 2);
        if (sides.length == 2) {
          return "<rpm:entry name=\""
              + escape(sides[0])
              + "\" flags=\""
              + FLAGS[i]
              + "\" "
              + attributes(evr(sides[1]))
              + "/>";
        }
      }
    }
    return "<rpm:entry name=\"" + escape(relation) + "\"/>";
  }

  private static String[] evr(String text) {
    int colon = text.indexOf(':');
    int dash = text.lastIndexOf('-');
    return new String[] {
      colon < 0 ? "0" : text.substring(0, colon),
      text.substring(colon + 1, dash < 0 ? text.length() : dash),
      dash < 0 ? "" : text.substring(dash + 1)
    };
  }

  private static String attributes(String[] evr) {
    return "epoch=\""
        + evr[0]
        + "\" ver=\""
        + escape(evr[1])
        + "\""
        + (evr[2].isEmpty() ? "" : " rel=\"" + escape(evr[2]) + "\"");
  }

  private String filelists() {
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<filelists xmlns=\"")
            .append("http://linux.duke.edu/metadata/filelists\" packages=\"")
            .append(packages.size())
            .append("\">\n");
    for (Package made : packages) {
      xml.append("<package pkgid=\"").append(digest(made.content)).append("\" name=\"");
      xml.append(escape(made.name)).append("\" arch=\"").append(escape(made.arch));
      xml.append("\">\n  <version ").append(attributes(made.evr)).append("/>\n");
      made.files.forEach(file -> xml.append("  <file>").append(escape(file)).append("</file>\n"));
      xml.append("</package>\n");
    }
    return xml.append("</filelists>\n").toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
