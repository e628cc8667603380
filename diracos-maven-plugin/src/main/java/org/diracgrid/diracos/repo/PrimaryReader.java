package org.diracgrid.diracos.repo;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  private static final byte[][] ATTRIBUTES = bytes("name", "flags", "epoch", "ver", "rel");
  private static final int NAME = 0;
  private static final int FLAGS = 1;
  private static final int EPOCH = 2;
  private static final int VERSION = 3;
  private static final byte[] RPM = {'r', 'p', 'm'};
  private static final byte[][] OPERATOR_NAMES = bytes("EQ", "GE", "LE", "GT", "LT");
  private static final Operator[] OPERATORS = {
    Operator.EQ, Operator.GE, Operator.LE, Operator.GT, Operator.LT
  };

  private static byte[][] bytes(String... texts) {
    byte[][] result = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      result[i] = texts[i].getBytes(StandardCharsets.US_ASCII);
    }
    return result;
  }

  private final XmlScanner xml;
  private final IndexPartBuilder part = new IndexPartBuilder();
  private final StringTable names = part.names();
  private final StringTable words = part.words();
  private final XmlScanner.Taker<Integer> asName = names::of;
  private final XmlScanner.Taker<Integer> asWord = words::of;
  private final int noWord = words.of("");
  private final int noName = names.of("");
  private final int srcWord = words.of("src");
  private final int nosrcWord = words.of("nosrc");

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

  /** Whether we are inside of a package that is for us. */
  private boolean rpm;

  private boolean inFormat;

  /** What the entries of the element under way are; null if it holds none. */
  private @Nullable RelationKind kind;

  // The attributes of the relation or version under way; -1 for no version.
  private int nameValue;
  private @Nullable Operator flags;
  private long epoch;
  private String badEpoch = "";
  private int version;
  private int release;

  private byte[] checksumType = NOTHING;
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

  static IndexPart scan(InputStream in, String document) {
    XmlScanner xml = new XmlScanner(in, document, new Symbols());
    PrimaryReader reader = new PrimaryReader(xml);
    if (xml.next() && !xml.name().equals("metadata")) {
      throw xml.malformed("its root is <" + xml.name() + ">, not <metadata>");
    }
    while (xml.next()) {
      reader.tag();
    }
    return reader.part.build();
  }

  /**
   * Takes one tag. There is one loop over tags, and one place each that reads text and attributes,
   * because whatever is called at several places is compiled into each of them.
   */
  private void tag() {
    int depth = xml.depth();
    if (!xml.atStart()) {
      if (depth == 2 && rpm) {
        finish();
      }
      rpm &= depth > 2;
    } else if (depth == 5) {
      if (kind != null && xml.name().equals("entry")) {
        relation(kind);
      }
    } else if (depth == 4) {
      kind = null;
      if (rpm && inFormat) {
        format();
      }
    } else if (depth == 3) {
      kind = null;
      inFormat = false;
      if (rpm) {
        property();
      }
    } else if (depth == 2 && xml.name().equals("package")) {
      begin();
    }
  }

  private void begin() {
    name = noName;
    arch = noWord;
    evr = -1;
    checksum = NOTHING;
    location = NOTHING;
    size = -1;
    installedSize = -1;
    source = noWord;
    license = noWord;
    inFormat = false;
    part.drop();
    Slice type = xml.slice("type");
    rpm = type == null || type.is(RPM);
  }

  private void property() {
    switch (xml.name()) {
      case "name" -> text(Text.NAME);
      case "arch" -> text(Text.ARCH);
      case "version" -> {
        readAttributes();
        if (version >= 0) {
          evr = evr();
        }
      }
      case "checksum" -> checksum = checksum();
      case "size" -> {
        size = number("package");
        installedSize = number("installed");
      }
      case "location" -> location = location();
      case "format" -> inFormat = true;
      default -> {
        // Descriptions, times and other things that do not bear on what is installed.
      }
    }
  }

  private void format() {
    switch (xml.name()) {
      case "license" -> text(Text.LICENSE);
      case "sourcerpm" -> text(Text.SOURCE);
      case "file" -> text(Text.FILE);
      default -> kind = kind(xml.name());
    }
  }

  /** The elements that hold text. */
  private enum Text {
    NAME,
    FILE,
    ARCH,
    LICENSE,
    SOURCE
  }

  private void text(Text element) {
    int number = xml.content(element == Text.NAME || element == Text.FILE ? asName : asWord);
    switch (element) {
      case NAME -> name = number;
      case FILE -> part.file(number);
      case ARCH -> {
        arch = number;
        rpm = arch != srcWord && arch != nosrcWord;
      }
      case LICENSE -> license = number;
      case SOURCE -> source = number;
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

  private void relation(RelationKind of) {
    readAttributes();
    if (nameValue == noName) {
      throw xml.malformed("a relation of " + names.text(name) + " without a name");
    }
    Operator operator = version < 0 ? null : flags;
    part.relation(of, nameValue, operator, operator == null ? -1 : evr());
  }

  /**
   * Takes the attributes of a relation or version in one go: each method that is called here once
   * is compiled into this one once.
   */
  private void readAttributes() {
    nameValue = noName;
    flags = null;
    epoch = 0;
    version = -1;
    release = noWord;
    for (int i = 0; i < xml.attributeCount(); i++) {
      int attribute = 0;
      while (attribute < ATTRIBUTES.length && !xml.isCalled(i, ATTRIBUTES[attribute])) {
        attribute++;
      }
      if (attribute < ATTRIBUTES.length) {
        take(attribute, xml.value(i));
      }
    }
  }

  private void take(int attribute, Slice value) {
    if (attribute == EPOCH) {
      epoch = value.isEmpty() ? 0 : epoch(value);
    } else if (attribute == FLAGS) {
      flags = operator(value);
    } else {
      int number = value.in(attribute == NAME ? names : words);
      if (attribute == NAME) {
        nameValue = number;
      } else if (attribute == VERSION) {
        version = number;
      } else {
        release = number;
      }
    }
  }

  private int evr() {
    if (epoch < 0) {
      throw xml.malformed(badEpoch + " (package " + names.text(name) + ")");
    }
    return part.evr((int) epoch, version, release == noWord ? -1 : release);
  }

  /** The epoch; -1 if it is not one, which matters only where there is a version. */
  private long epoch(Slice text) {
    long number = text.number();
    if (number >= 0 && number <= 0xFFFFFFFFL) {
      return number;
    }
    boolean digits = text.toString().matches("[+-]?[0-9]+");
    badEpoch = "the epoch '" + text + (digits ? "' is out of range" : "' is not a number");
    return -1;
  }

  private static @Nullable Operator operator(Slice text) {
    for (int i = 0; i < OPERATORS.length; i++) {
      if (text.is(OPERATOR_NAMES[i])) {
        return OPERATORS[i];
      }
    }
    return null;
  }

  private byte[] checksum() {
    Slice type = xml.slice("type");
    byte[] found = type == null ? NOTHING : type.copy();
    try {
      if (!Arrays.equals(found, checksumType)) {
        algorithm = Algorithm.parse(new String(found, StandardCharsets.UTF_8));
        checksumType = found;
      }
      return xml.content(this::digits);
    } catch (IllegalArgumentException e) {
      throw xml.malformed(e.getMessage() + " (package " + names.text(name) + ")");
    }
  }

  private byte[] digits(byte[] bytes, int from, int to) {
    byte[] sum = new byte[algorithm.bytes()];
    if (to - from == sum.length * 2) {
      int bad = 0;
      for (int i = 0; i < sum.length; i++) {
        int digits =
            Character.digit(bytes[from + 2 * i], 16) << 4
                | Character.digit(bytes[from + 2 * i + 1], 16);
        bad |= digits;
        sum[i] = (byte) digits;
      }
      if (bad >= 0) {
        return sum;
      }
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
    return HexFormat.of().parseHex(new Checksum(algorithm, text).hex());
  }

  private byte[] location() {
    Slice base = xml.slice("xml:base");
    byte[] before = base == null ? NOTHING : base.copy();
    Slice href = xml.slice("href");
    byte[] after = href == null ? NOTHING : href.copy();
    if (before.length == 0 || after.length == 0) {
      return after;
    }
    boolean slash = before[before.length - 1] == '/';
    byte[] whole = Arrays.copyOf(before, before.length + (slash ? 0 : 1) + after.length);
    whole[whole.length - after.length - 1] = '/';
    System.arraycopy(after, 0, whole, whole.length - after.length, after.length);
    return whole;
  }

  /** A size; -1 if it is missing or not a size, which dnf forgives as well. */
  private long number(String attribute) {
    Slice value = xml.slice(attribute);
    return value == null ? -1 : value.number();
  }

  private void finish() {
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
}
