package org.diracgrid.diracos.python.requirements;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What may stand behind a dash in a requirements file. */
public enum PipOption {
  INDEX_URL(true, false, "-i", "--index-url", "--pypi-url"),
  EXTRA_INDEX_URL(true, false, "--extra-index-url"),
  NO_INDEX(false, false, "--no-index"),
  CONSTRAINT(true, false, "-c", "--constraint"),
  REQUIREMENT(true, false, "-r", "--requirement"),
  EDITABLE(true, false, "-e", "--editable"),
  FIND_LINKS(true, false, "-f", "--find-links"),
  NO_BINARY(true, false, "--no-binary"),
  ONLY_BINARY(true, false, "--only-binary"),
  PREFER_BINARY(false, false, "--prefer-binary"),
  REQUIRE_HASHES(false, false, "--require-hashes"),
  PRE(false, false, "--pre"),
  TRUSTED_HOST(true, false, "--trusted-host"),
  USE_FEATURE(true, false, "--use-feature"),
  GLOBAL_OPTION(true, true, "--global-option"),
  HASH(true, true, "--hash"),
  CONFIG_SETTINGS(true, true, "-C", "--config-settings", "--config-setting");

  private final boolean valued;
  private final boolean ofRequirement;
  private final String names;

  PipOption(boolean valued, boolean ofRequirement, String... names) {
    this.valued = valued;
    this.ofRequirement = ofRequirement;
    this.names = String.join(" ", names);
  }

  /** Whether a value follows it. */
  boolean isValued() {
    return valued;
  }

  /** Whether it stands behind a requirement. */
  boolean isOfRequirement() {
    return ofRequirement;
  }

  /** All names, short ones first. */
  List<String> names() {
    return List.of(names.split(" "));
  }

  /** The option of that name; a long name may be cut as long as one option only begins so. */
  static Optional<PipOption> named(String name) {
    List<PipOption> exact =
        Arrays.stream(values()).filter(option -> option.names().contains(name)).toList();
    if (!exact.isEmpty() || !name.startsWith("--")) {
      return exact.stream().findFirst();
    }
    List<PipOption> begun =
        Arrays.stream(values())
            .filter(option -> option.names().stream().anyMatch(known -> known.startsWith(name)))
            .toList();
    return begun.size() == 1 ? Optional.of(begun.get(0)) : Optional.empty();
  }

  /** The long name. */
  @Override
  public String toString() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
