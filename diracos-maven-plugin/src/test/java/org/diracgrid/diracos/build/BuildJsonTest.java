package org.diracgrid.diracos.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;

/** What is written is read back; what is damaged is one clear error. */
class BuildJsonTest {

  private static final Path FILE = Path.of("/jobs/zlib/job.json");
  private static final int ROUNDS = 300;

  /** Keys that are only there if there is something to say. */
  private static final Set<String> OPTIONAL =
      Set.of("release", "sourceDateEpoch", "memory", "mock", "root", "repository", "failure");

  @Test
  void everyJobIsReadBack() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      BuildJob job = new RandomJobs(seed).job();
      byte[] bytes = BuildJobJson.write(job);
      BuildJob read = BuildJobJson.read(bytes, FILE);
      assertThat(read).as("seed " + seed).isEqualTo(job);
      // Versions are equal that are not the same text; bytes are not.
      assertThat(BuildJobJson.write(read)).as("seed " + seed).isEqualTo(bytes);
    }
  }

  @Test
  void everyOutcomeIsReadBack() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      BuildOutcome outcome = new RandomJobs(seed).outcome();
      byte[] bytes = BuildOutcomeJson.write(outcome);
      assertThat(BuildOutcomeJson.read(bytes, FILE)).as("seed " + seed).isEqualTo(outcome);
    }
  }

  @Test
  void whatIsCutOffIsOneError() {
    byte[] bytes = BuildJobJson.write(new RandomJobs(1).job());
    for (int length = 0; length < bytes.length - 2; length += 7) {
      byte[] part = Arrays.copyOf(bytes, length);
      refused(() -> BuildJobJson.read(part, FILE));
    }
  }

  @Test
  void anyOtherByteIsReadOrRefusedCleanly() {
    Random random = new Random(7);
    for (int round = 0; round < 2 * ROUNDS; round++) {
      byte[] job = BuildJobJson.write(new RandomJobs(round % 9).job());
      byte[] outcome = BuildOutcomeJson.write(new RandomJobs(round % 9).outcome());
      job[random.nextInt(job.length)] = (byte) random.nextInt();
      outcome[random.nextInt(outcome.length)] = (byte) random.nextInt();
      cleanly(() -> BuildJobJson.read(job, FILE));
      cleanly(() -> BuildOutcomeJson.read(outcome, FILE));
    }
  }

  @Test
  void everyKeyIsMissedAndEveryKindOfValueIsChecked() throws IOException {
    byte[] job = BuildJobJson.write(full(RandomJobs::job, BuildJobJson::write));
    byte[] outcome = BuildOutcomeJson.write(full(RandomJobs::outcome, BuildOutcomeJson::write));
    assertThat(damaged(job)).hasSizeGreaterThan(30).allSatisfy(b -> refusedJob(b));
    assertThat(damaged(outcome))
        .hasSizeGreaterThan(7)
        .allSatisfy(b -> refused(() -> BuildOutcomeJson.read(b, FILE)));
  }

  @Test
  void theErrorNamesFilePlaceAndRemedy() throws IOException {
    ObjectNode root = (ObjectNode) new ObjectMapper().readTree(write(new RandomJobs(3).job()));
    ((ObjectNode) root.get("settings")).put("parallel", "four");
    assertThatThrownBy(() -> BuildJobJson.read(root.toString().getBytes(UTF_8), FILE))
        .hasMessage(
            """
            DOS-EXECUTOR-01 a file of a build job is damaged, or of another version of this plugin
              where     /jobs/zlib/job.json
              because   settings.parallel is missing or not a whole number
              fix       remove the directory /jobs/zlib and run again\
            """);
  }

  @Test
  void aLaterVersionIsRefused() {
    String text = new String(write(new RandomJobs(3).job()), UTF_8);
    String later = text.replace("\"jobVersion\" : 1", "\"jobVersion\" : 2");
    assertThat(later).isNotEqualTo(text);
    assertThatThrownBy(() -> BuildJobJson.read(later.getBytes(UTF_8), FILE))
        .hasMessageContaining("its jobVersion is not 1");
  }

  private static byte[] write(BuildJob job) {
    return BuildJobJson.write(job);
  }

  /** Of some seeds the one that says most. */
  private static <T> T full(Function<RandomJobs, T> make, Function<T, byte[]> write) {
    return IntStream.range(0, ROUNDS)
        .mapToObj(seed -> make.apply(new RandomJobs(seed)))
        .max((a, b) -> Integer.compare(keys(write.apply(a)), keys(write.apply(b))))
        .orElseThrow();
  }

  private static int keys(byte[] json) {
    return new String(json, UTF_8).split("\" :", -1).length;
  }

  /** The document with each needed key left out in turn, and each value replaced by true. */
  private static List<byte[]> damaged(byte[] json) throws IOException {
    List<byte[]> damaged = new ArrayList<>();
    int objects = objects(new ObjectMapper().readTree(json)).size();
    for (int at = 0; at < objects; at++) {
      List<String> names = new ArrayList<>();
      objects(new ObjectMapper().readTree(json)).get(at).fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode root = new ObjectMapper().readTree(json);
        ObjectNode object = objects(root).get(at);
        boolean free = name.isEmpty() || !name.matches("[a-zA-Z]+");
        if (!OPTIONAL.contains(name) && !free && known(object)) {
          object.remove(name);
          damaged.add(root.toString().getBytes(UTF_8));
        }
        JsonNode again = new ObjectMapper().readTree(json);
        if (!name.equals("clean")) {
          objects(again).get(at).put(name, true);
          damaged.add(again.toString().getBytes(UTF_8));
        }
      }
    }
    return damaged;
  }

  /** Macros and phases have names of any kind. */
  private static boolean known(ObjectNode object) {
    return object.has("jobVersion")
        || object.has("outcomeVersion")
        || object.has("step")
        || object.has("checksum")
        || object.has("parallel")
        || object.has("instead")
        || object.has("config");
  }

  private static List<ObjectNode> objects(JsonNode node) {
    List<ObjectNode> found = new ArrayList<>();
    if (node instanceof ObjectNode object) {
      found.add(object);
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      node.forEach(child -> found.addAll(objects(child)));
    }
    return found;
  }

  private static void refusedJob(byte[] bytes) {
    refused(() -> BuildJobJson.read(bytes, FILE));
  }

  private static void refused(Runnable read) {
    assertThatThrownBy(read::run)
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-EXECUTOR-01");
  }

  private static void cleanly(Runnable read) {
    try {
      read.run();
    } catch (DiracosException e) {
      assertThat(e).hasMessageContaining("DOS-EXECUTOR-01");
    }
  }
}
