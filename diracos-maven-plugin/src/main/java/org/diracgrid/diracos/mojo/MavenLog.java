package org.diracgrid.diracos.mojo;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;
import org.diracgrid.diracos.progress.LogProgress;

/** Progress through Maven's log, with a live bar where somebody watches. */
final class MavenLog implements LogProgress.Log {

  private final Log log;

  private MavenLog(Log log) {
    this.log = log;
  }

  static LogProgress progress(Log log, MavenSession session) {
    MavenLog lines = new MavenLog(log);
    boolean watched = session.getRequest().isInteractiveMode() && isTerminal();
    return watched
        ? LogProgress.live(lines, System::nanoTime, MavenLog::print)
        : LogProgress.lines(lines, System::nanoTime);
  }

  /** From Java 22 on there is a console even where output is redirected; it then has no size. */
  @SuppressWarnings("SystemConsoleNull") // Asked only of the Javas where null says it.
  private static boolean isTerminal() {
    return System.console() != null
        && System.getenv("TERM") != null
        && !"dumb".equals(System.getenv("TERM"))
        && Runtime.version().feature() < 22;
  }

  @SuppressWarnings("SystemOut") // A bar is no log line: it is written over.
  private static void print(String text) {
    System.out.print(text);
    System.out.flush();
  }

  @Override
  public boolean isRead() {
    return log.isInfoEnabled();
  }

  @Override
  public void info(String line) {
    log.info(line);
  }

  @Override
  public void warn(String line) {
    log.warn(line);
  }
}
