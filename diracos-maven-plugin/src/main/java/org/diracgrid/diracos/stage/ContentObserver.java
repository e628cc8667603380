package org.diracgrid.diracos.stage;

import java.nio.file.Path;
import org.diracgrid.diracos.path.BundlePath;

/**
 * Sees the content of files while they are extracted, so that nobody has to read them again. Called
 * by several threads, each with a file of its own.
 */
public interface ContentObserver {

  /** Looks away. */
  ContentObserver NONE = () -> new Content() {};

  /** A file begins. */
  Content begin();

  /** The content of one file, from its first byte to its last. */
  interface Content {

    /** The next bytes; the array is used again after the call. */
    default void piece(byte[] buffer, int offset, int length) {}

    /**
     * The content is on disk, at {@code path} of the tree; called once for each name of a set of
     * hard links.
     */
    default void written(BundlePath path, Path file) {}
  }
}
