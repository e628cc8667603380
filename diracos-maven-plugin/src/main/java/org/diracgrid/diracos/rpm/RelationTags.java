package org.diracgrid.diracos.rpm;

/** The kinds of relations, each by its three tags. */
public enum RelationTags {
  /** What the package provides. */
  PROVIDES(RpmTag.PROVIDE_NAMES, RpmTag.PROVIDE_FLAGS, RpmTag.PROVIDE_VERSIONS),
  /** What it requires. */
  REQUIRES(RpmTag.REQUIRE_NAMES, RpmTag.REQUIRE_FLAGS, RpmTag.REQUIRE_VERSIONS),
  /** What it cannot stand beside. */
  CONFLICTS(RpmTag.CONFLICT_NAMES, RpmTag.CONFLICT_FLAGS, RpmTag.CONFLICT_VERSIONS),
  /** What it replaces. */
  OBSOLETES(RpmTag.OBSOLETE_NAMES, RpmTag.OBSOLETE_FLAGS, RpmTag.OBSOLETE_VERSIONS),
  /** What it would like to have. */
  RECOMMENDS(RpmTag.RECOMMEND_NAMES, RpmTag.RECOMMEND_FLAGS, RpmTag.RECOMMEND_VERSIONS),
  /** What goes well with it. */
  SUGGESTS(RpmTag.SUGGEST_NAMES, RpmTag.SUGGEST_FLAGS, RpmTag.SUGGEST_VERSIONS),
  /** Whose presence asks for it. */
  SUPPLEMENTS(RpmTag.SUPPLEMENT_NAMES, RpmTag.SUPPLEMENT_FLAGS, RpmTag.SUPPLEMENT_VERSIONS),
  /** What it goes well with. */
  ENHANCES(RpmTag.ENHANCE_NAMES, RpmTag.ENHANCE_FLAGS, RpmTag.ENHANCE_VERSIONS),
  /** Recommends and suggests of SUSE's rpm 4.4. */
  OLD_SUGGESTS(RpmTag.OLD_SUGGEST_NAMES, RpmTag.OLD_SUGGEST_FLAGS, RpmTag.OLD_SUGGEST_VERSIONS),
  /** Supplements and enhances of SUSE's rpm 4.4. */
  OLD_ENHANCES(RpmTag.OLD_ENHANCE_NAMES, RpmTag.OLD_ENHANCE_FLAGS, RpmTag.OLD_ENHANCE_VERSIONS);

  private final RpmTag names;
  private final RpmTag flags;
  private final RpmTag versions;

  RelationTags(RpmTag names, RpmTag flags, RpmTag versions) {
    this.names = names;
    this.flags = flags;
    this.versions = versions;
  }

  /** The tag of names. */
  public RpmTag names() {
    return names;
  }

  /** The tag of comparisons and other flags. */
  public RpmTag flags() {
    return flags;
  }

  /** The tag of versions. */
  public RpmTag versions() {
    return versions;
  }
}
