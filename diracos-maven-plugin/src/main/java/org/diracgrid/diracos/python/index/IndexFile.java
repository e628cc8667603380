package org.diracgrid.diracos.python.index;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.python.requirements.Pep440Version;
import org.diracgrid.diracos.python.requirements.Specifier;

/**
 * An archive that an index has.
 *
 * @param name file name
 * @param version of the package in it
 * @param address where it is
 * @param sha256 as the index says; empty if it does not
 * @param requiresPython as the index says; empty if any Python will do
 * @param yanked whether it was taken back
 */
public record IndexFile(
    String name,
    Pep440Version version,
    URI address,
    Optional<Checksum> sha256,
    String requiresPython,
    boolean yanked) {

  /** Whether it is for a version of Python; what cannot be understood restricts nothing. */
  public boolean isFor(Pep440Version python) {
    List<Optional<Specifier>> parts =
        Pattern.compile(",")
            .splitAsStream(requiresPython)
            .filter(part -> !part.isBlank())
            .map(Specifier::parse)
            .toList();
    boolean understood = parts.stream().allMatch(Optional::isPresent);
    return !understood || parts.stream().allMatch(part -> part.orElseThrow().matches(python));
  }
}
