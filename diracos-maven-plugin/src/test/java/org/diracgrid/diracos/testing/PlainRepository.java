package org.diracgrid.diracos.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.rpm.RpmHeader;

/**
 * The plainest repository that there can be: what createrepo_c would say of some packages, in
 * uncompressed files, with SHA-256 everywhere.
 */
public final class PlainRepository {

  private static final String COMMON = "http://linux.duke.edu/metadata/";

  private final StringBuilder primary = new StringBuilder();
  private final StringBuilder filelists = new StringBuilder();

  private PlainRepository() {}

  /** Writes packages and metadata into {@code directory}, which is made. */
  public static void write(Path directory, List<RpmBuilder> packages) throws IOException {
    write(directory, packages, Map.of());
  }

  /** Writes packages and metadata, with further metadata by type, such as {@code modules}. */
  public static void write(Path directory, List<RpmBuilder> packages, Map<String, String> metadata)
      throws IOException {
    Path repodata = Files.createDirectories(directory.resolve("repodata"));
    PlainRepository repository = new PlainRepository();
    for (RpmBuilder builder : packages) {
      repository.add(builder.writeTo(directory));
    }
    String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    String primary =
        head
            + ("<metadata xmlns=\"" + COMMON + "common\" xmlns:rpm=\"" + COMMON + "rpm\"")
            + (" packages=\"" + packages.size() + "\">\n" + repository.primary + "</metadata>\n");
    String filelists =
        head
            + ("<filelists xmlns=\"" + COMMON + "filelists\" packages=\"" + packages.size())
            + ("\">\n" + repository.filelists + "</filelists>\n");
    Files.writeString(repodata.resolve("primary.xml"), primary);
    Files.writeString(repodata.resolve("filelists.xml"), filelists);
    StringBuilder more = new StringBuilder();
    for (Map.Entry<String, String> one : metadata.entrySet()) {
      Files.writeString(repodata.resolve(one.getKey() + ".xml"), one.getValue());
      more.append(data(one.getKey(), one.getValue()));
    }
    Files.writeString(
        repodata.resolve("repomd.xml"),
        head
            + ("<repomd xmlns=\"" + COMMON + "repo\">\n<revision>1</revision>\n")
            + data("primary", primary)
            + data("filelists", filelists)
            + more
            + "</repomd>\n");
  }

  private static String data(String type, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    String sum = sha256(bytes);
    return "<data type=\"%s\"><checksum type=\"sha256\">%s</checksum>".formatted(type, sum)
        + "<open-checksum type=\"sha256\">%s</open-checksum>".formatted(sum)
        + "<location href=\"repodata/%s.xml\"/><timestamp>1</timestamp>".formatted(type)
        + "<size>%d</size><open-size>%<d</open-size></data>\n".formatted(bytes.length);
  }

  private void add(Path file) throws IOException {
    RpmFile rpm = RpmFile.read(file);
    RpmHeader header = rpm.header();
    byte[] bytes = Files.readAllBytes(file);
    String sum = sha256(bytes);
    primary
        .append("<package type=\"rpm\"><name>")
        .append(header.name())
        .append("</name><arch>")
        .append(header.arch())
        .append("</arch><version ")
        .append(evr(header.evr()))
        .append("/><checksum type=\"sha256\" pkgid=\"YES\">")
        .append(sum)
        .append("</checksum><summary>test</summary><description/><packager/><url/>")
        .append("<time file=\"1\" build=\"1\"/><size package=\"")
        .append(bytes.length)
        .append("\" installed=\"1\" archive=\"1\"/><location href=\"")
        .append(file.getFileName())
        .append("\"/><format><rpm:license>none</rpm:license><rpm:header-range start=\"")
        .append(rpm.headerOffset())
        .append("\" end=\"")
        .append(rpm.payloadOffset())
        .append("\"/>\n");
    relations("provides", header.provides());
    relations("requires", header.requires());
    relations("conflicts", header.conflicts());
    filelists
        .append("<package pkgid=\"")
        .append(sum)
        .append("\" name=\"")
        .append(header.name())
        .append("\" arch=\"")
        .append(header.arch())
        .append("\"><version ")
        .append(evr(header.evr()))
        .append("/>");
    for (RpmFileInfo info : header.files()) {
      String type = info.type() == RpmFileInfo.Type.DIRECTORY ? " type=\"dir\"" : "";
      String element = "<file" + type + ">" + info.path() + "</file>\n";
      filelists.append(element);
      if (info.path().toString().contains("bin/")) {
        primary.append(element);
      }
    }
    primary.append("</format></package>\n");
    filelists.append("</package>\n");
  }

  private void relations(String element, List<Capability> capabilities) {
    if (capabilities.isEmpty()) {
      return;
    }
    primary.append("<rpm:").append(element).append(">\n");
    for (Capability capability : capabilities) {
      Operator operator = capability.operator();
      Evr evr = capability.evr();
      primary.append("<rpm:entry name=\"").append(capability.name()).append('"');
      if (operator != null && evr != null) {
        primary.append(" flags=\"").append(operator).append("\" ").append(evr(evr));
      }
      primary.append("/>\n");
    }
    primary.append("</rpm:").append(element).append(">\n");
  }

  private static String evr(Evr evr) {
    String release = evr.release() == null ? "" : " rel=\"" + evr.release() + "\"";
    return "epoch=\"" + evr.epoch() + "\" ver=\"" + evr.version() + "\"" + release;
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(bytes));
  }
}
