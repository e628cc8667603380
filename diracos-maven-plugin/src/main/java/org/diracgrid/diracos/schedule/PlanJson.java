package org.diracgrid.diracos.schedule;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.diracgrid.diracos.json.PrettyJson;

/**
 * The form of {@code build-plan.json}; times are seconds:
 *
 * <pre>
 * {"planVersion": 1,
 *  "builds": [{"id", "name", "group", "source": NEVRA, "where", "bootstrap": true | false, "stage",
 *              "needs": [{"id", "kind": "build" | "runtime" | "replaces", "requirements": [text …],
 *                         "through"} …],
 *              "state": "cached" | "build" | "waits" | "left out",
 *              "reasons": [text …], "waitsFor": [id …],
 *              "seconds", "timed": true | false} …],
 *  "criticalPath": {"seconds", "builds": [id …]},
 *  "expected": [{"slots", "seconds", "utilisation", "ratio"} …],
 *  "notes": [{"kind", "id", "text"} …]}
 * </pre>
 */
public final class PlanJson {

  private static final int VERSION = 1;

  private PlanJson() {}

  /** The bytes of the file. */
  public static byte[] write(PlanView view) {
    return PrettyJson.write(json -> write(view, json));
  }

  private static void write(PlanView view, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("planVersion", VERSION);
    json.writeArrayFieldStart("builds");
    for (Task task : view.plan().tasks()) {
      write(view, task, json);
    }
    json.writeEndArray();
    List<Makespan> makespans = view.makespans();
    Makespan first = makespans.get(0);
    json.writeObjectFieldStart("criticalPath");
    number(json, "seconds", seconds(first.critical()));
    ids(json, "builds", first.criticalPath());
    json.writeEndObject();
    json.writeArrayFieldStart("expected");
    for (Makespan makespan : makespans) {
      json.writeStartObject();
      json.writeNumberField("slots", makespan.slots());
      number(json, "seconds", seconds(makespan.finish()));
      number(json, "utilisation", makespan.utilisation());
      number(json, "ratio", makespan.ratio());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notes");
    for (Note note : view.plan().notes()) {
      json.writeStartObject();
      json.writeStringField("kind", lower(note.kind()));
      json.writeStringField("id", note.task());
      json.writeStringField("text", note.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(PlanView view, Task task, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", task.id());
    json.writeStringField("name", task.name());
    json.writeStringField("group", task.source().group());
    json.writeStringField("source", task.source().header().nevra().toString());
    json.writeStringField("where", task.source().where());
    json.writeBooleanField("bootstrap", task.bootstrap());
    json.writeNumberField("stage", task.stage());
    json.writeArrayFieldStart("needs");
    for (Edge edge : view.plan().edges(task)) {
      json.writeStartObject();
      json.writeStringField("id", edge.maker().id());
      json.writeStringField("kind", lower(edge.kind()));
      texts(json, "requirements", edge.requirements());
      json.writeStringField("through", edge.through());
      json.writeEndObject();
    }
    json.writeEndArray();
    TaskState state = view.state(task);
    json.writeStringField("state", word(state));
    texts(json, "reasons", state instanceof TaskState.ToBuild build ? build.reasons() : List.of());
    ids(json, "waitsFor", state instanceof TaskState.Waits waits ? waits.on() : List.of());
    number(json, "seconds", seconds(view.durations().of(task)));
    json.writeBooleanField("timed", view.durations().knows(task));
    json.writeEndObject();
  }

  private static String word(TaskState state) {
    if (state instanceof TaskState.Cached) {
      return "cached";
    }
    if (state instanceof TaskState.ToBuild) {
      return "build";
    }
    return state instanceof TaskState.Waits ? "waits" : "left out";
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void ids(JsonGenerator json, String name, List<Task> tasks) throws IOException {
    texts(json, name, tasks.stream().map(Task::id).toList());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** With three digits after the point at most. */
  private static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeNumberField(name, Math.round(value * 1000) / 1000.0);
  }
}
