package org.diracgrid.diracos.resolve;

import java.util.List;

/**
 * The answer to "why does it ship?".
 *
 * @param asked what was asked for
 * @param packages those that it stands for and that ship, sorted; empty if none does
 * @param notes what came near, if none does
 */
public record Explanation(String asked, List<Why> packages, List<String> notes) {

  /** Copies the lists. */
  public Explanation {
    packages = List.copyOf(packages);
    notes = List.copyOf(notes);
  }

  /** Whether anything of the kind ships. */
  public boolean ships() {
    return !packages.isEmpty();
  }
}
