package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts with absolute paths, relocated, moved to two places, and used by the real programs. */
class TextPlanTest {

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(directory.resolve("tree"));
    for (String name : List.of("usr/bin", "usr/lib64/pkgconfig", "usr/include/greet", "etc")) {
      Files.createDirectories(root.resolve(name));
    }
  }

  private Path text(String name, String... lines) {
    return Trees.script(root.resolve(name), String.join("\n", lines) + "\n");
  }

  private RelocationResult relocate() {
    return new Relocator(Progress.silent(), 2)
        .relocate(
            Trees.read(root),
            RelocationSpec.of("1"),
            Optional.of(directory.resolve("relocation.json")));
  }

  /** The tree at two other places, one after the other. */
  private List<Path> moved() throws IOException {
    relocate();
    List<Path> places = new ArrayList<>();
    for (String name : List.of("plain", "with a space")) {
      Path place = directory.resolve(name);
      Tools.check(directory, "cp", "-a", root.toString(), place.toString());
      places.add(place.toRealPath());
    }
    Files.move(root, directory.resolve("gone"));
    return places;
  }

  private String sh(Path place, String command) {
    Tools.Outcome outcome =
        Tools.run(
            directory,
            Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C", "D", place.toString()),
            List.of("sh", "-c", command));
    assertThat(outcome.status()).as("%s: %s", command, outcome.output()).isZero();
    return outcome.output().strip();
  }

  private void greetModule() {
    text(
        "usr/lib64/pkgconfig/greet.pc",
        "# made for /usr/include",
        "prefix=/usr",
        "exec_prefix=${prefix}",
        "libdir=/usr/lib64",
        "includedir=${prefix}/include",
        "conf=/etc/greet.conf",
        "",
        "Name: greet",
        "Description: greets from /usr/lib64",
        "Version: 1",
        "Libs: -L${libdir} -L/usr/lib64/pkgconfig -lgreet",
        "Cflags: -I${includedir}/greet -I/usr/include/nowhere");
    text("etc/greet.conf", "x");
  }

  @Test
  @Tag("oracle")
  void pkgConfigTellsWhereTheModuleLies() throws IOException {
    Tools.require("pkg-config");
    greetModule();
    for (Path place : moved()) {
      String here = place.toString().replace(" ", "\\ ");
      String ask = "PKG_CONFIG_LIBDIR=\"$D/usr/lib64/pkgconfig\" pkg-config ";
      String lib = here + "/usr/lib64/pkgconfig/../..";
      assertThat(sh(place, ask + "--cflags greet"))
          .isEqualTo("-I" + lib + "/include/greet -I/usr/include/nowhere");
      assertThat(sh(place, ask + "--libs greet"))
          .isEqualTo("-L" + lib + "/lib64 -L" + lib + "/lib64/pkgconfig -lgreet");
      // What a makefile does with it.
      String flags =
          "eval \"set -- $(" + ask + "--cflags-only-I greet)\"; cd \"${1#-I}\" && pwd -P";
      assertThat(sh(place, flags)).isEqualTo(place + "/usr/include/greet");
    }
  }

  @Test
  void pkgConfigModuleKeepsWhatIsNotAPath() throws IOException {
    greetModule();
    relocate();
    assertThat(Files.readString(root.resolve("usr/lib64/pkgconfig/greet.pc")))
        .contains(
            "# made for /usr/include\nprefix=${pcfiledir}/../..\nexec_prefix=${prefix}\n",
            "libdir=${prefix}/lib64\n",
            "conf=${pcfiledir}/../../../etc/greet.conf\n",
            "Description: greets from /usr/lib64\n",
            "-I/usr/include/nowhere");
  }

  @Test
  @Tag("oracle")
  void configScriptTellsWhereItLies() throws IOException {
    Tools.require("dash", "bash");
    text(
        "usr/bin/greet-config",
        "#! /bin/sh",
        "# Tells of /usr/include/greet. Don't ask.",
        "prefix=/usr",
        "libdir=\"/usr/lib64\"",
        "incdir='/usr/include'",
        "usage() {",
        "  cat <<EOF",
        "It's in /usr/lib64",
        "EOF",
        "}",
        "if test \"$libdir\" != \"/usr/lib64\"; then libs=\"-L$libdir -lgreet\"; fi",
        "case -I$incdir in -I/usr/include) ;; *) cflags=\"-I$incdir/greet\" ;; esac",
        "echo \"$prefix|$libs|$cflags|\"/etc/greet.conf",
        "usage");
    text("etc/greet.conf", "x");
    Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    Files.createSymbolicLink(root.resolve("etc/link-config"), Path.of("../usr/bin/greet-config"));
    for (Path at : moved()) {
      String expected =
          (at + "/usr|-L" + at + "/usr/lib64 -lgreet|-I" + at + "/usr/include/greet|")
              + (at + "/etc/greet.conf\nIt's in /usr/lib64");
      for (String call :
          List.of(
              "\"$D/usr/bin/greet-config\"",
              "\"$D/bin/greet-config\"",
              "\"$D/etc/link-config\"",
              "PATH=\"$D/bin:$PATH\" greet-config",
              "cd \"$D/bin\"; CDPATH=/tmp sh greet-config",
              "bash -eu \"$D/bin/greet-config\"")) {
        assertThat(sh(at, call)).as(call).isEqualTo(expected);
      }
    }
  }

  /** The script that CPython installs, as this machine has it. */
  @Test
  @Tag("oracle")
  void pythonConfigTellsWhereItLies() throws IOException {
    Path script = Path.of("/usr/bin/python3-config");
    if (!Files.isExecutable(script)) {
      Tools.missing("/usr/bin/python3-config is not installed");
    }
    script = script.toRealPath();
    byte[] content = Files.readAllBytes(script);
    String version =
        sh(root, "/usr/bin/python3-config --includes").replaceFirst(".*/(?=python)", "");
    Trees.script(root.resolve("usr/bin").resolve(script.getFileName().toString()), content);
    Files.createSymbolicLink(root.resolve("usr/bin/python3-config"), script.getFileName());
    for (String name : List.of("usr/include/" + version, "usr/lib/" + version)) {
      Files.createDirectories(root.resolve(name));
    }
    for (Path at : moved()) {
      assertThat(sh(at, "\"$D/usr/bin/python3-config\" --prefix")).isEqualTo(at + "/usr");
      assertThat(sh(at, "\"$D/usr/bin/python3-config\" --exec-prefix")).isEqualTo(at + "/usr");
      String include = "-I" + at + "/usr/include/" + version;
      assertThat(sh(at, "\"$D/usr/bin/python3-config\" --includes"))
          .isEqualTo(include + " " + include);
    }
  }

  @Test
  @Tag("oracle")
  void pythonsBuildDataFollowTheFile() throws IOException {
    Tools.require("python3");
    text(
        "usr/lib64/python3.9/_sysconfigdata__linux.py",
        "# system configuration generated and used by the sysconfig module",
        "build_time_vars = {'BINDIR': '/usr/bin',",
        " 'CFLAGS': '-O2 -I/usr/include/greet '",
        "           '-L/usr/lib64',",
        " 'GONE': '/usr/lib/rpm/redhat/specs',",
        " 'N': 1,",
        " 'SHELL': '/bin/sh -e',",
        " 'prefix': '/usr'}");
    Files.createSymbolicLink(root.resolve("lib64"), Path.of("usr/lib64"));
    String ask =
        "PYTHONDONTWRITEBYTECODE=1 python3 -c 'import sys; sys.path.insert(0, sys.argv[1]);"
            + " import _sysconfigdata__linux as m; v = m.build_time_vars;"
            + " print(\"|\".join(str(v[k]) for k in sorted(v)))' \"$D/";
    for (Path at : moved()) {
      String expected =
          (at + "/usr/bin|-O2 -I" + at + "/usr/include/greet -L" + at + "/usr/lib64|")
              + ("/usr/lib/rpm/redhat/specs|1|/bin/sh -e|" + at + "/usr");
      assertThat(sh(at, ask + "usr/lib64/python3.9\"")).isEqualTo(expected);
      assertThat(sh(at, ask + "lib64/python3.9\"")).isEqualTo(expected);
    }
  }

  @Test
  void libtoolArchivesOfLibrariesGoThoseOfPluginsLoseTheirDirectory() throws IOException {
    String[] archive = {
      "# libgreet.la - a libtool library file",
      "dlname='libgreet.so.1'",
      "dependency_libs=' -L/usr/lib64 /usr/lib64/libother.la'",
      "shouldnotlink=no",
      "libdir='/usr/lib64'"
    };
    text("usr/lib64/libgreet.la", archive);
    text("usr/lib64/not-libtool.la", "some words of /usr/lib64/pkgconfig");
    archive[3] = "shouldnotlink=yes";
    text("usr/lib64/greet/plugin.la", archive);
    RelocationResult result = relocate();
    assertThat(root.resolve("usr/lib64/libgreet.la")).doesNotExist();
    assertThat(root.resolve("usr/lib64/not-libtool.la")).exists();
    assertThat(root.resolve("usr/lib64/greet/plugin.la"))
        .content()
        .contains("dlname='libgreet.so.1'\ndependency_libs=''\nshouldnotlink=yes\nlibdir=''\n");
    assertThat(result.tree().entries()).hasSameSizeAs(Trees.read(root).entries());
  }

  @Test
  void whatHasNoRuleIsToldOncePerKind() throws IOException {
    text("usr/lib64/greet.so", "x");
    text("usr/share/greet/data", "x");
    text("usr/bin/one", "#!/bin/sh", "# /usr/share/greet", "cat /usr/share/greet/data");
    text("usr/bin/two", "#!/bin/bash", "", "exec /usr/bin/one /usr/share/nowhere /usr/bin/sed");
    text("usr/bin/quiet", "#!/bin/sh", "echo done # /usr/share/greet");
    text("usr/bin/module.pm", "=pod", "/usr/share/greet", "=cut", "$x = '/usr/share/greet';");
    text("usr/lib64/m.py", "'''of /usr/share/greet'''", "x = '/usr/share/greet' # /usr/bin/one");
    text("usr/share/greet.cmake", "set(GREET /usr/lib64/greet.so)");
    text("etc/comments.conf", "# data = /usr/share/greet", "; data = /usr/share/greet");
    text("etc/greet.conf", "data = /usr/share/greet/data", "plugin = /usr/lib64/greet.so");
    text("usr/share/doc/greet/howto", "see /usr/share/greet");
    text("usr/share/greet/plugins.list", "<!-- /usr/bin/one -->", "", "/usr/lib64/greet.so");
    List<Problem> findings =
        relocate().findings().stream().filter(f -> f.code().equals("DOS-RELOC-10")).toList();
    assertThat(findings)
        .extracting(Problem::where)
        .containsExactly(
            "/usr/share/greet.cmake:1: /usr/lib64/greet.so",
            "/usr/bin/one:3: /usr/share/greet/data\n/usr/bin/two:3: /usr/bin/one",
            "/usr/bin/module.pm:4: /usr/share/greet",
            "/usr/lib64/m.py:2: /usr/share/greet",
            "/etc/greet.conf:1: /usr/share/greet/data",
            "/usr/share/greet/plugins.list:3: /usr/lib64/greet.so");
    assertThat(findings.get(1).what())
        .isEqualTo("shell scripts with absolute paths of what is in the bundle: 2");
    JsonNode json = new ObjectMapper().readTree(directory.resolve("paths.json").toFile());
    assertThat(json.at("/texts")).hasSize(7);
    JsonNode configuration = json.at("/texts/0");
    assertThat(configuration.at("/path").asText()).isEqualTo("/etc/greet.conf");
    assertThat(configuration.at("/kind").asText()).isEqualTo("CONFIGURATION");
    assertThat(configuration.at("/rule").asText()).isEqualTo("NONE");
    assertThat(configuration.at("/package").asText()).isEqualTo("pkg-1-1.x86_64");
    assertThat(configuration.at("/uses/1/line").asInt()).isEqualTo(2);
    assertThat(configuration.at("/uses/1/path").asText()).isEqualTo("/usr/lib64/greet.so");
  }

  @Test
  void secondRunChangesNoByteAndModesStay() throws IOException {
    greetModule();
    Path script = text("usr/bin/greet-config", "#!/usr/bin/sh", "prefix=/usr", "echo $prefix");
    text("usr/lib64/python3.9/_sysconfigdata.py", "build_time_vars = {'prefix': '/usr'}");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("r-xr-x--x"));
    relocate();
    List<String> once = Trees.listing(root);
    assertThat(Files.getPosixFilePermissions(script))
        .isEqualTo(PosixFilePermissions.fromString("r-xr-x--x"));
    assertThat(Files.readString(script)).startsWith("#!/bin/sh\n# The root").contains("prefix=${");
    for (String name : List.of("greet.pc", "../python3.9/_sysconfigdata.py")) {
      String text = Files.readString(root.resolve("usr/lib64/pkgconfig").resolve(name));
      assertThat(Pattern.compile("(?m)^(prefix=/usr|.*'/usr')").matcher(text).find()).isFalse();
    }
    relocate();
    assertThat(Trees.listing(root)).isEqualTo(once);
  }
}
