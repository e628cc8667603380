package org.diracgrid.diracos.build.routine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;

/** The variables of a routine. */
final class RoutineEnvironment {

  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

  /** What is taken over from the machine: where programs are, who runs, how the net is reached. */
  private static final List<String> KEPT =
      List.of(
          "HOME",
          "USER",
          "LOGNAME",
          "TMPDIR",
          "http_proxy",
          "https_proxy",
          "ftp_proxy",
          "all_proxy",
          "no_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "NO_PROXY",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR");

  private RoutineEnvironment() {}

  /** All of them. */
  static SortedMap<String, String> of(
      Map<String, String> host, String phase, BuildJob job, Optional<Path> buildroot) {
    SortedMap<String, String> all = new TreeMap<>();
    for (String name : KEPT) {
      Optional.ofNullable(host.get(name)).ifPresent(value -> all.put(name, value));
    }
    all.put("PATH", host.getOrDefault("PATH", USUAL_PATH));
    all.put("LC_ALL", "C.UTF-8");
    all.put("DIRACOS_NAME", job.name());
    all.put("DIRACOS_PHASE", phase);
    all.put("DIRACOS_SRPM", job.sourcePackage().toString());
    all.put("DIRACOS_JOB", job.directory().toString());
    all.put("DIRACOS_RESULT", job.results().toString());
    all.put("DIRACOS_LOG", job.log().toString());
    all.put("DIRACOS_BUILDER", job.builder().toString());
    all.put("DIRACOS_ARCH", job.settings().targetArch());
    all.put("DIRACOS_PARALLEL", Integer.toString(job.settings().parallel()));
    buildroot.ifPresent(root -> all.put("DIRACOS_BUILDROOT", root.toString()));
    text(job.configuration(), "repo").ifPresent(repo -> all.put("DIRACOS_REPO", repo));
    job.mock()
        .ifPresent(
            mock -> {
              all.put("DIRACOS_MOCK_CONFIG", mock.config());
              mock.root().ifPresent(root -> all.put("DIRACOS_MOCK_ROOT", root.toString()));
            });
    job.settings()
        .sourceDateEpoch()
        .ifPresent(epoch -> all.put("SOURCE_DATE_EPOCH", Long.toString(epoch)));
    return all;
  }

  /** A text of the configuration, by its key at the top. */
  private static Optional<String> text(String configuration, String key) {
    try (JsonParser json = new JsonFactory().createParser(configuration)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        if (name.equals(key) && value == JsonToken.VALUE_STRING) {
          return Optional.of(json.getText());
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalArgumentException("the configuration of a job is no JSON", e);
    }
  }
}
