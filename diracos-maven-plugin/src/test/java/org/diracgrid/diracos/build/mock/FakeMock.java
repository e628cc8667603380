package org.diracgrid.diracos.build.mock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program that is called as mock is and leaves what mock leaves: packages and logs in the result
 * directory. What it does is told by files beside it.
 */
final class FakeMock {

  private static final String SCRIPT =
      """
      #!/bin/bash
      # usage as mock's; behaviour by files in the directory above the program's
      home="$(cd "$(dirname "$0")/.." && pwd)"
      if [ "$*" = --version ]; then cat "$home/version"; exit "$(cat "$home/version-status")"; fi
      (IFS=$'\\t'; echo "$*") >> "$home/calls"
      env | sort > "$home/environment"
      while [ $# -gt 0 ]; do
        case "$1" in
          -r) config="$2"; shift ;;
          --resultdir) results="$2"; shift ;;
          --uniqueext) extension="$2"; shift ;;
          --rebuild|--buildsrpm) building=yes ;;
        esac
        shift
      done
      cp "$config" "$home/config"
      echo "INFO: mock.py version 5.6 starting" >&2
      [ -n "$building" ] || exit 0
      if [ -s "$home/statuses" ]; then
        status="$(head -1 "$home/statuses")"; sed -i 1d "$home/statuses"
      else
        status=0
      fi
      cat "$home/says" >&2
      [ "$status" = sleep ] && { sleep 300 & echo $! > "$home/sleeper"; wait; }
      mkdir -p "$results"
      cat > "$results/state.log" <<'STATE'
      2026-01-02 03:04:05,100 - Start: build phase for zlib-1.3-1.src.rpm
      2026-01-02 03:04:06,100 - Start: build setup for zlib-1.3-1.src.rpm
      2026-01-02 03:04:16,100 - Finish: build setup for zlib-1.3-1.src.rpm
      2026-01-02 03:04:16,100 - Start: rpmbuild zlib-1.3-1.src.rpm
      2026-01-02 03:04:16,350 - Finish: rpmbuild zlib-1.3-1.src.rpm
      2026-01-02 03:04:17,100 - Finish: build phase for zlib-1.3-1.src.rpm
      STATE
      echo "what dnf said" > "$results/root.log"
      printf 'what rpmbuild said' > "$results/build.log"
      cp "$home/installed_pkgs.log" "$results/installed_pkgs.log"
      [ "$status" = 0 ] && cp "$home"/rpms/*.rpm "$results/"
      exit "$status"
      """;

  private final Path home;

  FakeMock(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("rpms"));
    Files.writeString(program(), SCRIPT);
    Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("version"), "5.6\n");
    Files.writeString(home.resolve("version-status"), "0");
    Files.writeString(home.resolve("says"), "");
    Files.writeString(home.resolve("statuses"), "");
    Files.writeString(home.resolve("installed_pkgs.log"), "");
    Files.writeString(home.resolve("calls"), "");
  }

  Path program() {
    return home.resolve("bin/mock");
  }

  /** An environment in which it is the one mock. */
  Map<String, String> host() {
    return Map.of("PATH", home.resolve("bin") + ":/usr/bin:/bin", "HOME", home.toString());
  }

  /** What {@code --version} prints and ends with. */
  void version(String text, int status) throws IOException {
    Files.writeString(home.resolve("version"), text);
    Files.writeString(home.resolve("version-status"), Integer.toString(status));
  }

  /** How the next builds end: a number, or {@code sleep}. */
  void statuses(String... statuses) throws IOException {
    Files.write(home.resolve("statuses"), List.of(statuses));
  }

  /** What builds print. */
  void says(String text) throws IOException {
    Files.writeString(home.resolve("says"), text);
  }

  /** What {@code rpm -qa} would print of the buildroot. */
  void installed(String... lines) throws IOException {
    Files.write(home.resolve("installed_pkgs.log"), List.of(lines));
  }

  /** A package that builds leave. */
  void leaves(String name) throws IOException {
    Files.writeString(home.resolve("rpms").resolve(name), "bytes of " + name);
  }

  /** The arguments of each call, save those for the version. */
  List<List<String>> calls() {
    return lines("calls").stream().map(line -> List.of(line.split("\t", -1))).toList();
  }

  /** The configuration that the last call was given. */
  String config() {
    return String.join("\n", lines("config"));
  }

  /** The names of variables that the last call saw, save what a shell makes. */
  List<String> variables() {
    return lines("environment").stream()
        .map(line -> line.split("=", 2)[0])
        .filter(name -> !List.of("_", "PWD", "SHLVL", "OLDPWD").contains(name))
        .toList();
  }

  /** Whether a build is under way that will not end by itself; one that is dead is not. */
  boolean sleeps() {
    Path file = home.resolve("sleeper");
    if (!Files.exists(file) || lines("sleeper").isEmpty()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", lines("sleeper").get(0), "stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException e) {
      // There is no such process.
      return false;
    }
  }

  private List<String> lines(String name) {
    try (Stream<String> lines = Files.lines(home.resolve(name))) {
      return lines.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
