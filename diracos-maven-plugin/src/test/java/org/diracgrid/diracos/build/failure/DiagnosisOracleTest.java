package org.diracgrid.diracos.build.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Test;

/** What a build lacks or what stops it. */
class DiagnosisOracleTest extends Diagnoses {

  @Test
  void requirementsThatAreNotThere() throws Exception {
    Diagnosis found =
        with("tags", "BuildRequires: nosuch-devel >= 1.2\nBuildRequires: pkgconfig(absent)")
            .build();

    is(
        found,
        CauseKind.BUILD_REQUIRES,
        "the buildroot lacks nosuch-devel >= 1.2, pkgconfig(absent)");
    assertThat(found.causes().get(0).wants())
        .containsExactly(
            new Cause.Want("nosuch-devel >= 1.2", List.of("provider-of(nosuch-devel >= 1.2)")),
            new Cause.Want("pkgconfig(absent)", List.of()));
    assertThat(found.causes().get(0).problem().because())
        .isEqualTo(
            "nosuch-devel >= 1.2, needed by a-1-1.x86_64: provided by"
                + " provider-of(nosuch-devel >= 1.2)\n"
                + "pkgconfig(absent), needed by a-1-1.x86_64: no package of the repositories is known"
                + " to provide it");
  }

  @Test
  void anotherPython() throws Exception {
    Diagnosis found = with("tags", "BuildRequires: python(abi) = 2.6").build();

    is(
        found,
        CauseKind.PYTHON_ABI,
        "a-1-1.x86_64 was made for another Python: it needs python(abi) = 2.6");
  }

  @Test
  void anotherArchitecture() throws Exception {
    is(
        with("tags", "ExclusiveArch: s390x").build(),
        CauseKind.ARCHITECTURE,
        "the package is not made for x86_64");
    is(
        with("tags", "ExcludeArch: x86_64 aarch64").build(),
        CauseKind.ARCHITECTURE,
        "the package is not made for x86_64");
  }

  @Test
  void aTagThatIsNotKnown() throws Exception {
    is(
        with("tags", "Colour: blue").build(),
        CauseKind.BAD_SPEC,
        "rpmbuild does not understand the spec: line 6: Unknown tag: Colour: blue");
  }

  @Test
  void aMacroThatIsNotKnown() throws Exception {
    Diagnosis found = with("tags", "%ldconfig_scriptlets libs").build();
    is(found, CauseKind.UNDEFINED_MACRO, "a macro is not defined: %ldconfig_scriptlets");
    assertThat(found.causes().get(0).problem().fix()).contains("-p /sbin/ldconfig");

    parts.clear();
    is(
        with("build", "%nosuchmacro foo").build(),
        CauseKind.UNDEFINED_MACRO,
        "a macro is not defined: %nosuchmacro");
  }

  @Test
  void aConditionThatIsNone() throws Exception {
    is(
        with("tags", "%if 1 ++\n%endif").build(),
        CauseKind.BAD_SPEC,
        "rpmbuild does not understand the spec: syntax error in expression:  1 ++, "
            + directory.resolve("a.spec")
            + ":6: bad %if condition:  1 ++");
  }

  @Test
  void aSourceThatIsNotThere() throws Exception {
    options.set(0, "-ba");

    is(
        with("tags", "Source0: nope.tar.gz").build(),
        CauseKind.MISSING_SOURCE,
        "the source package lacks a file that the spec names: "
            + directory.resolve("top/SOURCES/nope.tar.gz"));
  }

  @Test
  void aPatchThatDoesNotApply() throws Exception {
    Oracles.require("patch");
    Path sources = Files.createDirectories(directory.resolve("top/SOURCES"));
    Files.writeString(sources.resolve("old.patch"), "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-one\n+two\n");

    Diagnosis found =
        with("tags", "Patch3: old.patch")
            .with("prep", "%setup -q -c -T\necho three >f\n%patch3 -p1")
            .build();

    is(found, CauseKind.PATCH, "a patch of the spec does not apply: old.patch (file f)");
    assertThat(found.section()).isEqualTo("%prep");
    assertThat(relevant(found)).anyMatch(line -> line.startsWith("Hunk #1 FAILED at 1"));
  }

  @Test
  void aHeaderThatIsNotThere() throws Exception {
    Oracles.require("gcc", "make");
    Diagnosis found =
        with(
                "build",
                "printf '#include <nosuch/x.h>\\n' >a.c\nprintf 'all:\\n\\tgcc -c a.c\\n' >Makefile\n"
                    + "make -j2")
            .build();

    is(
        found,
        CauseKind.UNDECLARED_DEPENDENCY,
        "the build uses what its BuildRequires do not name: header nosuch/x.h");
    assertThat(found.causes()).hasSize(1);
    assertThat(found.causes().get(0).wants())
        .containsExactly(
            new Cause.Want("header nosuch/x.h", List.of("provider-of(/usr/include/nosuch/x.h)")));
    assertThat(found.section()).isEqualTo("%build");
    assertThat(found.command()).isEqualTo("make -j2");
    assertThat(relevant(found))
        .containsExactly(
            "a.c:1:10: fatal error: nosuch/x.h: No such file or directory",
            "make: *** [Makefile:2: all] Error 1");
    assertThat(found.last()).hasSizeLessThanOrEqualTo(20);
    assertThat(found.last().get(found.last().size() - 1).text()).contains("(%build)");
    String[] where = found.causes().get(0).problem().where().split(":");
    assertThat(Files.readAllLines(Path.of(where[0])).get(Integer.parseInt(where[1]) - 1))
        .isEqualTo(relevant(found).get(0));
  }

