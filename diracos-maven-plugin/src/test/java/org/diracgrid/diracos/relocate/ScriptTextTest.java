package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.path.BundlePath;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts are rewritten and really run, from a long path with spaces, with nothing in PATH. */
@Tag("oracle")
class ScriptTextTest {

  @TempDir Path directory;

  private Path place() {
    return directory.resolve("a long place ".repeat(12) + "'quoted' $HOME");
  }

  /** Plans and rewrites one script of a tree that ships the host's interpreter as its own. */
  private Path relocated(String path, byte[] script, String interpreter) throws IOException {
    String name = interpreter.substring(interpreter.lastIndexOf('/') + 1);
    Path root = place();
    Path shipped = root.resolve("usr/bin/" + name);
    Files.createDirectories(shipped.getParent());
    if (!Files.exists(shipped)) {
      Path real = Path.of(interpreter).toRealPath();
      Trees.script(shipped, "#!/bin/sh\nSHIPPED=yes exec " + real + " \"$@\"\n");
    }
    NavigableMap<BundlePath, Shebang> scripts = new TreeMap<>();
    scripts.put(BundlePath.parse(path), Shebang.parse(script).orElseThrow());
    ShebangPlan plan =
        ShebangPlan.of(Trees.entries(path, "/usr/bin/" + name), "/staging/tree", scripts);
    assertThat(plan.changes()).hasSize(1);
    byte[] after = ScriptText.rewrite(script, plan.changes().get(0));
    Path file = Trees.script(root.resolve(path.substring(1)), after);
    scripts.put(BundlePath.parse(path), Shebang.parse(after).orElseThrow());
    assertThat(
            ShebangPlan.of(Trees.entries(path, "/usr/bin/" + name), "/staging/tree", scripts)
                .changes())
        .as("a second run finds nothing to do")
        .isEmpty();
    return file;
  }

  private Tools.Outcome run(Path... command) {
    return Tools.run(
        directory,
        Map.of("PATH", "/nonexistent", "LC_ALL", "C.UTF-8"),
        Stream.concat(Stream.of(command).map(Path::toString), Stream.of("one two", "$x")).toList());
  }

