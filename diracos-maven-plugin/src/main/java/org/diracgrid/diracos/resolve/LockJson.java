package org.diracgrid.diracos.resolve;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.json.JsonTree;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * The form of {@code diracos.lock.json}: UTF-8, two blanks of indent, LF, keys always in this
 * order; "python" only where there is any.
 *
 * <pre>
 * {
 *   "lockVersion": 1,
 *   "configuration": "sha256:…",
 *   "repositories": {"base": "sha256:…"},
 *   "packages": [
 *     {"name", "epoch", "version", "release", "arch", "repository", "location", "size",
 *      "checksum", "requirement", "requiredBy": […]}
 *   ],
 *   "python": {
 *     "request": "sha256:…",
 *     "wheels": [
 *       {"name", "version", "file", "url", "checksum",
 *        "build": {"file", "checksum", "inputs", "tools": [{"name", "version", "file", "url", "checksum"}]}}
 *     ]
 *   }
 * }
 * </pre>
 */
public final class LockJson {

  private static final int VERSION = 1;

  private LockJson() {}

  /** The bytes of the file. */
  public static byte[] write(Lock lock) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("lockVersion", VERSION);
          json.writeStringField("configuration", lock.configuration().toString());
          json.writeObjectFieldStart("repositories");
          for (Map.Entry<String, Checksum> entry : lock.repositories().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue().toString());
          }
          json.writeEndObject();
          json.writeArrayFieldStart("packages");
          for (Lock.LockedPackage locked : lock.packages()) {
            write(json, locked);
          }
          json.writeEndArray();
          if (lock.python().isPresent()) {
            write(json, lock.python().get());
          }
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, LockedPython python) throws IOException {
    json.writeObjectFieldStart("python");
    json.writeStringField("request", python.request().toString());
    write(json, "wheels", python.wheels());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String field, List<LockedPython.Wheel> wheels)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (LockedPython.Wheel wheel : wheels) {
      json.writeStartObject();
      json.writeStringField("name", wheel.name());
      json.writeStringField("version", wheel.version());
      json.writeStringField("file", wheel.file());
      json.writeStringField("url", wheel.url());
      json.writeStringField("checksum", wheel.checksum().toString());
      if (wheel.build().isPresent()) {
        LockedPython.Build build = wheel.build().get();
        json.writeObjectFieldStart("build");
        json.writeStringField("file", build.file());
        json.writeStringField("checksum", build.checksum().toString());
        if (build.inputs().isPresent()) {
          json.writeStringField("inputs", build.inputs().get().toString());
        }
        write(json, "tools", build.tools());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Lock.LockedPackage locked) throws IOException {
    Nevra nevra = locked.nevra();
    json.writeStartObject();
    json.writeStringField("name", nevra.name());
    json.writeNumberField("epoch", nevra.evr().epoch());
    json.writeStringField("version", nevra.evr().version());
    json.writeStringField("release", String.valueOf(nevra.evr().release()));
    json.writeStringField("arch", nevra.arch());
    json.writeStringField("repository", locked.repository());
    json.writeStringField("location", locked.location());
    json.writeNumberField("size", locked.size());
    json.writeStringField("checksum", locked.checksum().toString());
    json.writeStringField("requirement", locked.requirement());
    json.writeArrayFieldStart("requiredBy");
    for (String by : locked.requiredBy()) {
      json.writeString(by);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Reads the file.
   *
   * @param name for messages
   * @throws DiracosException DOS-LOCK-01 if it is no lock of this version
   */
  public static Lock read(byte[] bytes, String name) {
    try {
      JsonNode root = JsonTree.read(bytes);
      checkVersion(root.path("lockVersion"));
      Map<String, Checksum> repositories = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : root.path("repositories").properties()) {
        repositories.put(entry.getKey(), Checksum.parse(entry.getValue().asText()));
      }
      List<Lock.LockedPackage> packages = new ArrayList<>();
      if (!root.path("packages").isArray()) {
        throw new IllegalArgumentException("it has no list \"packages\"");
      }
      for (JsonNode node : root.path("packages")) {
        packages.add(read(node));
      }
      Checksum configuration = Checksum.parse(text(root, "configuration"));
      return new Lock(configuration, repositories, packages, python(root.path("python")));
    } catch (JacksonException | IllegalArgumentException e) {
      throw unreadable(name, e);
    }
  }

  private static Optional<LockedPython> python(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(
        new LockedPython(Checksum.parse(text(node, "request")), wheels(node.path("wheels"))));
  }

  private static List<LockedPython.Wheel> wheels(JsonNode nodes) {
    List<LockedPython.Wheel> wheels = new ArrayList<>();
    for (JsonNode wheel : nodes) {
      JsonNode build = wheel.path("build");
      wheels.add(
          new LockedPython.Wheel(
              text(wheel, "name"),
              text(wheel, "version"),
              text(wheel, "file"),
              text(wheel, "url"),
              Checksum.parse(text(wheel, "checksum")),
              build.isMissingNode()
                  ? Optional.empty()
                  : Optional.of(
                      new LockedPython.Build(
                          text(build, "file"),
                          Checksum.parse(text(build, "checksum")),
                          wheels(build.path("tools")),
                          build.has("inputs")
                              ? Optional.of(Checksum.parse(text(build, "inputs")))
                              : Optional.empty()))));
    }
    return wheels;
  }

  private static void checkVersion(JsonNode version) {
    if (version.isInt() && version.asInt() > VERSION) {
      throw new IllegalArgumentException(
          "its lockVersion " + version.asInt() + " is of a later version of this plugin");
    }
    if (!version.isInt() || version.asInt() != VERSION) {
      throw new IllegalArgumentException("its lockVersion is not " + VERSION);
    }
  }

  private static Lock.LockedPackage read(JsonNode node) {
    List<String> requiredBy = new ArrayList<>();
    node.path("requiredBy").forEach(by -> requiredBy.add(by.asText()));
    return new Lock.LockedPackage(
        Lock.LockedPackage.nevra(
            text(node, "name"),
            number(node, "epoch"),
            text(node, "version"),
            text(node, "release"),
            text(node, "arch")),
        text(node, "repository"),
        text(node, "location"),
        number(node, "size"),
        Checksum.parse(text(node, "checksum")),
        requiredBy,
        text(node, "requirement"));
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("\"" + key + "\" is missing");
    }
    return value.asText();
  }

  private static long number(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || value.asLong() < 0) {
      throw new IllegalArgumentException("\"" + key + "\" is not a number of 0 or more");
    }
    return value.asLong();
  }

  private static DiracosException unreadable(String name, Exception cause) {
    return DiracosException.of(
        Problem.of(
            "DOS-LOCK-01",
            "the lock cannot be read: "
                + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""),
            name,
            "restore it from version control, or run diracos:resolve -Ddiracos.lock=update to make"
                + " it anew"),
        cause);
  }
}