  @Test
  void aLibraryThatIsNotThere() throws Exception {
    Oracles.require("gcc");
    Diagnosis found = with("build", "echo 'int main(){}' >a.c\ngcc a.c -lnosuch").build();

    is(
        found,
        CauseKind.UNDECLARED_DEPENDENCY,
        "the build uses what its BuildRequires do not name: library nosuch");
    assertThat(found.causes().get(0).wants().get(0).providers())
        .contains("provider-of(/usr/lib64/libnosuch.so)");
  }

  @Test
  void modulesAndCommandsThatAreNotThere() throws Exception {
    Oracles.require("pkg-config", "python3", "perl", "make", "cmake");
    Map<String, String> scripts =
        Map.of(
            "pkg-config --cflags nosuch",
            "pkgconfig module nosuch",
            "python3 -c 'import nosuch.b'",
            "Python module nosuch",
            "perl -e 'use Nosuch::X;'",
            "Perl module Nosuch::X",
            "nosuch --x",
            "command nosuch",
            "bash -c 'set -e; nosuch --x'",
            "command nosuch",
            "printf 'all:\\n\\tnosuch a\\n' >Makefile; make",
            "command nosuch",
            "printf '#!/usr/bin/env nosuch\\n' >x; chmod +x x; ./x",
            "command nosuch",
            "printf '#!/opt/nosuch\\n' >x; chmod +x x; bash -c ./x",
            "interpreter of ./x",
            "echo 'cmake_minimum_required(VERSION 3.5)\nproject(a NONE)\nfind_package(Absent)\n"
                + "find_package(NosuchX REQUIRED)' >CMakeLists.txt; cmake .",
            "CMake package NosuchX",
            "echo 'cmake_minimum_required(VERSION 3.5)\nproject(a NONE)\n"
                + "include(FindPackageHandleStandardArgs)\nset(Nosuch_FIND_REQUIRED 1)\n"
                + "find_package_handle_standard_args(Nosuch REQUIRED_VARS NOSUCH_LIB)' >CMakeLists.txt; cmake .",
            "CMake package Nosuch");
    for (Map.Entry<String, String> script : scripts.entrySet()) {
      is(
          with("build", script.getKey()).build(),
          CauseKind.UNDECLARED_DEPENDENCY,
          "the build uses what its BuildRequires do not name: " + script.getValue());
    }
  }

  @Test
  void whatIsOptionalIsNoCause() throws Exception {
    Diagnosis found =
        with(
                "build",
                "echo '-- Could NOT find Absent (missing: ABSENT_LIB)'\n"
                    + "sh -c 'nosuchcommand' || :\nseq 100\nfalse")
            .build();

    assertThat(found.causes()).isEmpty();
    assertThat(found.command()).isEqualTo("false");
  }

  @Test
  void earlierPartsAreNoCause() throws Exception {
    Diagnosis found =
        with("prep", "echo 'a.c:1:1: fatal error: x.h: No such file or directory'")
            .with("build", "false")
            .build();

    assertThat(found.causes()).isEmpty();
  }

  @Test
  void sourcesThatAreNotAccepted() throws Exception {
    Oracles.require("gcc");
    is(
        with("build", "echo 'int main(){int x;}' >a.c\ngcc -Wall -Werror a.c").build(),
        CauseKind.WARNINGS,
        "the compiler takes a warning for an error: unused-variable");
    is(
        with("build", "echo 'int main(){ return x; }' >a.c\ngcc a.c").build(),
        CauseKind.COMPILER,
        "the compiler does not accept a source: 'x' undeclared (first use in this function)");
    is(
        with("build", "echo 'int f();int main(){f();}' >a.c\ngcc a.c").build(),
        CauseKind.LINKER,
        "the linker does not find what is used, or finds it twice: f");
  }

  @Test
  void aCompilerThatRunsOutOfMemory() throws Exception {
    Oracles.require("gcc", "bash");
    Diagnosis found =
        with(
                "build",
                "printf '#include <regex>\\nint main(){std::regex r(\"a\");}\\n' >a.cc\n"
                    + "bash -c 'ulimit -v 120000; exec gcc -O2 -c a.cc'")
            .build();

    assertThat(found.causes().get(0).kind())
        .as(found.toString())
        .isEqualTo(CauseKind.OUT_OF_MEMORY);
    assertThat(found.causes().get(0).problem().fix())
        .contains("\"parallel\" (2 processes at once)");
  }

  @Test
  void aFullDisk() throws Exception {
    Diagnosis found = with("build", "cat /bin/sh >/dev/full").build();

    assertThat(found.causes().get(0).kind()).isEqualTo(CauseKind.DISK_FULL);
    assertThat(found.causes().get(0).problem().fix()).contains(directory.toString());
  }

  @Test
  void theNetwork() throws Exception {
    Oracles.require("curl");
    is(
        with("build", "curl -sSf http://nosuch.invalid/").build(),
        CauseKind.NETWORK,
        "the build wants to reach the network, which it has not: nosuch.invalid");
  }
}
