package org.diracgrid.diracos.build.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lists are those of v1's configuration, the packages what their builds made. */
class ResultFilterTest {

  private static final List<String> USUAL = List.of(".*-doc-.*", ".*-debuginfo-.*");

  @TempDir private Path directory;

  private List<Path> built(String version, String... names) {
    List<Path> files = new ArrayList<>();
    files.add(RpmBuilder.of(names[0], version, "src").writeTo(directory));
    for (String name : names) {
      files.add(RpmBuilder.of(name, version, "x86_64").writeTo(directory));
    }
    return files;
  }

  private static List<String> kept(List<String> list, List<String> excluded, List<Path> built) {
    return ResultFilter.of(list, excluded, "diracos.json:7 (voms)").kept(built).stream()
        .map(file -> file.getFileName().toString().replaceAll("-[0-9][^-]*-[^-]*$", ""))
        .toList();
  }

  @Test
  void usuallyDocumentationAndDebugInformationIsDropped() {
    List<Path> built =
        built("2.19.0-1.el6", "gfal2", "gfal2-devel", "gfal2-doc", "gfal2-debuginfo", "gfal2-all");
    assertThat(kept(List.of(), USUAL, built))
        .containsExactly("gfal2", "gfal2", "gfal2-devel", "gfal2-all");
  }

  @Test
  void anEmptyListOfPatternsKeepsAll() {
    List<Path> built = built("5.12-1.el6", "globus-xio", "globus-xio-doc", "globus-xio-debuginfo");
    assertThat(kept(List.of(), List.of(), built)).hasSize(4);
  }

  @Test
  void onlyWhatIsListedIsKeptWhateverIsExcluded() {
    List<Path> built =
        built("2.0.14-1.el6", "voms", "voms-clients-cpp", "voms-devel", "voms-doc", "voms-server");
    assertThat(kept(List.of("voms", "voms-clients-cpp", "voms-devel"), USUAL, built))
        .containsExactly("voms", "voms", "voms-clients-cpp", "voms-devel");
    assertThat(kept(List.of("voms-doc"), USUAL, built)).containsExactly("voms", "voms-doc");
  }

  @Test
  void theSourcePackageIsKeptThoughItsNameIsNotListedOrIsExcluded() {
    List<Path> built = built("2.18.0-4.el7", "rh-git218-git", "git-core");
    assertThat(kept(List.of("git-core"), USUAL, built))
        .containsExactly("rh-git218-git", "git-core");
    assertThat(kept(List.of(), List.of(".*"), built)).containsExactly("rh-git218-git");
  }

  @Test
  void aNameInTheListIsThatOfThePackageAndNotTheStartOfIt() {
    List<Path> built = built("10.21-22.el6", "pcre2", "pcre2-devel", "pcre2-tools");
    assertThat(kept(List.of("pcre2"), USUAL, built)).containsExactly("pcre2", "pcre2");
  }

  @Test
  void aListMayHoldShellPatterns() {
    List<Path> built = built("1.10.0-5.el6", "lcgdm", "lfc", "lfc-libs", "lcgdm-libs", "dpm");
    assertThat(kept(List.of("lfc*", "lcgdm-libs"), USUAL, built))
        .containsExactly("lcgdm", "lfc", "lfc-libs", "lcgdm-libs");
  }

  @Test
  void aPatternIsLookedForAtTheStartOfTheFileName() {
    List<Path> built = built("1-1", "zlib", "zlib-devel", "minizlib");
    assertThat(kept(List.of(), List.of("zlib"), built)).containsExactly("zlib", "minizlib");
    assertThat(kept(List.of(), List.of("devel"), built)).hasSize(4);
    assertThat(kept(List.of(), List.of("zlib-devel-1-1\\.x86_64\\.rpm$"), built))
        .containsExactly("zlib", "zlib", "minizlib");
  }

  @Test
  void namedGroupsAreReadAsPythonWritesThem() {
    List<Path> built = built("1-1", "a-a", "a-b");
    assertThat(kept(List.of(), List.of("(?P<x>a)-(?P=x)-"), built)).containsExactly("a-a", "a-b");
  }

  @Test
  void aListedPackageThatWasNotMadeIsAnErrorThatNamesThoseThatWere() {
    List<Path> built = built("1-1", "xrootd", "xrootd-libs");
    assertThatThrownBy(() -> kept(List.of("xrootd-libs", "python2-xrootd", "x*z"), USUAL, built))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-CACHE-05")
        .hasMessageContaining("python2-xrootd")
        .hasMessageContaining("x*z")
        .hasMessageContaining("it made xrootd, xrootd-libs")
        .hasMessageContaining("diracos.json:7 (voms)");
  }

  @Test
  void everyPatternThatIsNoExpressionIsTold() {
    assertThatThrownBy(() -> kept(List.of(), List.of("*-doc-*", ".*", "(", "["), List.of()))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("\"*-doc-*\"")
        .hasMessageContaining("\"(\"")
        .hasMessageContaining("\"[\"")
        .hasMessageContaining("DOS-CACHE-06");
  }
}