  static Stream<Arguments> pythons() {
    String tail =
        "import sys, os\n" + "print(sys.argv[1:], os.environ.get('SHIPPED'), repr(__doc__))\n";
    String ran = "['one two', '$x'] yes ";
    return Stream.of(
        Arguments.of("#!/usr/bin/python3\n" + tail, ran + "None"),
        Arguments.of("#! /usr/bin/python3 -sE \n" + tail, ran + "None"),
        Arguments.of("#!/usr/bin/python3\r\n\"\"\"Doc.\"\"\"\r\n" + tail, ran + "'Doc.'"),
        Arguments.of("#!/usr/bin/python3\n\n# comment\n'Doc.'\n" + tail, ran + "'Doc.'"),
        Arguments.of(
            "#!/usr/bin/python3\nr'''Do\\c\n'two' '''; x = 1\n" + tail,
            ran + "\"Do\\\\c\\n'two' \""),
        Arguments.of(
            "#!/usr/bin/python3\nfrom __future__ import annotations\n" + tail, ran + "None"),
        Arguments.of(
            "#!/usr/bin/python3\n# -*- coding: utf-8 -*-\n\"\"\"Doc\nof two lines\"\"\"\n# more\n"
                + "from __future__ import (annotations, # why\n  division)\n"
                + "from __future__ import print_function; y = 2\n"
                + tail,
            ran + "'Doc\\nof two lines'"),
        Arguments.of("#!/staging/tree/usr/bin/python3\n# 'not a string\n" + tail, ran + "None"),
        Arguments.of(
            "#!/bin/sh\n'''exec' \"/staging/tree/usr/bin/python3\" \"$0\" \"$@\"\n' '''\n" + tail,
            ran + "None"),
        Arguments.of(
            "#!/bin/sh\n'''exec' /staging/tree/usr/bin/python3 -s \"$0\" \"$@\"\n' '''\n" + tail,
            ran + "None"),
        Arguments.of("#!/usr/local/bin/python3\nu\"Doc\" \" more\"\n" + tail, ran + "'Doc more'"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void pythonScriptsRunAsBefore(String script, String expected) throws IOException {
    Tools.require("python3");
    for (String path : List.of("/usr/bin/tool", "/usr/libexec/deep/er/tool")) {
      Path file = relocated(path, script.getBytes(StandardCharsets.UTF_8), "/usr/bin/python3");
      assertThat(run(file)).isEqualTo(new Tools.Outcome(0, expected + "\n"));
      assertThat(run(Path.of("/usr/bin/python3"), file).output())
          .isEqualTo(expected.replace(" yes ", " None ") + "\n");
      Path link = directory.resolve("link to tool");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, file);
      Tools.Outcome throughLink =
          Tools.run(
              directory,
              Map.of("PATH", "/usr/bin:/bin"),
              List.of(link.toString(), "one two", "$x"));
      assertThat(throughLink).isEqualTo(new Tools.Outcome(0, expected + "\n"));
    }
  }

  @Test
  void encodingOfPythonScriptsHolds() throws IOException {
    Tools.require("python3");
    String script = "#!/usr/bin/python3\n# vim: fileencoding=latin-1\nprint(len('\u00e9'))\n";
    Path file =
        relocated(
            "/usr/bin/tool", script.getBytes(StandardCharsets.ISO_8859_1), "/usr/bin/python3");
    assertThat(run(file)).isEqualTo(new Tools.Outcome(0, "1\n"));
  }

  @Test
  void optionsOfPythonHold() throws IOException {
    Tools.require("python3");
    String script = "#!/usr/bin/python3 -sE\nimport sys\nprint(sys.flags.no_user_site)\n";
    Path file =
        relocated("/usr/bin/tool", script.getBytes(StandardCharsets.UTF_8), "/usr/bin/python3");
    assertThat(run(file)).isEqualTo(new Tools.Outcome(0, "1\n"));
  }

  @Test
  void perlScriptsRunAsBefore() throws IOException {
    Tools.require("perl");
    for (String options : List.of("", " -w", " -w -T", " -l")) {
      String script =
          "#!/usr/bin/perl"
              + options
              + "\nprint \"@ARGV $^W ${^TAINT} $ENV{SHIPPED} \", __LINE__, ' ', <DATA>;\n"
              + "__DATA__\nend";
      Path file =
          relocated("/usr/bin/tool", script.getBytes(StandardCharsets.UTF_8), "/usr/bin/perl");
      String warn = options.contains("w") ? "1" : "0";
      String taint = options.contains("T") ? "1" : "0";
      String line = options.contains("l") ? "\n" : "";
      assertThat(run(file))
          .isEqualTo(
              new Tools.Outcome(0, "one two $x " + warn + " " + taint + " yes 2 end" + line));
      if (!options.contains("T")) {
        assertThat(run(Path.of("/usr/bin/perl"), file).output()).contains("one two $x " + warn);
      }
    }
  }

  @Test
  void tclScriptsRunAsBefore() throws IOException {
    Tools.require("tclsh");
    String script = "#!/usr/bin/tclsh\nputs \"$argv $env(SHIPPED)\"\n";
    Path file =
        relocated("/usr/bin/tool", script.getBytes(StandardCharsets.UTF_8), "/usr/bin/tclsh");
    assertThat(run(file)).isEqualTo(new Tools.Outcome(0, "{one two} {$x} yes\n"));
  }

  @Test
  void bashScriptsKeepTheirOptions() throws IOException {
    Tools.require("bash");
    String script = "#!/bin/bash -eu\necho \"$1 $-\"\nfalse\necho not reached\n";
    Path file = relocated("/usr/bin/tool", script.getBytes(StandardCharsets.UTF_8), "/bin/bash");
    assertThat(Files.readString(file)).startsWith("#!/usr/bin/env bash\nset -eu\n");
    Tools.Outcome outcome =
        Tools.run(directory, Map.of("PATH", "/usr/bin:/bin"), List.of(file.toString(), "a b"));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).startsWith("a b ").doesNotContain("not reached");
  }

  @Test
  void otherScriptsAreSortedOut() {
    NavigableMap<BundlePath, Shebang> scripts = new TreeMap<>();
    Map<String, String> lines =
        Map.of(
            "/a", "#!/bin/sh -e",
            "/b", "#!/usr/bin/sh -e",
            "/c", "#!/usr/bin/env python3",
            "/d", "#!/usr/bin/ruby",
            "/e", "#!/usr/bin/awk -f",
            "/f", "#!/usr/bin/lua",
            "/g", "#!/bin/bash --login");
    lines.forEach(
        (path, line) ->
            scripts.put(
                BundlePath.parse(path),
                Shebang.parse((line + "\n").getBytes(StandardCharsets.UTF_8)).orElseThrow()));
    ShebangPlan plan =
        ShebangPlan.of(
            Trees.entries("/bin -> usr/bin", "/usr/bin/awk", "/usr/bin/lua", "/usr/bin/bash"),
            "/staging/tree",
            scripts);
    assertThat(plan.changes().stream().map(c -> c.path() + " " + c.form()))
        .containsExactly("/b SH", "/f ENV");
    assertThat(plan.unsolved().stream().map(c -> c.path() + " " + c.line()))
        .containsExactly("/e #!/usr/bin/awk -f", "/g #!/bin/bash --login");
    assertThat(plan.host().stream().map(c -> c.path().toString())).containsExactly("/d");
  }
}
