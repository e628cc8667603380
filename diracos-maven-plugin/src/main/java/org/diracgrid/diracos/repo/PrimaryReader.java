package org.diracgrid.diracos.repo;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Operator;
import org.jspecify.annotations.Nullable;

/**
 * Reads primary.xml into an index.
 *
 * <p>It takes what is found in the wild as dnf takes it: documents without namespaces, a count of
 * packages that is wrong, relations with {@code flags} but no version, versions without epoch or
 * release, unknown architectures, the same NEVRA twice. Source packages, and what is not an RPM,
 * are passed over. A package without name, version, checksum or location makes the whole document
 * unusable: who writes that cannot be trusted with the rest.
 */
public final class PrimaryReader {

  private static final byte[] NOTHING = {};
  private static final String[] FLAGS = {"LT", "LE", "EQ", "GE", "GT"};
  private static final byte[][] FLAG_BYTES = new byte[FLAGS.length][];
  private static final Operator[] OPERATORS = {
    Operator.LT, Operator.LE, Operator.EQ, Operator.GE, Operator.GT
  };

  static {
    for (int i = 0; i < FLAGS.length; i++) {
      FLAG_BYTES[i] = FLAGS[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final XmlScanner xml;
  private final IndexPartBuilder part = new IndexPartBuilder();
  private final StringTable names = part.names();
  private final StringTable words = part.words();
  private final XmlScanner.Taker<Integer> asName = names::of;
  private final XmlScanner.Taker<Integer> asWord = words::of;
  private final int noWord = words.of("");
  private final int noName = names.of("");

  // The package under way, by numbers of the part.
  private int name;
  private int arch;
  private int evr;
  private byte[] checksum = NOTHING;
  private byte[] location = NOTHING;
  private long size;
  private long installedSize;
  private int source;
  private int license;
  private boolean rpm;

  private String checksumType = "";
  private Algorithm algorithm = Algorithm.SHA256;

  private PrimaryReader(XmlScanner xml) {
    this.xml = xml;
  }

  /**
   * Reads all packages of a repository.
   *
   * @param plain the document, decompressed
   * @param repository its id
   * @return how many packages went to the builder
   * @throws org.diracgrid.diracos.problem.DiracosException if the document is no primary metadata
   */
  public static int read(Document plain, String repository, RepoIndex.Builder builder) {
    IndexPart part = read(plain);
    builder.add(repository, part);
    return part.size();
  }

  /** As {@link #read(Document, String, RepoIndex.Builder)}, the document for itself. */
  static IndexPart read(Document plain) {
    return plain.read(in -> scan(in, plain.name()));
  }

  private static IndexPart scan(InputStream in, String document) {
    XmlScanner xml = new XmlScanner(in, document, new Symbols());
    PrimaryReader reader = new PrimaryReader(xml);
    if (xml.next() && !xml.name().equals("metadata")) {
      throw xml.malformed("its root is <" + xml.name() + ">, not <metadata>");
    }
    while (xml.next()) {
      if (xml.atStart() && xml.depth() == 2 && xml.name().equals("package")) {
        reader.readPackage();
      }
    }
    return reader.part.build();
  }

  private void readPackage() {
    clear();
    String type = xml.attribute("type");
    rpm = type == null || type.equals("rpm");
    while (xml.next()) {
      if (!xml.atStart()) {
        if (xml.depth() == 2) {
          finish();
          return;
        }
      } else if (xml.depth() == 3 && rpm) {
        property();
      }
    }
    throw xml.malformed("it ends inside of a package");
  }

  private void clear() {
    name = noName;
    arch = noWord;
    evr = -1;
    checksum = NOTHING;
    location = NOTHING;
    size = -1;
    installedSize = -1;
    source = noWord;
    license = noWord;
  }

  private void property() {
    switch (xml.name()) {
      case "name" -> name = xml.content(asName);
      case "arch" -> {
        String text = xml.text();
        arch = words.of(text);
        rpm = !text.equals("src") && !text.equals("nosrc");
      }
      case "version" -> {
        int version = word("ver");
        if (version >= 0) {
          evr = evr(version);
        }
      }
      case "checksum" -> checksum = checksum();
      case "size" -> {
        size = number("package");
        installedSize = number("installed");
      }
      case "location" -> location = location();
      case "format" -> format();
      default -> {
        // Descriptions, times and other things that do not bear on what is installed.
      }
    }
  }

  private void format() {
    while (xml.next() && xml.depth() > 3) {
      if (!xml.atStart() || xml.depth() != 4) {
        continue;
      }
      switch (xml.name()) {
        case "license" -> license = xml.content(asWord);
        case "sourcerpm" -> source = xml.content(asWord);
        case "file" -> part.file(xml.content(asName));
        default -> {
          RelationKind kind = kind(xml.name());
          if (kind != null) {
            relations(kind);
          }
        }
      }
    }
  }

  private static @Nullable RelationKind kind(String element) {
    return switch (element) {
      case "provides" -> RelationKind.PROVIDES;
      case "requires" -> RelationKind.REQUIRES;
      case "conflicts" -> RelationKind.CONFLICTS;
      case "obsoletes" -> RelationKind.OBSOLETES;
      case "recommends" -> RelationKind.RECOMMENDS;
      case "supplements" -> RelationKind.SUPPLEMENTS;
      case "suggests" -> RelationKind.SUGGESTS;
      case "enhances" -> RelationKind.ENHANCES;
      default -> null;
    };
  }

  private void relations(RelationKind kind) {
    while (xml.next() && xml.depth() > 4) {
      if (xml.atStart() && xml.depth() == 5 && xml.name().equals("entry")) {
        relation(kind);
      }
    }
  }

  private void relation(RelationKind kind) {
    Slice capability = xml.slice("name");
    if (capability == null || capability.isEmpty()) {
      throw xml.malformed("a relation of " + names.text(name) + " without a name");
    }
    int number = capability.in(names);
    int version = word("ver");
    Operator operator = version < 0 ? null : operator(xml.slice("flags"));
    part.relation(kind, number, operator, operator == null ? -1 : evr(version));
  }

  /** The number of an attribute's value; -1 if it is absent. */
  private int word(String attribute) {
    Slice value = xml.slice(attribute);
    return value == null ? -1 : value.in(words);
  }

  /** The EVR of the current element, whose version is that word. */
  private int evr(int version) {
    Slice number = xml.slice("epoch");
    int epoch = number == null || number.isEmpty() ? 0 : epoch(number);
    int release = word("rel");
    return part.evr(epoch, version, release == noWord ? -1 : release);
  }

  private int epoch(Slice text) {
    long number = text.number();
    if (number >= 0 && number <= 0xFFFFFFFFL) {
      return (int) number;
    }
    boolean digits = text.toString().matches("[+-]?[0-9]+");
    throw xml.malformed(
        "the epoch '"
            + text
            + (digits ? "' is out of range" : "' is not a number")
            + (" (package " + names.text(name) + ")"));
  }

  private static @Nullable Operator operator(@Nullable Slice flags) {
    if (flags != null) {
      for (int i = 0; i < OPERATORS.length; i++) {
        if (flags.is(FLAG_BYTES[i])) {
          return OPERATORS[i];
        }
      }
    }
    return null;
  }

  private byte[] checksum() {
    String type = orEmpty(xml.attribute("type"));
    String hex = xml.text().strip();
    try {
      if (!type.equals(checksumType)) {
        algorithm = Algorithm.parse(type);
        checksumType = type;
      }
      return HexFormat.of().parseHex(new Checksum(algorithm, hex).hex());
    } catch (IllegalArgumentException e) {
      throw xml.malformed(e.getMessage() + " (package " + names.text(name) + ")");
    }
  }

  private byte[] location() {
    String base = orEmpty(xml.attribute("xml:base"));
    String href = orEmpty(xml.attribute("href"));
    String whole =
        base.isEmpty() || href.isEmpty()
            ? href
            : base.endsWith("/") ? base + href : base + "/" + href;
    return whole.getBytes(StandardCharsets.UTF_8);
  }

  /** A size; -1 if it is missing or not a size, which dnf forgives as well. */
  private long number(String attribute) {
    Slice value = xml.slice(attribute);
    return value == null ? -1 : value.number();
  }

  private void finish() {
    if (!rpm) {
      part.drop();
      return;
    }
    String missing =
        name == noName
            ? "name"
            : arch == noWord
                ? "architecture"
                : evr < 0
                    ? "version"
                    : checksum.length == 0 ? "checksum" : location.length == 0 ? "location" : "";
    if (!missing.isEmpty()) {
      throw xml.malformed(
          "a package without " + missing + (name == noName ? "" : ": " + names.text(name)));
    }
    part.add(name, evr, arch, source, license, location, checksum);
    part.sizes(size, installedSize);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
