package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchPathInspectionTest {

  private static List<String> findings(ElfSubjects subject) {
    return ElfSubjects.findings(
        ElfSubjects.inspect(new SearchPathInspection(), subject.build(), Contract.PLAIN),
        Check.SEARCH_PATH);
  }

  private static ElfSubjects path(String path) {
    return new ElfSubjects().elf("/usr/bin/x", elf -> elf.program().rpath(path));
  }

  @Test
  void pathsWithinTheBundleAreFine() {
    assertThat(findings(path("$ORIGIN"))).isEmpty();
    assertThat(findings(path("${ORIGIN}/../lib64:$ORIGIN/../../$LIB/../lib/nothing"))).isEmpty();
  }

  @Test
  void anAbsoluteElementIsToldOnceWithItsFiles() {
    assertThat(findings(path("$ORIGIN:/opt/lib").elf("/usr/bin/y", elf -> elf.runpath("/opt/lib"))))
        .containsExactly(
            """
            DOS-VERIFY-02 the search path of 2 files leads out of the bundle: "/opt/lib" is \
            absolute
              where     /usr/bin/x (pkg-1-1.x86_64)
                        /usr/bin/y (pkg-1-1.x86_64)
              fix       give the files another: mvn diracos:relocate -Ddiracos.tree=DIR""");
  }

  @Test
  void everyOtherWayOutIsTold() {
    assertThat(findings(path("$ORIGIN:")))
        .singleElement()
        .asString()
        .contains("of 1 file leads out of the bundle: \"\" is the current directory");
    for (String element : List.of("lib", "./lib", "$LIB", "$ORIGINS/lib", "$UNKNOWN")) {
      assertThat(findings(path(element)))
          .singleElement()
          .asString()
          .contains("\"" + element + "\" starts in the current directory");
    }
    assertThat(findings(path("$ORIGIN/../../../lib")))
        .singleElement()
        .asString()
        .contains("\"$ORIGIN/../../../lib\" climbs above the root");
  }

  @Test
  void anRpathThatTheLoaderDoesNotReadIsNotTold() {
    assertThat(
            findings(
                new ElfSubjects()
                    .elf("/usr/bin/x", elf -> elf.rpath("/opt/lib").runpath("$ORIGIN"))))
        .isEmpty();
  }

  @Test
  void tokensEndWhereIdentifiersEnd() {
    assertThat(SearchPath.tokens("$ORIGIN/$LIB:${PLATFORM}x$LIBX${LIB$PLATFORM_"))
        .containsExactly("LIB", "ORIGIN", "PLATFORM");
    assertThat(SearchPath.tokens("$ORIGINS ${ORIGIN $LIBRARY $PLATFORM1 $")).isEmpty();
    assertThat(SearchPath.expand("a$b${LIB}c$LIB", token -> Optional.of("<" + token + ">")))
        .contains("a$b<LIB>c<LIB>");
    assertThat(SearchPath.expand("$PLATFORM/x", token -> Optional.empty())).isEmpty();
    assertThat(SearchPath.elements("")).isEmpty();
    assertThat(SearchPath.elements(":a::")).containsExactly("", "a", "", "");
  }
}
