package org.diracgrid.diracos.repo;

/** The kinds of relation that primary metadata lists. */
public enum RelationKind {
  /** What the package offers. */
  PROVIDES,
  /** What it cannot do without. */
  REQUIRES,
  /** What it cannot stand beside; matched against provides. */
  CONFLICTS,
  /** What it replaces; matched against names and EVR only. */
  OBSOLETES,
  /** What it should come with. */
  RECOMMENDS,
  /** The reverse of recommends. */
  SUPPLEMENTS,
  /** What it could come with. */
  SUGGESTS,
  /** The reverse of suggests. */
  ENHANCES
}
