package org.diracgrid.diracos.rpm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;

/**
 * The main header of a package: what it is, what it needs, which files it has.
 *
 * <p>Values are decoded when asked for; a value of another type than its tag has by definition is a
 * {@link org.diracgrid.diracos.problem.DiracosException} with code {@code DOS-RPM-04}.
 */
public final class RpmHeader {

  private static final int LESS = 2;
  private static final int GREATER = 4;
  private static final int EQUAL = 8;

  private final HeaderBlob blob;
  private final Nevra nevra;

  RpmHeader(HeaderBlob blob) {
    this.blob = blob;
    String arch = isSource() ? "src" : word(RpmTag.ARCH);
    this.nevra = new Nevra(word(RpmTag.NAME), readEvr(), arch);
  }

  private Evr readEvr() {
    long[] epoch = blob.numbers(RpmTag.EPOCH);
    return new Evr(epoch.length == 0 ? 0 : epoch[0], word(RpmTag.VERSION), word(RpmTag.RELEASE));
  }

  private String word(RpmTag tag) {
    String text = text(tag);
    if (!isWord(text)) {
      throw blob.wrong(tag, "tag " + tag + (text.isEmpty() ? " is absent" : " is no plain word"));
    }
    return text;
  }

  /**
   * Whether there is something, and no space, control or slash; by hand, as it is asked so often.
   */
  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '/' || c == 0x7F) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Name, EVR and architecture; the architecture of a source package is {@code src}. */
  public Nevra nevra() {
    return nevra;
  }

  /** The name. */
  public String name() {
    return nevra.name();
  }

  /** Epoch, version and release. */
  public Evr evr() {
    return nevra.evr();
  }

  /** The architecture; {@code src} of a source package. */
  public String arch() {
    return nevra.arch();
  }

  /** Whether this is a source package. */
  public boolean isSource() {
    return blob.has(RpmTag.SOURCE_PACKAGE) || !blob.has(RpmTag.SOURCE_RPM);
  }

  /** Whether the header has the tag. */
  public boolean has(RpmTag tag) {
    return blob.has(tag);
  }

  /** The first text of a tag, empty if it is absent; of a translated one, the untranslated. */
  public String text(RpmTag tag) {
    RpmTexts texts = blob.slices(tag);
    return texts.count() == 0 ? "" : texts.text(0);
  }

  /** The texts of a tag, none if it is absent. */
  public List<String> texts(RpmTag tag) {
    return blob.texts(tag);
  }

  /** The texts of a tag where they lie, none if it is absent. */
  public RpmTexts slices(RpmTag tag) {
    return blob.slices(tag);
  }

  /** The numbers of a tag, none if it is absent; those of up to 32 bits are unsigned. */
  public long[] numbers(RpmTag tag) {
    return blob.numbers(tag);
  }

  /** The bytes of a tag, none if it is absent. */
  public byte[] binary(RpmTag tag) {
    return blob.binary(tag);
  }

  /** The bytes of any tag's values as they are in the file, whatever its type; none if absent. */
  byte[] raw(int tag) {
    return blob.raw(tag);
  }

  /** What the package provides, in its own order. */
  public List<Capability> provides() {
    return relations(RelationTags.PROVIDES);
  }

  /**
   * What the package requires, in its own order: {@code rpmlib(…)}, file paths and rich
   * dependencies (a name that begins with a parenthesis) among them. Of a source package: what its
   * build requires.
   */
  public List<Capability> requires() {
    return relations(RelationTags.REQUIRES);
  }

  /** What the package cannot stand beside. */
  public List<Capability> conflicts() {
    return relations(RelationTags.CONFLICTS);
  }

  /** What the package replaces. */
  public List<Capability> obsoletes() {
    return relations(RelationTags.OBSOLETES);
  }

  /** What the package would like to have. */
  public List<Capability> recommends() {
    return relations(RelationTags.RECOMMENDS);
  }

  private List<Capability> relations(RelationTags tags) {
    List<Capability> relations = new ArrayList<>();
    for (RpmRelation relation : stated(tags)) {
      int sense = relation.flags() & (LESS | GREATER | EQUAL);
      if (sense == 0 || relation.version().isEmpty()) {
        relations.add(Capability.of(relation.name()));
        continue;
      }
      relations.add(
          new Capability(
              relation.name(),
              operator(tags.names(), sense),
              evr(tags.names(), relation.version())));
    }
    return List.copyOf(relations);
  }

  /** The relations of a kind as they are stated, with all flags and versions not looked into. */
  public List<RpmRelation> stated(RelationTags tags) {
    List<String> names = blob.texts(tags.names());
    List<String> versions = blob.texts(tags.versions());
    long[] flags = blob.numbers(tags.flags());
    // Provides before rpm 3.0.3.
    boolean bare = !blob.has(tags.versions()) && !blob.has(tags.flags());
    if (!bare && (versions.size() != names.size() || flags.length != names.size())) {
      throw blob.wrong(
          tags.names(),
          "tag "
              + tags.names()
              + " has "
              + names.size()
              + " values, "
              + tags.flags()
              + " "
              + flags.length
              + ", "
              + tags.versions()
              + " "
              + versions.size());
    }
    List<RpmRelation> relations = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      relations.add(
          bare
              ? new RpmRelation(names.get(i), 0, "")
              : new RpmRelation(names.get(i), (int) flags[i], versions.get(i)));
    }
    return relations;
  }

  private Operator operator(RpmTag tag, int sense) {
    return switch (sense) {
      case LESS -> Operator.LT;
      case LESS | EQUAL -> Operator.LE;
      case EQUAL -> Operator.EQ;
      case GREATER | EQUAL -> Operator.GE;
      case GREATER -> Operator.GT;
      default -> throw blob.wrong(tag, "tag " + tag + " has a relation both < and >");
    };
  }

  private Evr evr(RpmTag tag, String text) {
    try {
      return Evr.parse(text);
    } catch (IllegalArgumentException e) {
      throw blob.wrong(tag, "tag " + tag + " has the version '" + text + "', which is none");
    }
  }

  /** The files, in the header's order; none in a package that only requires others. */
  public List<RpmFileInfo> files() {
    return FileList.of(blob);
  }

  /** The paths of the files, in the header's order, and little else of them. */
  public RpmPaths paths() {
    return new RpmPaths(blob);
  }

  @Override
  public String toString() {
    return nevra + " " + Arrays.hashCode(blob.bytes());
  }
}
