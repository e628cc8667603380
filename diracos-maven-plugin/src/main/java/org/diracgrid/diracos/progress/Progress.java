package org.diracgrid.diracos.progress;

/** Where the engine tells what it does. Implementations are safe for use by several threads. */
public interface Progress {

  /**
   * Opens a stage: prints a line now, counts in between, and a line when it is closed.
   *
   * @param name imperative or noun, lower case, such as {@code fetch packages}
   * @param total how many units there are, or -1 if that is not known
   */
  Stage stage(String name, long total, Unit unit);

  /** A fact worth a line. */
  void info(String line);

  /** Whether anybody reads the lines: where not, none has to be put together. */
  default boolean isRead() {
    return true;
  }

  /** Something the user should look at though the run goes on. */
  void warn(String line);

  /** A progress that says nothing. */
  static Progress silent() {
    return SilentProgress.INSTANCE;
  }
}
