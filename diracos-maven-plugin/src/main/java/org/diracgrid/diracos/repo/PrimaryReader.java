package org.diracgrid.diracos.repo;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.repo.Symbols.Symbol;
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

  private final XmlScanner xml;
  private final String repository;
  private final RepoIndex.Builder builder;
  private final Evrs evrs = new Evrs();

  private String name = "";
  private String arch = "";
  private @Nullable Evr evr;
  private @Nullable Checksum checksum;
  private String location = "";
  private String base = "";
  private long size;
  private long installedSize;
  private String sourceRpm = "";
  private String license = "";
  private boolean rpm;

  // The relations of the package under way, in parallel; kept for the next, to spare allocations.
  private int relations;
  private RelationKind[] kinds = new RelationKind[64];
  private String[] names = new String[64];
  private @Nullable Operator[] operators = new Operator[64];
  private @Nullable Evr[] versions = new Evr[64];
  private final List<String> files = new ArrayList<>();

  private PrimaryReader(XmlScanner xml, String repository, RepoIndex.Builder builder) {
    this.xml = xml;
    this.repository = repository;
    this.builder = builder;
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
    return plain.read(in -> scan(in, plain.name(), repository, builder));
  }

  static int scan(InputStream in, String document, String repository, RepoIndex.Builder builder) {
    XmlScanner xml = new XmlScanner(in, document, new Symbols());
    PrimaryReader reader = new PrimaryReader(xml, repository, builder);
    int count = 0;
    if (xml.next() && !xml.name().equals("metadata")) {
      throw xml.malformed("its root is <" + xml.name() + ">, not <metadata>");
    }
    while (xml.next()) {
      if (xml.atStart() && xml.depth() == 2 && xml.name().equals("package")) {
        count += reader.readPackage() ? 1 : 0;
      }
    }
    return count;
  }

  /** Reads one package; false if it is not for us. */
  private boolean readPackage() {
    clear();
    String type = xml.attribute("type");
    rpm = type == null || type.equals("rpm");
    while (xml.next()) {
      if (!xml.atStart()) {
        if (xml.depth() == 2) {
          return finish();
        }
      } else if (xml.depth() == 3 && rpm) {
        property();
      }
    }
    throw xml.malformed("it ends inside of a package");
  }

  private void clear() {
    name = "";
    arch = "";
    evr = null;
    checksum = null;
    location = "";
    base = "";
    size = -1;
    installedSize = -1;
    sourceRpm = "";
    license = "";
    relations = 0;
    files.clear();
  }

  private void property() {
    switch (xml.name()) {
      case "name" -> name = xml.symbolText().text();
      case "arch" -> {
        arch = xml.symbolText().text();
        rpm = !arch.equals("src") && !arch.equals("nosrc");
      }
      case "version" -> {
        Symbol version = xml.symbol("ver");
        if (version != null) {
          evr = evr(version);
        }
      }
      case "checksum" -> checksum = checksum();
      case "size" -> {
        size = number("package");
        installedSize = number("installed");
      }
      case "location" -> {
        base = orEmpty(xml.attribute("xml:base"));
        location = orEmpty(xml.attribute("href"));
      }
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
        case "license" -> license = xml.symbolText().text();
        case "sourcerpm" -> sourceRpm = xml.symbolText().text();
        case "file" -> files.add(xml.text());
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
        Symbol capability = xml.symbol("name");
        if (capability == null || capability.text().isEmpty()) {
          throw xml.malformed("a relation of " + name + " without a name");
        }
        Symbol version = xml.symbol("ver");
        Operator operator = version == null ? null : operator(xml.symbol("flags"));
        add(
            kind,
            capability.text(),
            operator,
            operator == null || version == null ? null : evr(version));
      }
    }
  }

  private void add(RelationKind kind, String capability, @Nullable Operator op, @Nullable Evr of) {
    if (relations == names.length) {
      int length = relations * 2;
      kinds = Arrays.copyOf(kinds, length);
      names = Arrays.copyOf(names, length);
      operators = Arrays.copyOf(operators, length);
      versions = Arrays.copyOf(versions, length);
    }
    kinds[relations] = kind;
    names[relations] = capability;
    operators[relations] = op;
    versions[relations++] = of;
  }

  private Evr evr(Symbol version) {
    try {
      return evrs.of(xml.symbol("epoch"), version, xml.symbol("rel"));
    } catch (IllegalArgumentException e) {
      throw xml.malformed(e.getMessage() + " (package " + name + ")");
    }
  }

  private static @Nullable Operator operator(@Nullable Symbol flags) {
    return flags == null
        ? null
        : switch (flags.text()) {
          case "EQ" -> Operator.EQ;
          case "GE" -> Operator.GE;
          case "LE" -> Operator.LE;
          case "GT" -> Operator.GT;
          case "LT" -> Operator.LT;
          default -> null;
        };
  }

  private Checksum checksum() {
    String type = orEmpty(xml.attribute("type"));
    String hex = xml.text().strip();
    try {
      return new Checksum(Algorithm.parse(type), hex);
    } catch (IllegalArgumentException e) {
      throw xml.malformed(e.getMessage() + " (package " + name + ")");
    }
  }

  /** A size; -1 if it is missing or not a size, which dnf forgives as well. */
  private long number(String attribute) {
    String text = orEmpty(xml.attribute(attribute));
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Long.parseLong(text);
  }

  private boolean finish() {
    if (!rpm) {
      return false;
    }
    Evr version = evr;
    Checksum sum = checksum;
    if (name.isEmpty() || arch.isEmpty() || version == null || sum == null || location.isEmpty()) {
      String missing =
          name.isEmpty()
              ? "name"
              : arch.isEmpty()
                  ? "architecture"
                  : version == null ? "version" : sum == null ? "checksum" : "location";
      throw xml.malformed("a package without " + missing + (name.isEmpty() ? "" : ": " + name));
    }
    builder.begin(
        new PackageRecord(
            repository,
            name,
            arch,
            version,
            base.isEmpty()
                ? location
                : base.endsWith("/") ? base + location : base + "/" + location,
            size,
            installedSize,
            sum,
            sourceRpm,
            license));
    for (int i = 0; i < relations; i++) {
      builder.relation(kinds[i], names[i], operators[i], versions[i]);
    }
    for (String file : files) {
      builder.file(file);
    }
    return true;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
