package org.diracgrid.diracos.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process with all that it started. */
final class ProcessTree {

  private static final Path PROC = Path.of("/proc");

  /** A process that is killed may have started another meanwhile; none starts so many. */
  private static final int ROUNDS = 50;

  private static final long PAUSE_NANOS = 2_000_000;

  private static final Pattern OWN_MEMORY = Pattern.compile("Rss(?:Anon|Shmem):\\s+(\\d+) kB");

  private final boolean ownSession;
  private @Nullable Process process;
  private boolean stopped;

  /**
   * A tree without a process.
   *
   * @param ownSession whether the process will lead a session
   */
  ProcessTree(boolean ownSession) {
    this.ownSession = ownSession;
  }

  /**
   * Starts the process. Whoever stops the tree meanwhile waits for it, so that none is missed.
   *
   * @throws IOException if it cannot be started, or the tree was stopped before
   */
  synchronized Process start(ProcessBuilder builder) throws IOException {
    if (stopped) {
      throw new IOException("the build is ending");
    }
    Process started = builder.start();
    process = started;
    return started;
  }

  /** Ends what is left of it. */
  synchronized void stop() {
    stopped = true;
    Process root = process;
    if (root == null) {
      return;
    }
    for (int round = 0; round < ROUNDS; round++) {
      List<ProcessHandle> alive = alive(root);
      if (alive.isEmpty()) {
        return;
      }
      alive.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Bytes of memory that its processes have for themselves: what is resident and not of a file.
   * What a process shares with its parent since it was forked counts twice.
   */
  long memory() {
    Process root = process();
    if (root == null) {
      return 0;
    }
    long bytes = 0;
    for (ProcessHandle handle : alive(root)) {
      bytes += memory(handle.pid());
    }
    return bytes;
  }

  private synchronized @Nullable Process process() {
    return process;
  }

  /** Reads {@code RssAnon} and {@code RssShmem}; see proc(5). */
  private static long memory(long pid) {
    long kilobytes = 0;
    try {
      Path file = PROC.resolve(Long.toString(pid)).resolve("status");
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        Matcher own = OWN_MEMORY.matcher(line);
        if (own.matches()) {
          kilobytes += Long.parseLong(own.group(1));
        }
      }
    } catch (IOException e) {
      // It ended while we looked.
      return 0;
    }
    return kilobytes << 10;
  }

  private List<ProcessHandle> alive(Process process) {
    List<ProcessHandle> alive = new ArrayList<>();
    if (process.isAlive()) {
      alive.add(process.toHandle());
      process.descendants().forEach(alive::add);
    }
    if (ownSession) {
      session(process).filter(handle -> !alive.contains(handle)).forEach(alive::add);
    }
    return alive;
  }

  /** What the kernel lists under the session that the process leads; zombies are left out. */
  private Stream<ProcessHandle> session(Process process) {
    List<ProcessHandle> members = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path directory : processes) {
        if (isMember(directory, process.pid())) {
          ProcessHandle.of(Long.parseLong(directory.getFileName().toString()))
              .ifPresent(members::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Without /proc only the descendants are known.
      return members.stream();
    }
    return members.stream();
  }

  /** Reads {@code pid (name) state ppid pgrp session …}; see proc(5). */
  private boolean isMember(Path directory, long leader) {
    try {
      String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 5);
      return fields.length == 5
          && !fields[0].equals("Z")
          && !fields[0].equals("X")
          && fields[3].equals(Long.toString(leader));
    } catch (IOException e) {
      // It ended while we looked.
      return false;
    }
  }
}
