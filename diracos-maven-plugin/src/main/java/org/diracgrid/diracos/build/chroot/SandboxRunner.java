package org.diracgrid.diracos.build.chroot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.exec.HostProgram;
import org.jspecify.annotations.Nullable;

/** Runs programs inside, by the entrance that works on this host. Safe for several threads. */
final class SandboxRunner {

  private static final List<String> INTEL_32 = List.of("i386", "i486", "i586", "i686");

  private final CommandRunner runner;
  private final List<Entrance> candidates;
  private @Nullable Entrance chosen;

  SandboxRunner(CommandRunner runner, List<Entrance> candidates) {
    this.runner = runner;
    this.candidates = List.copyOf(candidates);
  }

  /** The entrance that works, found out at the first time. */
  synchronized Entrance entrance(Sandbox sandbox) {
    Entrance known = chosen;
    if (known == null) {
      known = Entrances.choose(candidates, sandbox, runner);
      chosen = known;
    }
    return known;
  }

  /** For the rpm database of a buildroot that is being made; it must not tell where. */
  RpmDatabase database(Path root) {
    String hostName = "buildroot";
    Sandbox sandbox = new Sandbox(root, true, List.of(), hostName);
    return new RpmDatabase(runner, entrance(sandbox), hostName);
  }

  /**
   * A command that runs {@code words} inside, within the limits of the settings.
   *
   * @param environment all of its variables
   */
  CommandResult run(
      Sandbox sandbox,
      BuildSettings settings,
      List<String> words,
      SortedMap<String, String> environment,
      Optional<Path> log) {
    List<String> command = new ArrayList<>();
    if (INTEL_32.contains(settings.targetArch())) {
      // Configure scripts believe what the kernel says of the machine.
      HostProgram.find("setarch")
          .ifPresent(path -> command.addAll(List.of(path.toString(), "i686")));
    }
    command.addAll(entrance(sandbox).enter(sandbox, words));
    Command base =
        Command.of(command, Path.of("/"), environment)
            .withLimit(settings.limit())
            .withMemory(settings.memory());
    return runner.run(log.map(base::withLog).orElse(base));
  }
}
