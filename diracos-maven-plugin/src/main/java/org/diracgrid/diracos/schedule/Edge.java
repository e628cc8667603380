package org.diracgrid.diracos.schedule;

import java.util.List;

/**
 * Why one build waits for another.
 *
 * @param needs the build that waits
 * @param maker the build that it waits for
 * @param kind what the maker is needed for
 * @param requirements that the maker's packages meet, as rpm writes them, in the order of the
 *     header; of {@link Kind#RUNTIME} one of them
 * @param through of {@link Kind#RUNTIME} the package that requires it; otherwise empty
 */
public record Edge(Task needs, Task maker, Kind kind, List<String> requirements, String through) {

  /** What a build is needed for. */
  public enum Kind {
    /** The source requires it to be built. */
    BUILD,
    /** A package of ours that the source requires needs it at run time. */
    RUNTIME,
    /** It replaces an earlier build of its name. */
    REPLACES
  }

  /** Copies. */
  public Edge {
    requirements = List.copyOf(requirements);
  }

  /** {@code python3.11 needs pkgconfig(zlib), made by zlib}. */
  @Override
  public String toString() {
    return switch (kind) {
      case BUILD -> needs + " needs " + String.join(", ", requirements) + ", made by " + maker;
      case RUNTIME ->
          needs
              + " needs "
              + through
              + ", which needs "
              + String.join(", ", requirements)
              + " at run time, made by "
              + maker;
      case REPLACES -> needs + " replaces " + maker;
    };
  }
}
