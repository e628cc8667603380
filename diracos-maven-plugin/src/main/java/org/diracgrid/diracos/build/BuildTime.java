package org.diracgrid.diracos.build;

import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;

/** The time that a build tells as its own: {@code SOURCE_DATE_EPOCH}. */
public final class BuildTime {

  private static final long DAY = 86_400;
  private static final long NOON = DAY / 2;

  private BuildTime() {}

  /**
   * The time that is given, else that of the newest change, else that of the source package.
   *
   * @param source header of the source package
   * @return seconds since 1970
   */
  public static long of(BuildSettings settings, RpmHeader source) {
    if (settings.sourceDateEpoch().isPresent()) {
      return settings.sourceDateEpoch().getAsLong();
    }
    long[] changes = source.numbers(RpmTag.CHANGELOG_TIMES);
    long[] built = source.numbers(RpmTag.BUILD_TIME);
    return changes.length > 0 ? ofChange(changes[0]) : built.length > 0 ? built[0] : 0;
  }

  /** As rpm's build.c: a day is noon in a change log; its begin is never in the future. */
  private static long ofChange(long time) {
    return time % DAY == NOON ? time - NOON : time;
  }
}
