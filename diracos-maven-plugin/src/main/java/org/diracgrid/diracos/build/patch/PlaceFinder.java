package org.diracgrid.diracos.build.patch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the file that a patch means: in the directory of the source package, or, where the first
 * directory of its name is the top directory, the file name or the stem of an archive that lies
 * there, in that archive.
 */
final class PlaceFinder {

  private final Path patch;
  private final SourceFiles files;

  PlaceFinder(Path patch, SourceFiles files) {
    this.patch = patch;
    this.files = files;
  }

  /** An existing file of the names; of several the one that GNU patch takes. */
  Optional<Place> existing(FilePatch file) {
    if (file.renamed() || file.copied()) {
      return existing(file, file.oldName());
    }
    return file.names().stream()
        .sorted(
            Comparator.comparingLong((String name) -> name.chars().filter(c -> c == '/').count())
                .thenComparing(name -> name.length() - name.lastIndexOf('/'))
                .thenComparing(String::length))
        .flatMap(name -> existing(file, name).stream())
        .findFirst();
  }

  /** The existing file of one name. */
  Optional<Place> existing(FilePatch file, String name) {
    Place plain = new Place(null, name);
    if (files.exists(plain)) {
      return Optional.of(plain);
    }
    List<Place> found = inArchives(name).stream().filter(files::exists).toList();
    return one(file, name, found);
  }

  /** Where a file of that name is to be made. */
  Place fresh(FilePatch file, String name) {
    int slash = name.indexOf('/');
    boolean directory = slash > 0 && files.exists(new Place(null, name.substring(0, slash)));
    if (directory) {
      return new Place(null, name);
    }
    return one(file, name, inArchives(name)).orElse(new Place(null, name));
  }

  /** Every member of an archive that the name can mean. */
  private List<Place> inArchives(String name) {
    List<Place> places = new ArrayList<>();
    if (name.indexOf('/') > 0) {
      for (SourceArchive archive : files.archives()) {
        archive.candidates(name).forEach(member -> places.add(new Place(archive, member)));
      }
    }
    return places;
  }

  private Optional<Place> one(FilePatch file, String name, List<Place> places) {
    Set<String> names = new LinkedHashSet<>();
    for (Place place : places) {
      SourceArchive archive = place.archive();
      if (archive != null) {
        names.add(archive.name());
      }
    }
    if (names.size() > 1) {
      throw PatchProblems.ambiguous(patch, file, name, List.copyOf(names));
    }
    return places.stream().findFirst();
  }
}
