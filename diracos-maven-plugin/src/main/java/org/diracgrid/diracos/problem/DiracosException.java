package org.diracgrid.diracos.problem;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the engine. It carries the problems found; whose fault they are decides how
 * Maven reports them.
 */
public final class DiracosException extends RuntimeException {

  /** Who has to act. */
  public enum Fault {
    /** The configuration, the repository or the machine: the user can mend it. */
    USER,
    /** A broken promise of this program. */
    INTERNAL
  }

  private final transient List<Problem> problems;
  private final Fault fault;

  private DiracosException(Fault fault, List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception without a problem");
    }
    this.fault = fault;
    this.problems = List.copyOf(problems);
  }

  /** The user's fault, one problem. */
  public static DiracosException of(Problem problem) {
    return new DiracosException(Fault.USER, List.of(problem), null);
  }

  /** The user's fault, one problem, with the exception that showed it. */
  public static DiracosException of(Problem problem, Throwable cause) {
    return new DiracosException(Fault.USER, List.of(problem), cause);
  }

  /** The user's fault, every problem that was found; the list must not be empty. */
  public static DiracosException of(List<Problem> problems) {
    return new DiracosException(Fault.USER, problems, null);
  }

  /** This program's fault. */
  public static DiracosException internal(Problem problem, @Nullable Throwable cause) {
    return new DiracosException(Fault.INTERNAL, List.of(problem), cause);
  }

  /** The problems, never empty. */
  public List<Problem> problems() {
    return problems;
  }

  /** Who has to act. */
  public Fault fault() {
    return fault;
  }
}
