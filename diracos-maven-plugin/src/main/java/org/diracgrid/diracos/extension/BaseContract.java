package org.diracgrid.diracos.extension;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.config.BoundarySpec;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.PlatformSpec;
import org.diracgrid.diracos.config.VerifySpec;
import org.diracgrid.diracos.json.JsonTree;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.resolve.Lock;

/**
 * What a bundle promises and what it is made of, in {@code .diracos_contract.json} at its root:
 * extensions are held to it. Keys always in this order, "glibc" only where there is a ceiling.
 *
 * <pre>
 * {
 *   "contractVersion": 1,
 *   "arch": "x86_64",
 *   "glibc": "2.34",
 *   "boundary": ["glibc"],
 *   "ignoredPackages": [],
 *   "hostLibraries": [],
 *   "hostInterpreters": [],
 *   "knownMissing": [],
 *   "knownBrokenLinks": [],
 *   "severity": {},
 *   "packages": [{"name", "evr", "arch"}]
 * }
 * </pre>
 *
 * @param arch by rpm's name
 * @param glibc newest glibc that may be needed; empty: no ceiling
 * @param boundary names and globs of what the host provides
 * @param ignoredPackages names and globs of what never ships
 * @param hostLibraries as {@link PlatformSpec#hostLibraries}
 * @param hostInterpreters as {@link VerifySpec#hostInterpreters}
 * @param knownMissing sonames and globs that are no finding
 * @param knownBrokenLinks paths and globs that are no finding
 * @param severities as {@link VerifySpec#severities}
 * @param packages those of the lock, by name, EVR, architecture
 */
