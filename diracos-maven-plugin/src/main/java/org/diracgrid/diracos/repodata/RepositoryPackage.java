package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.digest.FileIdentity;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.rpm.RpmHead;
import org.diracgrid.diracos.rpm.RpmTag;

/**
 * A package file and what the metadata of a repository says of it. Immutable; made once for each
 * file, it serves every repository and index that the file is put into.
 */
public final class RepositoryPackage {

  /** What reading takes besides the file; for one thread, and for one package after the other. */
  static final class Room {

    /** With the copy of it that reading makes, it fits into a cache. */
    private final byte[] buffer = new byte[1 << 16];

    private final XmlBytes xml = new XmlBytes(1 << 16);
    private final MessageDigest digest = Algorithm.SHA256.newDigest();
  }

  private final String location;
  private final Nevra nevra;
  private final String sourceRpm;
  private final byte[] sha256;
  private final FileIdentity identity;
  private final byte[] primaryHead;
  private final byte[] primaryTail;
  private final byte[] filelists;
  private final byte[] other;

  private RepositoryPackage(
      String location, RpmHead rpm, PackageXml xml, byte[] sha256, FileIdentity identity) {
    this.location = location;
    this.nevra = rpm.header().nevra();
    this.sourceRpm = rpm.header().text(RpmTag.SOURCE_RPM);
    this.sha256 = sha256;
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
    this.sha256 = of.sha256;
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
      return read(file, location, FileIdentities.of(file), new Room());
    } catch (IOException e) {
      throw RepodataProblems.unreadable(file, e);
    }
  }

  /** Reads a package that had an identity before. */
  static RepositoryPackage read(Path file, String location, FileIdentity before, Room room) {
    room.digest.reset();
    RpmHead rpm = RpmHead.read(file, room.digest, room.buffer);
    byte[] sha256 = room.digest.digest();
    try {
      if (!FileIdentities.isAsBefore(before, file)) {
        throw RepodataProblems.changed(file);
      }
    } catch (IOException e) {
      throw RepodataProblems.unreadable(file, e);
    }
    PackageXml xml = new PackageXml(file, rpm, sha256, room.xml);
    return new RepositoryPackage(location, rpm, xml, sha256, before);
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
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(sha256));
  }

  /** The same; not a copy. */
  byte[] sha256() {
    return sha256;
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

  /** How many bytes a document says of the package, as far as that is known. */
  int size(Metadata document) {
    return switch (document) {
      case PRIMARY -> primaryHead.length + location.length() + primaryTail.length;
      case FILELISTS -> filelists.length;
      case OTHER -> other.length;
    };
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
