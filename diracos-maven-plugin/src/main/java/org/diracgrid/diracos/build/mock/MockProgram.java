package org.diracgrid.diracos.build.mock;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.jspecify.annotations.Nullable;

/** mock as it is installed on this machine. For many threads. */
final class MockProgram {

  /**
   * What our command lines need: {@code --cleanup-after}, several buildroots of one configuration.
   */
  private static final int OLDEST = 1;

  private static final int OLDEST_MINOR = 4;

  /** What mock needs to know of its surroundings; nothing else of them is inherited. */
  private static final Set<String> INHERITED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SUDO_UID",
          "SUDO_GID",
          "SUDO_USER",
          "USERHELPER_UID",
          "XDG_RUNTIME_DIR",
          "TMPDIR",
          "http_proxy",
          "https_proxy",
          "ftp_proxy",
          "no_proxy");

  private static final Pattern VERSION = Pattern.compile("(?m)(?:^|\\s)(\\d+)\\.(\\d+)[\\w.~-]*");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final CommandRunner runner;
  private final String name;
  private final Map<String, String> host;
  private @Nullable String version;

  /**
   * mock.
   *
   * @param name of the program, looked up in the {@code PATH} of {@code host}, or its path
   * @param host the environment of this process
   */
  MockProgram(CommandRunner runner, String name, Map<String, String> host) {
    this.runner = runner;
    this.name = name;
    this.host = Map.copyOf(host);
  }

  /** Where the program is; empty if it is not there. */
  static Optional<Path> find(String name, Map<String, String> host) {
    if (name.contains("/")) {
      return Optional.of(Path.of(name).toAbsolutePath()).filter(MockProgram::isProgram);
    }
    for (String directory : host.getOrDefault("PATH", "").split(":", -1)) {
      Path path = Path.of(directory).resolve(name);
      if (!directory.isEmpty() && isProgram(path)) {
        return Optional.of(path.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  /**
   * The version, asked for once.
   *
   * @throws DiracosException DOS-MOCK-01 if mock is not there, -02 if it refuses to run, -03 if it
   *     is too old
   */
  synchronized String version() {
    String known = version;
    if (known == null) {
      known = ask();
      version = known;
    }
    return known;
  }

  private String ask() {
    Path program = program();
    CommandResult result =
        runner.run(command(program, List.of("--version"), Path.of("/")).withLimit(PATIENCE));
    refusal(result.said());
    Matcher matcher = VERSION.matcher(result.said());
    if (!result.succeeded() || !matcher.find()) {
      throw unusable(
          "does not tell its version", program, result.ending() + ": " + result.said().strip());
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    if (major < OLDEST || (major == OLDEST && minor < OLDEST_MINOR)) {
      throw unusable("is too old", program, "it is " + matcher.group().strip());
    }
    return matcher.group().strip();
  }

  private Path program() {
    return find(name, host)
        .orElseThrow(
            () ->
                DiracosException.of(
                    new Problem(
                        "DOS-MOCK-01",
                        "the program " + name + " is not there",
                        "\"builder\": \"mock\"",
                        name.contains("/")
                            ? "there is no program of that path"
                            : "looked in " + host.getOrDefault("PATH", "an empty PATH"),
                        "install mock (dnf install mock) and join the group of that name, or write"
                            + " \"builder\": \"chroot\", which needs neither")));
  }

  private static DiracosException unusable(String what, Path program, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-MOCK-03",
            "the program mock " + what,
            program.toString(),
            because,
            "install mock "
                + OLDEST
                + "."
                + OLDEST_MINOR
                + " or later, or write \"builder\":"
                + " \"chroot\""));
  }

  private Command command(Path program, List<String> arguments, Path directory) {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    words.addAll(arguments);
    Map<String, String> environment = new TreeMap<>(host);
    environment.keySet().retainAll(INHERITED);
    environment.put("LC_ALL", "C.UTF-8");
    return Command.of(words, directory, environment);
  }

  /** The whole command line, for messages. */
  List<String> words(List<String> arguments) {
    return command(program(), arguments, Path.of("/")).words();
  }

  /**
   * Runs it.
   *
   * @param log gets all that it says
   * @throws DiracosException DOS-MOCK-01, -02, -03 as {@link #version}; DOS-EXEC-03 if the thread
   *     is interrupted
   */
  CommandResult run(
      List<String> arguments, Path directory, Path log, Duration limit, OptionalLong memory) {
    version();
    return runner.run(
        command(program(), arguments, directory).withLog(log).withLimit(limit).withMemory(memory));
  }

  /**
   * Throws if what mock said means that it would refuse any build.
   *
   * @throws DiracosException DOS-MOCK-02
   */
  static void refusal(String said) {
    String because;
    String fix;
    if (said.contains("will not run from the root account")) {
      because = "it does not run as root alone: it needs a user to build as";
      fix =
          "build as a user of the group mock, or by sudo; in a container set SUDO_UID to the"
              + " number of such a user";
    } else if (said.contains("Must be member of 'mock' group")
        || said.contains("name not found: 'mock'")) {
      because = "the user who builds is not in the group mock";
      fix = "usermod -a -G mock <user>, and log in anew";
    } else if (said.contains("Namespace unshare failed")) {
      because = "it may not make namespaces here";
      fix = "in a container, allow it (--cap-add SYS_ADMIN)";
    } else if (said.contains("You should not run /usr/libexec/mock/mock directly")) {
      because = "it has no rights";
      fix = "name the program that gives them, /usr/bin/mock";
    } else {
      return;
    }
    throw DiracosException.of(
        new Problem(
            "DOS-MOCK-02",
            "mock refuses to run",
            "\"builder\": \"mock\"",
            because,
            fix + "; or write \"builder\": \"chroot\", which needs no rights"));
  }
}
