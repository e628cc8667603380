package org.diracgrid.diracos.config;

import java.time.Duration;
import java.util.OptionalLong;

/** Amounts as {@code rpmBuild} writes them; {@link Checker} has seen that they are well formed. */
final class BuildAmounts {

  private static final String SIZES = "KMGT";
  private static final int STEP = 10;

  private BuildAmounts() {}

  /** {@code 4G}: bytes, in units of 1024. */
  static OptionalLong bytes(String text) {
    int unit = SIZES.indexOf(text.charAt(text.length() - 1)) + 1;
    String digits = unit == 0 ? text : text.substring(0, text.length() - 1);
    return OptionalLong.of(Long.parseLong(digits) << (unit * STEP));
  }

  /** {@code 90m}, {@code 2h}; without a letter, seconds. */
  static Duration time(String text) {
    char unit = text.charAt(text.length() - 1);
    long number =
        Long.parseLong(Character.isDigit(unit) ? text : text.substring(0, text.length() - 1));
    return switch (unit) {
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      case 'd' -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }
}
