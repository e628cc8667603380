package org.diracgrid.diracos.python.pin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.python.index.IndexFile;
import org.diracgrid.diracos.python.requirements.Pep440Version;
import org.diracgrid.diracos.python.requirements.RequirementsTree;
import org.junit.jupiter.api.Test;

/** The rules of DIRACOS v1 for versions, and hashes beside them. */
class PinPlanTest {

  private static final PinRules VERSIONS = new PinRules(Optional.empty(), false, false);
  private static final PinRules HASHES = new PinRules(Optional.empty(), true, false);

  private final Map<String, String> files = new TreeMap<>();
  private final Map<String, List<IndexFile>> index = new TreeMap<>();

  private void archive(String name, String version, String python, boolean yanked) {
    index
        .computeIfAbsent(name, n -> new ArrayList<>())
        .add(
            new IndexFile(
                name + "-" + version + ".tar.gz",
                Pep440Version.parse(version).orElseThrow(),
                URI.create("https://h.example/" + version),
                Optional.empty(),
                python,
                yanked));
  }

  private void versions(String name, String... versions) {
    for (String version : versions) {
      archive(name, version, "", false);
    }
  }

  private static Checksum sum(String file) {
    byte[] digest = Algorithm.SHA256.newDigest().digest(file.getBytes(UTF_8));
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest));
  }

  private PinPlan plan(String text, PinRules rules) {
    files.put("file:///p/r.txt", text);
    RequirementsTree tree =
        RequirementsTree.read(
            Location.parse("r.txt", Path.of("/p")),
            (location, by) ->
                Objects.requireNonNull(files.get(location.uri() + "")).getBytes(UTF_8),
            Map.of());
    return PinPlan.of(tree, index, rules, file -> sum(file.name()));
  }

  private String pinned(String text) {
    return plan(text, VERSIONS).files().get(0).after().text();
  }

  @Test
  void theRulesOfTheFirstDiracos() {
    versions("a", "1.0", "1.9", "1.10", "2.0", "3.0rc1");
    assertThat(pinned("a")).isEqualTo("a==2.0");
    assertThat(pinned("a>=1.9")).isEqualTo("a==2.0");
    assertThat(pinned("a==1.9")).isEqualTo("a==1.9");
    assertThat(pinned("a == 01.9")).isEqualTo("a == 01.9");
    assertThat(pinned("a<=1.9")).isEqualTo("a==1.9");
    assertThat(pinned("a<=1.99")).isEqualTo("a==1.10");
    assertThat(pinned("a>=1.0,<2")).isEqualTo("a==1.10");
    assertThat(pinned("a~=1.0")).isEqualTo("a==1.10");
    assertThat(pinned("a==1.*")).isEqualTo("a==1.10");
    assertThat(pinned("a!=2.0")).isEqualTo("a==1.10");
    assertThat(pinned("A[x]>1 ; os_name=='posix'  # why\r\n"))
        .isEqualTo("A[x]==2.0 ; os_name=='posix'  # why\r\n");
  }

  @Test
  void preReleasesCountOnlyWhereTheyAreWanted() {
    versions("a", "1.0", "2.0rc1");
    versions("b", "1.0a1", "1.0a2");
    assertThat(pinned("a\nb")).isEqualTo("a==1.0\nb==1.0a2");
    assertThat(pinned("a>=2.0rc1")).isEqualTo("a==2.0rc1");
    PinRules all = new PinRules(Optional.empty(), false, true);
    assertThat(plan("a", all).files().get(0).after().text()).isEqualTo("a==2.0rc1");
  }

  @Test
  void whatWasTakenBackOrIsForAnotherPythonDoesNotCount() {
    archive("a", "1.0", "", false);
    archive("a", "1.1", ">=3.9", false);
    archive("a", "1.2", "", true);
    assertThat(pinned("a")).isEqualTo("a==1.1");
    PinRules old = new PinRules(Pep440Version.parse("3.8.1"), false, false);
    assertThat(plan("a", old).files().get(0).after().text()).isEqualTo("a==1.0");
    assertThat(plan("a==1.2", HASHES).files().get(0).after().text())
        .isEqualTo("a==1.2 \\\n    --hash=" + sum("a-1.2.tar.gz"));
  }

  @Test
  void versionControlStaysWithAWarningUnlessACommitIsGiven() {
    String text =
        "git+https://h.example/r.git@main#egg=r\nn @ git+https://h.example/n\n"
            + "git+https://h.example/r.git@"
            + "0".repeat(40)
            + "#egg=s\n./w/x-1.zip\n";
    PinPlan plan = plan(text, HASHES);
    assertThat(plan.files().get(0).isChanged()).isFalse();
    assertThat(plan.warnings()).hasSize(2);
    assertThat(plan.warnings().get(0)).contains("r.txt:1", "'main'");
    assertThat(plan.warnings().get(1)).contains("r.txt:2", "no revision");
  }

  @Test
  void aSecondTimeNothingChanges() {
    versions("a", "1.0", "2.0");
    String once = plan("a>1 # why\n\n#end\n", HASHES).files().get(0).after().text();
    assertThat(once).isEqualTo("a==2.0 \\\n    --hash=" + sum("a-2.0.tar.gz") + " # why\n\n#end\n");
    assertThat(plan(once, HASHES).files().get(0).isChanged()).isFalse();
    versions("a", "3.0");
    assertThat(plan(once, HASHES).files().get(0).isChanged()).isFalse();
  }

  @Test
  void aHashThatNobodyHasIsNotReplaced() {
    versions("a", "1.0");
    String text = "a==1.0 --hash=sha256:" + "0".repeat(64);
    PinPlan plan = plan(text, HASHES);
    assertThat(plan.files().get(0).after().text()).isEqualTo(text);
    assertThat(plan.warnings()).singleElement().asString().contains("r.txt:1", "no archive");
  }

  @Test
  void includedFilesArePinnedAndConstraintsRestrict() {
    versions("a", "1.0", "2.0");
    versions("b", "1.0", "2.0");
    files.put("file:///p/more.txt", "b\n");
    files.put("file:///p/c.txt", "a<2\nb!=2.0\n");
    PinPlan plan = plan("a\n-r more.txt\n-c c.txt\n", VERSIONS);
    assertThat(plan.files())
        .extracting(file -> file.after().text())
        .containsExactly("a==1.0\n-r more.txt\n-c c.txt\n", "b==1.0\n");
  }

  @Test
  void whatNothingSatisfiesIsNamedWithWhatThereIs() {
    versions("a", "1.0", "2.0");
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(() -> plan("\na>2\na==7\n", HASHES))
        .satisfies(
            e -> {
              assertThat(e.problems()).hasSize(2);
              assertThat(e.getMessage())
                  .contains("DOS-PYTHON-30", "r.txt:2", "r.txt:3", "there are 2.0, 1.0");
            });
  }
}
