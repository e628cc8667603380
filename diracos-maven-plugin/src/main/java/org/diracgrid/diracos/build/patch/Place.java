package org.diracgrid.diracos.build.patch;

import org.jspecify.annotations.Nullable;

/**
 * A file of the source package.
 *
 * @param archive that it is in; null: it lies in the directory itself
 * @param path in there
 */
record Place(@Nullable SourceArchive archive, String path) {

  /** What messages call it. */
  String label() {
    return archive == null ? path : archive.name() + "!" + path;
  }

  /** A file of another name beside it, in the same archive if it is in one. */
  Place renamed(String name) {
    if (archive == null) {
      return new Place(null, name);
    }
    return archive.candidates(name).stream()
        .findFirst()
        .map(member -> new Place(archive, member))
        .orElse(new Place(null, name));
  }
}
