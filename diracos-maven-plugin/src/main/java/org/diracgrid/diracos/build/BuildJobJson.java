package org.diracgrid.diracos.build;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * The form of {@code job.json}: UTF-8, two blanks of indent, LF, keys always in this order, and
 * none where the job has nothing.
 *
 * <pre>
 * {
 *   "jobVersion": 1,
 *   "id", "name", "directory", "builder": "chroot" | "mock", "sourcePackage",
 *   "buildroot": [{"name", "epoch", "version", "release", "arch", "file", "checksum"}],
 *   "buildroots",
 *   "settings": {"targetArch", "macros": {}, "with": [], "without": [], "sourceDateEpoch",
 *     "buildHost", "parallel", "memory", "limit": "PT6H"},
 *   "routines": {"before": [], "instead": [], "after": []},
 *   "configuration": "…",
 *   "mock": {"config", "root", "repository", "clean"}
 * }
 * </pre>
 */
public final class BuildJobJson {

  private static final Map.Entry<String, Integer> VERSION = Map.entry("jobVersion", 1);

  private BuildJobJson() {}

  /** The bytes of the file; the same for the same job. */
  public static byte[] write(BuildJob job) {
    return PrettyJson.write(json -> write(json, job));
  }

  private static void write(JsonGenerator json, BuildJob job) throws IOException {
    json.writeStartObject();
    json.writeNumberField(VERSION.getKey(), VERSION.getValue());
    json.writeStringField("id", job.id());
    json.writeStringField("name", job.name());
    json.writeStringField("directory", job.directory().toString());
    json.writeStringField("builder", job.builder().toString());
    json.writeStringField("sourcePackage", job.sourcePackage().toString());
    json.writeArrayFieldStart("buildroot");
    for (BuildrootPackage each : job.buildroot()) {
      write(json, each);
    }
    json.writeEndArray();
    json.writeStringField("buildroots", job.buildroots().toString());
    write(json, job.settings());
    json.writeObjectFieldStart("routines");
    list(json, "before", job.routines().before());
    list(json, "instead", job.routines().instead());
    list(json, "after", job.routines().after());
    json.writeEndObject();
    json.writeStringField("configuration", job.configuration());
    if (job.mock().isPresent()) {
      write(json, job.mock().get());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, BuildrootPackage each) throws IOException {
    Evr evr = each.nevra().evr();
    json.writeStartObject();
    json.writeStringField("name", each.nevra().name());
    json.writeNumberField("epoch", evr.epoch());
    json.writeStringField("version", evr.version());
    String release = evr.release();
    if (release != null) {
      json.writeStringField("release", release);
    }
    json.writeStringField("arch", each.nevra().arch());
    json.writeStringField("file", each.file().toString());
    json.writeStringField("checksum", each.checksum().toString());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, BuildSettings settings) throws IOException {
    json.writeObjectFieldStart("settings");
    json.writeStringField("targetArch", settings.targetArch());
    json.writeObjectFieldStart("macros");
    for (Map.Entry<String, String> macro : settings.macros().entrySet()) {
      json.writeStringField(macro.getKey(), macro.getValue());
    }
    json.writeEndObject();
    list(json, "with", settings.with());
    list(json, "without", settings.without());
    if (settings.sourceDateEpoch().isPresent()) {
      json.writeNumberField("sourceDateEpoch", settings.sourceDateEpoch().getAsLong());
    }
    json.writeStringField("buildHost", settings.buildHost());
    json.writeNumberField("parallel", settings.parallel());
    if (settings.memory().isPresent()) {
      json.writeNumberField("memory", settings.memory().getAsLong());
    }
    json.writeStringField("limit", settings.limit().toString());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, MockSettings mock) throws IOException {
    json.writeObjectFieldStart("mock");
    json.writeStringField("config", mock.config());
    if (mock.root().isPresent()) {
      json.writeStringField("root", mock.root().get().toString());
    }
    if (mock.repository().isPresent()) {
      json.writeStringField("repository", mock.repository().get().toString());
    }
    json.writeBooleanField("clean", mock.clean());
    json.writeEndObject();
  }

  private static void list(JsonGenerator json, String key, List<?> values) throws IOException {
    json.writeArrayFieldStart(key);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }

  /**
   * Reads the file.
   *
   * @param file for messages
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-EXECUTOR-01 if it is no job of this
   *     version
   */
  public static BuildJob read(byte[] bytes, Path file) {
    return JsonFields.read(bytes, VERSION, file, BuildJobJson::read);
  }

  private static BuildJob read(JsonFields fields) {
    JsonFields routines = fields.object("routines");
    return new BuildJob(
        fields.text("id"),
        fields.text("name"),
        fields.path("directory"),
        fields.choice(BuilderKind.class, "builder"),
        fields.path("sourcePackage"),
        fields.objects("buildroot", BuildJobJson::buildrootPackage),
        fields.path("buildroots"),
        settings(fields.object("settings")),
        new RoutineFiles(
            routines.paths("before"), routines.paths("instead"), routines.paths("after")),
        fields.text("configuration"),
        fields.optionalObject("mock").map(BuildJobJson::mock));
  }

  private static BuildrootPackage buildrootPackage(JsonFields fields) {
    Optional<String> release = fields.optionalText("release");
    Evr evr = new Evr(fields.whole("epoch"), fields.text("version"), release.orElse(null));
    return new BuildrootPackage(
        new Nevra(fields.text("name"), evr, fields.text("arch")),
        fields.path("file"),
        Checksum.parse(fields.text("checksum")));
  }

  private static BuildSettings settings(JsonFields fields) {
    return new BuildSettings(
        fields.text("targetArch"),
        fields.map("macros"),
        fields.texts("with"),
        fields.texts("without"),
        fields.optionalWhole("sourceDateEpoch"),
        fields.text("buildHost"),
        fields.small("parallel"),
        fields.optionalWhole("memory"),
        fields.duration("limit"));
  }

  private static MockSettings mock(JsonFields fields) {
    return new MockSettings(
        fields.text("config"),
        fields.optionalPath("root"),
        fields.optionalPath("repository"),
        fields.flag("clean"));
  }
}
