package org.diracgrid.diracos.repodata;

/** The documents that describe a repository, in the order in which they are listed. */
enum Metadata {
  PRIMARY(
      "primary",
      "<metadata xmlns=\"http://linux.duke.edu/metadata/common\""
          + " xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\"",
      "</metadata>"),
  FILELISTS(
      "filelists", "<filelists xmlns=\"http://linux.duke.edu/metadata/filelists\"", "</filelists>"),
  OTHER("other", "<otherdata xmlns=\"http://linux.duke.edu/metadata/other\"", "</otherdata>");

  private final String type;
  private final String root;
  private final String foot;

  Metadata(String type, String root, String foot) {
    this.type = type;
    this.root = root;
    this.foot = foot;
  }

  /** As repomd.xml calls it. */
  String type() {
    return type;
  }

  /** What stands before the packages. */
  byte[] head(int packages) {
    return XmlBytes.ascii(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + root
            + " packages=\""
            + packages
            + "\">\n");
  }

  /** What stands behind the packages. */
  byte[] foot() {
    return XmlBytes.ascii(foot);
  }
}
