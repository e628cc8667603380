package org.diracgrid.diracos.resolve;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.resolve.Lock.LockedPackage;
import org.jspecify.annotations.Nullable;

/**
 * The form of {@code lock-diff.json}:
 *
 * <pre>
 * {"before": {"packages", "size"}, "after": {"packages", "size"},
 *  "changes": [{"kind": "added" | "removed" | "upgraded" | "downgraded" | "changed", "name",
 *               "before": {"package", "size", "checksum"}, "after": {…}} …]}
 * </pre>
 *
 * <p>What was added has no {@code before}, what was removed no {@code after}.
 */
public final class LockDiffJson {

  private LockDiffJson() {}

  /** The bytes of the file. */
  public static byte[] write(LockDiff diff) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          total(json, "before", diff.before());
          total(json, "after", diff.after());
          json.writeArrayFieldStart("changes");
          for (LockDiff.Change change : diff.changes()) {
            json.writeStartObject();
            json.writeStringField("kind", change.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("name", change.either().nevra().name());
            side(json, "before", change.before());
            side(json, "after", change.after());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void total(JsonGenerator json, String key, LockDiff.Total total)
      throws IOException {
    json.writeObjectFieldStart(key);
    json.writeNumberField("packages", total.packages());
    json.writeNumberField("size", total.size());
    json.writeEndObject();
  }

  private static void side(JsonGenerator json, String key, @Nullable LockedPackage locked)
      throws IOException {
    if (locked != null) {
      json.writeObjectFieldStart(key);
      json.writeStringField("package", locked.nevra().toString());
      json.writeNumberField("size", locked.size());
      json.writeStringField("checksum", locked.checksum().toString());
      json.writeEndObject();
    }
  }
}
