package org.diracgrid.diracos.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.ProgramJob;
import org.diracgrid.diracos.config.PipSpec;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.index.PipConfiguration;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.resolve.LockedPython;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a wheel is compiled in a buildroot, of what, and when it is not compiled again. */
class CompiledWheelsTest {

  private static final String WHEEL = "crc-1.0-cp311-cp311-linux_x86_64.whl";

  @TempDir Path directory;

  private final List<ProgramJob> jobs = new ArrayList<>();
  private final List<Checksum> inputs = new ArrayList<>();
  private Optional<Problem> refused = Optional.empty();
  private Optional<DiracosException> noEntrance = Optional.empty();
  private String evr = "1";
  private int status;
  private String log = "";

  /** What the build asks for while it runs, if it is not there. */
  private String wants = "";

  private final LockedPython.Wheel wheel =
      new LockedPython.Wheel(
          "crc",
          "1.0",
          "crc-1.0.tar.gz",
          "http://127.0.0.1/crc-1.0.tar.gz",
          Checksum.of(Algorithm.SHA256, "the archive".getBytes(UTF_8)),
          Optional.empty());

  @BeforeEach
  void archive() throws IOException {
    Files.writeString(directory.resolve("crc-1.0.tar.gz"), "the archive");
    Files.createDirectories(directory.resolve("pip-place/pip"));
    Files.createDirectories(directory.resolve("bin"));
    Files.writeString(directory.resolve("bin/python3"), "");
    tool("setuptools");
  }

  /** Lays a tool where builds find it. */
  private void tool(String name) {
    write(directory.resolve("tools/" + name + "-1-py3-none-any.whl"), name);
  }

  private static CommandResult result(int status, String output) {
    return new CommandResult(
        status, false, output, "", Duration.ofSeconds(1), OptionalLong.empty());
  }

  private final CommandRunner runner =
      command -> {
        String words = String.join(" ", command.words());
        if (words.contains("SOABI")) {
          return result(0, "3.11 cpython-311-x86_64-linux-gnu\n");
        }
        if (words.contains("dirname")) {
          return result(0, directory.resolve("pip-place").toString());
        }
        return result(0, "");
      };

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final WheelBuilder builder =
      new WheelBuilder() {
        @Override
        public Buildroot choose(PythonAbi python) {
          Nevra gcc = new Nevra("gcc", new Evr(0, "12", evr), "x86_64");
          Checksum checksum = Checksum.of(Algorithm.SHA256, evr.getBytes(UTF_8));
          return refused.isPresent()
              ? new Buildroot(List.of(), refused)
              : new Buildroot(
                  List.of(new BuildrootPackage(gcc, directory.resolve("gcc.rpm"), checksum)),
                  Optional.empty());
        }

        @Override
        public BuildSettings settings() {
          return new BuildSettings(
              "x86_64",
              new TreeMap<>(),
              List.of(),
              List.of(),
              OptionalLong.empty(),
              "host",
              2,
              OptionalLong.empty(),
              Duration.ofHours(1));
        }

        @Override
        public Path buildroots() {
          return directory.resolve("buildroots");
        }

        @Override
        public CommandResult run(ProgramJob job) {
          if (noEntrance.isPresent()) {
            throw noEntrance.get();
          }
          jobs.add(job);
          if (!wants.isEmpty() && !job.given().containsKey("links/" + wants)) {
            write(job.log(), "  ERROR: No matching distribution found for " + wants + "\n");
            return result(1, "");
          }
          write(job.log(), log);
          if (status == 0) {
            write(job.results().resolve(WHEEL), "a wheel");
          }
          return result(status, "");
        }

        @Override
        public List<String> of(String capability) {
          return capability.equals("/usr/include/lzma.h") ? List.of("xz-devel") : List.of();
        }
      };

  private CompiledWheels wheels() {
    Pip pip =
        Pip.open(
            runner,
            new Pip.Place(
                directory.resolve("bin/python3"),
                directory.resolve("work"),
                directory.resolve("cache"),
                directory.resolve("modules"),
                Optional.empty(),
                "diracos.json:4"),
            new PipSpec(Optional.empty(), List.of(), List.of(), List.of()),
            new PipConfiguration(new TreeMap<>()),
            Map.of(),
            Access.direct());
    return new CompiledWheels(
        pip,
        builder,
        new Wheels.Places(directory, directory.resolve("work"), directory.resolve("kept")));
  }

  /** Builds, and keeps the wheel as its caller does. */
  private Optional<String> build(Path into) throws IOException {
    CompiledWheels.One one = wheels().of(wheel);
    Files.createDirectories(into);
    Optional<String> missing =
        one.build(directory.resolve("crc-1.0.tar.gz"), directory.resolve("tools"), into);
    if (missing.isEmpty()) {
      Path built = into.resolve(WHEEL);
      Checksum checksum = Checksum.of(Algorithm.SHA256, built);
      write(kept(), Files.readString(built));
      one.remember(new LockedPython.Build(WHEEL, checksum, List.of()));
      inputs.add(one.inputs());
    }
    return missing;
  }