public record BaseContract(
    String arch,
    Optional<String> glibc,
    List<String> boundary,
    List<String> ignoredPackages,
    List<String> hostLibraries,
    List<String> hostInterpreters,
    List<String> knownMissing,
    List<String> knownBrokenLinks,
    Map<String, String> severities,
    List<Nevra> packages) {

  /** Where it lies in a bundle. */
  public static final String FILE = ".diracos_contract.json";

  private static final int VERSION = 1;

  /** Copies. */
  public BaseContract {
    boundary = List.copyOf(boundary);
    ignoredPackages = List.copyOf(ignoredPackages);
    hostLibraries = List.copyOf(hostLibraries);
    hostInterpreters = List.copyOf(hostInterpreters);
    knownMissing = List.copyOf(knownMissing);
    knownBrokenLinks = List.copyOf(knownBrokenLinks);
    severities = Map.copyOf(severities);
    packages = List.copyOf(packages);
  }

  /** Of the bundle that a configuration describes and a lock names the packages of. */
  public static BaseContract of(DiracosSpec spec, Lock lock) {
    return new BaseContract(
        spec.platform().arch(),
        spec.platform().glibc(),
        spec.boundary().packages(),
        spec.ignoredPackages(),
        spec.platform().hostLibraries(),
        spec.verify().hostInterpreters(),
        spec.knownMissing(),
        spec.knownBrokenLinks(),
        spec.verify().severities(),
        lock.packages().stream().map(Lock.LockedPackage::nevra).sorted().toList());
  }

  /** The text of the file. */
  public String json() {
    byte[] bytes =
        PrettyJson.write(
            json -> {
              json.writeStartObject();
              json.writeNumberField("contractVersion", VERSION);
              json.writeStringField("arch", arch);
              if (glibc.isPresent()) {
                json.writeStringField("glibc", glibc.get());
              }
              write(json, "boundary", boundary);
              write(json, "ignoredPackages", ignoredPackages);
              write(json, "hostLibraries", hostLibraries);
              write(json, "hostInterpreters", hostInterpreters);
              write(json, "knownMissing", knownMissing);
              write(json, "knownBrokenLinks", knownBrokenLinks);
              json.writeObjectFieldStart("severity");
              for (Map.Entry<String, String> one : new TreeMap<>(severities).entrySet()) {
                json.writeStringField(one.getKey(), one.getValue());
              }
              json.writeEndObject();
              json.writeArrayFieldStart("packages");
              for (Nevra nevra : packages) {
                json.writeStartObject();
                json.writeStringField("name", nevra.name());
                json.writeStringField("evr", nevra.evr().toString());
                json.writeStringField("arch", nevra.arch());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            });
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator json, String key, List<String> items) throws IOException {
    json.writeArrayFieldStart(key);
    for (String item : items) {
      json.writeString(item);
    }
    json.writeEndArray();
  }

  /**
   * Reads the file.
   *
   * @param where for messages
   * @throws DiracosException DOS-EXT-09 if it is no contract of this version
   */
  public static BaseContract read(byte[] bytes, String where) {
    try {
      JsonNode root = JsonTree.read(bytes);
      if (root.path("contractVersion").asInt() != VERSION) {
        throw new IllegalArgumentException("its contractVersion is not " + VERSION);
      }
      Map<String, String> severities = new TreeMap<>();
      root.path("severity")
          .properties()
          .forEach(one -> severities.put(one.getKey(), one.getValue().asText()));
      List<Nevra> packages = new ArrayList<>();
      for (JsonNode one : root.path("packages")) {
        packages.add(
            new Nevra(
                one.path("name").asText(),
                Evr.parse(one.path("evr").asText()),
                one.path("arch").asText()));
      }
      return new BaseContract(
          root.path("arch").asText(),
          Optional.ofNullable(root.path("glibc").textValue()),
          texts(root, "boundary"),
          texts(root, "ignoredPackages"),
          texts(root, "hostLibraries"),
          texts(root, "hostInterpreters"),
          texts(root, "knownMissing"),
          texts(root, "knownBrokenLinks"),
          severities,
          packages);
    } catch (JacksonException | IllegalArgumentException e) {
      throw refused(
          "the contract of the base cannot be read",
          where,
          String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "take a base that this version of the plugin or an earlier one made");
    }
  }

  private static List<String> texts(JsonNode root, String key) {
    List<String> texts = new ArrayList<>();
    root.path(key).forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /**
   * The configuration of an extension, held to this contract: what the base promises holds for the
   * whole, and what the base takes from its host or leaves out the extension does not ship, either.
   *
   * @throws DiracosException DOS-EXT-09 if the extension asks for another architecture or a newer
   *     glibc
   */
  public DiracosSpec applied(DiracosSpec spec) {
    PlatformSpec platform = spec.platform();
    if (spec.places().containsKey("/platform/arch") && !platform.arch().equals(arch)) {
      throw refused(
          "the extension is for " + platform.arch() + ", its base for " + arch,
          spec.where("/platform/arch"),
          "a bundle is for one architecture",
          "take out \"arch\", or build on a base for " + platform.arch());
    }
    if (newer(platform.glibc())) {
      throw refused(
          "the extension may need glibc "
              + platform.glibc().orElse("")
              + ", its base promises to run on "
              + glibc.orElse(""),
          spec.where("/platform/glibc"),
          "the promises of a base hold for its extensions, too",
          "take out \"glibc\", or write " + glibc.orElse("") + " or an earlier one");
    }
    return spec.held(
        new PlatformSpec(
            arch,
            platform.releasever(),
            platform.glibc().or(() -> glibc),
            both(hostLibraries, platform.hostLibraries())),
        new BoundarySpec(spec.boundary().policy(), both(boundary, spec.boundary().packages())),
        both(ignoredPackages, spec.ignoredPackages()),
        both(knownMissing, spec.knownMissing()),
        both(knownBrokenLinks, spec.knownBrokenLinks()),
        new VerifySpec(
            spec.verify().run(),
            severities(spec),
            both(hostInterpreters, spec.verify().hostInterpreters()),
            spec.verify().sandbox()));
  }

  private Map<String, String> severities(DiracosSpec spec) {
    Map<String, String> all = new TreeMap<>(severities);
    all.putAll(spec.verify().severities());
    return all;
  }

  private boolean newer(Optional<String> asked) {
    return asked.isPresent()
        && glibc.isPresent()
        && Evr.parse(asked.get()).compareTo(Evr.parse(glibc.get())) > 0;
  }

  private static List<String> both(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).distinct().toList();
  }

  private static DiracosException refused(String what, String where, String because, String fix) {
    return DiracosException.of(new Problem("DOS-EXT-09", what, where, because, fix));
  }
}
