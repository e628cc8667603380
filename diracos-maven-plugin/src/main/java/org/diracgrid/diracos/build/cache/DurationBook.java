package org.diracgrid.diracos.build.cache;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.json.JsonTree;
import org.diracgrid.diracos.json.PrettyJson;

/**
 * How long builds took, by name: what the next plan expects. For many threads.
 *
 * <pre>
 * {
 *   "bookVersion": 1,
 *   "milliseconds": {"zlib": [2900, 3100]}
 * }
 * </pre>
 *
 * <p>The last builds of a name are kept, the newest last; their median is what is expected, so that
 * one slow day does not count. A book that is damaged knows nothing, as one that is not there.
 */
public final class DurationBook {

  private static final int VERSION = 1;
  private static final int KEPT = 5;
  private static final long LARGEST = 16L << 20;

  private final Path file;
  private final SortedMap<String, List<Duration>> before;
  private final SortedMap<String, List<Duration>> noted = new TreeMap<>();

  private DurationBook(Path file, SortedMap<String, List<Duration>> before) {
    this.file = file;
    this.before = before;
  }

  /**
   * Reads a book.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public static DurationBook read(Path file) throws IOException {
    return new DurationBook(file, entries(file));
  }

  private static SortedMap<String, List<Duration>> entries(Path file) throws IOException {
    SortedMap<String, List<Duration>> entries = new TreeMap<>();
    if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
      return entries;
    }
    JsonNode root;
    try {
      root = JsonTree.read(Files.readAllBytes(file));
    } catch (JacksonException e) {
      return entries;
    }
    if (root.path("bookVersion").asInt() != VERSION) {
      return entries;
    }
    for (Map.Entry<String, JsonNode> entry : root.path("milliseconds").properties()) {
      List<Duration> durations = new ArrayList<>();
      for (JsonNode millis : entry.getValue()) {
        if (millis.canConvertToLong() && millis.isIntegralNumber() && millis.asLong() >= 0) {
          durations.add(Duration.ofMillis(millis.asLong()));
        }
      }
      if (!durations.isEmpty()) {
        entries.put(entry.getKey(), last(durations));
      }
    }
    return entries;
  }

  private static List<Duration> last(List<Duration> durations) {
    return List.copyOf(durations.subList(Math.max(0, durations.size() - KEPT), durations.size()));
  }

  /** Notes a build that succeeded. */
  public synchronized void note(String name, Duration took) {
    noted.computeIfAbsent(name, n -> new ArrayList<>()).add(took);
  }

  /** What to expect of each name that is known. */
  public synchronized SortedMap<String, Duration> expected() {
    SortedMap<String, Duration> expected = new TreeMap<>();
    merged(before)
        .forEach(
            (name, durations) -> {
              List<Duration> sorted = new ArrayList<>(durations);
              Collections.sort(sorted);
              expected.put(name, sorted.get(sorted.size() / 2));
            });
    return expected;
  }

  private SortedMap<String, List<Duration>> merged(SortedMap<String, List<Duration>> older) {
    SortedMap<String, List<Duration>> merged = new TreeMap<>(older);
    noted.forEach(
        (name, durations) -> {
          List<Duration> all = new ArrayList<>(older.getOrDefault(name, List.of()));
          all.addAll(durations);
          merged.put(name, last(all));
        });
    return merged;
  }

  /**
   * Writes the book with what was noted, and what other runs wrote meanwhile.
   *
   * @throws IOException if it cannot be written
   */
  public synchronized void save() throws IOException {
    if (noted.isEmpty()) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    SortedMap<String, List<Duration>> all = merged(entries(file));
    byte[] bytes =
        PrettyJson.write(
            json -> {
              json.writeStartObject();
              json.writeNumberField("bookVersion", VERSION);
              json.writeObjectFieldStart("milliseconds");
              for (Map.Entry<String, List<Duration>> entry : all.entrySet()) {
                json.writeArrayFieldStart(entry.getKey());
                for (Duration duration : entry.getValue()) {
                  json.writeNumber(duration.toMillis());
                }
                json.writeEndArray();
              }
              json.writeEndObject();
              json.writeEndObject();
            });
    Path draft = Files.createTempFile(directory, ".durations", ".tmp");
    try {
      Files.write(draft, bytes);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    before.clear();
    before.putAll(all);
    noted.clear();
  }
}
