package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.digest.FileIdentity;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmTag;

/**
 * A package file and what the metadata of a repository says of it. Immutable; made once for each
 * file, it serves every repository and index that the file is put into.
 */
public final class RepositoryPackage {

  private static final int BUFFER = 1 << 18;

  private final String location;
  private final Nevra nevra;
  private final String sourceRpm;
  private final Checksum checksum;
  private final FileIdentity identity;
  private final byte[] primaryHead;
  private final byte[] primaryTail;
  private final byte[] filelists;
  private final byte[] other;

  private RepositoryPackage(
      String location, RpmFile rpm, PackageXml xml, Checksum checksum, FileIdentity identity) {
    this.location = location;
    this.nevra = rpm.header().nevra();
    this.sourceRpm = rpm.header().text(RpmTag.SOURCE_RPM);
    this.checksum = checksum;
    this.identity = identity;
    this.primaryHead = xml.primaryHead(identity.size(), identity.modified().getEpochSecond());
    this.primaryTail = xml.primaryTail();
    this.filelists = xml.filelists();
    this.other = xml.other();
  }

  private RepositoryPackage(String location, RepositoryPackage of) {
    this.location = location;
    this.nevra = of.nevra;
    this.sourceRpm = of.sourceRpm;
    this.checksum = of.checksum;
    this.identity = of.identity;
    this.primaryHead = of.primaryHead;
    this.primaryTail = of.primaryTail;
    this.filelists = of.filelists;
    this.other = of.other;
  }

  /**
   * Reads a package, all of it.
   *
   * @param location where it lies in its repository, relative, with slashes
   * @throws org.diracgrid.diracos.problem.DiracosException {@code DOS-RPM-NN} if it is no package
   *     or damaged, {@code DOS-REPODATA-03} if metadata cannot hold a name in it, {@code
   *     DOS-REPODATA-04} if it changes meanwhile
   */
  public static RepositoryPackage read(Path file, String location) {
    try {
      FileIdentity before = FileIdentities.of(file);
      RpmFile rpm = RpmFile.read(file);
      Checksum checksum = sha256(file);
      if (!before.equals(FileIdentities.of(file))) {
        throw RepodataProblems.changed(file);
      }
      return new RepositoryPackage(
          location, rpm, new PackageXml(file, rpm, checksum), checksum, before);
    } catch (IOException e) {
      throw RepodataProblems.unreadable(file, e);
    }
  }

  private static Checksum sha256(Path file) throws IOException {
    MessageDigest digest = Algorithm.SHA256.newDigest();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, channel.size() + 1));
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    }
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest.digest()));
  }

  /** The same package at another place. */
  public RepositoryPackage at(String place) {
    return new RepositoryPackage(place, this);
  }

  /** Where it lies in its repository. */
  public String location() {
    return location;
  }

  /** What it is. */
  public Nevra nevra() {
    return nevra;
  }

  /** The file name of its source package; empty of a source package. */
  public String sourceRpm() {
    return sourceRpm;
  }

  /** SHA-256 of the file. */
  public Checksum checksum() {
    return checksum;
  }

  /** Bytes of the file. */
  public long size() {
    return identity.size();
  }

  /** When the file was changed last, in seconds since 1970. */
  public long fileTime() {
    return identity.modified().getEpochSecond();
  }

  /** The file as it was read. */
  FileIdentity identity() {
    return identity;
  }

  /** Appends what a document says of the package; how many bytes that are. */
  int write(Metadata document, XmlBytes to) {
    int before = to.size();
    switch (document) {
      case PRIMARY -> to.raw(primaryHead).value(location).raw(primaryTail);
      case FILELISTS -> to.raw(filelists);
      case OTHER -> to.raw(other);
    }
    return to.size() - before;
  }

  @Override
  public String toString() {
    return nevra + " at " + location;
  }
}
