package org.diracgrid.diracos.build.chroot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.exec.HostProgram;

/** Finds out, by trying, how this host lets a program into a sandbox. */
final class Entrances {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Entrances() {}

  /** What may work here, the best first: processes of its own are worth more than bubblewrap. */
  static List<Entrance> ofHost() {
    List<Entrance> candidates = new ArrayList<>();
    for (boolean ownProcesses : List.of(true, false)) {
      HostProgram.find("bwrap")
          .ifPresent(path -> candidates.add(new BubblewrapEntrance(path, ownProcesses)));
      HostProgram.find("unshare")
          .ifPresent(
              path ->
                  candidates.add(
                      new UnshareEntrance(path, HostProgram.find("setpriv"), ownProcesses)));
    }
    return candidates;
  }

  /**
   * The first that works.
   *
   * @param sandbox in which there is a {@code /bin/sh}
   * @throws org.diracgrid.diracos.problem.DiracosException {@code DOS-CHROOT-01} if none does
   */
  static Entrance choose(List<Entrance> candidates, Sandbox sandbox, CommandRunner runner) {
    List<String> tried = new ArrayList<>();
    for (Entrance candidate : candidates) {
      List<String> words = candidate.enter(sandbox, List.of("/bin/sh", "-c", "exit 42"));
      CommandResult result =
          runner.run(Command.of(words, Path.of("/"), Inside.environment()).withLimit(LIMIT));
      if (result.status() == 42) {
        return candidate;
      }
      tried.add(candidate + ": " + result.said().strip().replace('\n', ' '));
    }
    throw ChrootProblems.noEntrance(
        tried.isEmpty()
            ? "neither bwrap nor unshare is in " + HostProgram.PLACES
            : String.join("; ", tried));
  }
}