  private Path kept() {
    Checksum checksum = Checksum.of(Algorithm.SHA256, "a wheel".getBytes(UTF_8));
    return directory.resolve("kept").resolve(checksum.hex()).resolve(WHEEL);
  }

  private Optional<String> build() throws IOException {
    return build(directory.resolve("into" + jobs.size() + "-" + inputs.size()));
  }

  private Problem problem() {
    DiracosException e = catchThrowableOfType(DiracosException.class, this::build);
    assertThat(e.problems()).hasSize(1);
    return e.problems().get(0);
  }

  @Test
  void aWheelIsBuiltWithFixedTimeAndSeed() throws IOException {
    assertThat(build()).isEmpty();
    assertThat(kept()).hasContent("a wheel");
    assertThat(jobs.get(0).environment())
        .containsEntry("SOURCE_DATE_EPOCH", "315532800")
        .containsEntry("PYTHONHASHSEED", "0")
        .containsEntry("PYTHONPATH", "/builddir/pip");
    assertThat(jobs.get(0).given())
        .containsKeys("wheel.py", "source/crc-1.0.tar.gz", "pip/pip")
        .containsKey("links/setuptools-1-py3-none-any.whl");
  }

  @Test
  void theSameInputsAreNotBuiltTwice() throws IOException {
    build();
    assertThat(build()).isEmpty();
    assertThat(jobs).hasSize(1);
    assertThat(inputs.get(1)).isEqualTo(inputs.get(0));
  }

  @Test
  void anotherPackageOfTheBuildrootIsAnotherInput() throws IOException {
    build();
    evr = "2";
    build();
    assertThat(jobs).hasSize(2);
    assertThat(inputs.get(1)).isNotEqualTo(inputs.get(0));
  }

  @Test
  void anotherToolIsAnotherInput() throws IOException {
    build();
    tool("wheel");
    build();
    assertThat(jobs).hasSize(2);
    assertThat(inputs.get(1)).isNotEqualTo(inputs.get(0));
  }

  @Test
  void aWheelThatWasSpoiltIsBuiltAnew() throws IOException {
    build();
    Files.writeString(kept(), "something else");
    assertThat(build()).isEmpty();
    assertThat(jobs).hasSize(2);
    assertThat(kept()).hasContent("a wheel");
  }

  @Test
  void whatABuildAsksForWhileItRunsIsTold() throws IOException {
    wants = "wheel";
    assertThat(build()).contains("wheel");
  }

  @Test
  void aRefusedBuildrootIsToldWithWhatToDo() {
    refused = Optional.of(new Problem("DOS-RESOLVE-01", "nothing provides x", "", "", "add x"));
    Problem why = wheels().refused().orElseThrow();
    Problem problem = CompileProblems.notHere(wheel, "diracos.json:4", why).problems().get(0);
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-10");
    assertThat(problem.what()).startsWith("crc 1.0 has compiled code");
    assertThat(problem.because()).isEqualTo("nothing provides x");
    assertThat(problem.fix()).startsWith("add x").contains("findLinks");
  }

  @Test
  void withoutASandboxOneErrorSaysWhatToDo() {
    noEntrance =
        Optional.of(
            DiracosException.of(
                new Problem("DOS-CHROOT-01", "nobody can enter", "", "tried", "install it")));
    Problem problem = problem();
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-10");
    assertThat(problem.because()).isEqualTo("nobody can enter\ntried");
    assertThat(problem.fix()).startsWith("install it");
  }

  @Test
  void aMissingCompilerIsNamed() {
    status = 93;
    log = "no cc, gcc or clang in /usr/bin\n";
    Problem problem = problem();
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-10");
    assertThat(problem.fix()).startsWith("add \"gcc\" to \"pipBuildDependencies\"");
  }

  @Test
  void aMissingHeaderNamesThePackageThatHasIt() {
    status = 1;
    log =
        """
          building 'crc' extension
            crc.c:4:10: fatal error: lzma.h: No such file or directory
                4 | #include <lzma.h>
          error: command '/usr/bin/gcc' failed with exit code 1
        """;
    Problem problem = problem();
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-16");
    assertThat(problem.what()).isEqualTo("crc 1.0 cannot be compiled");
    assertThat(problem.where()).endsWith("crc-1.0.log:2");
    assertThat(problem.because()).contains("fatal error: lzma.h");
    assertThat(problem.fix())
        .startsWith("add \"xz-devel\", which has the header lzma.h, to \"pipBuildDependencies\"");
    assertThat(directory.resolve("work/logs/crc.plain")).doesNotExist();
  }

  @Test
  void onlyWhatWantsACompilerGoesToTheBuildroot() {
    String where = "diracos.json:4";
    assertThat(PythonProblems.wantsCompiler(PythonProblems.compiled(WHEEL, where))).isTrue();
    assertThat(
            PythonProblems.wantsCompiler(
                PythonProblems.notBuilt(
                    "crc", where, "error: command '/usr/bin/gcc' failed with exit code 1")))
        .isTrue();
    assertThat(PythonProblems.wantsCompiler(PythonProblems.notBuilt("crc", where, "SyntaxError")))
        .isFalse();
  }
}
