package org.diracgrid.diracos.stage;

import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;

/** What is known of a tree that an earlier run left, as far as the files planned now go. */
public interface EarlierTree {

  /**
   * Whether a file on disk may stay, since it came from what is planned for its path.
   *
   * @param size of the file on disk
   * @param modified its time on disk
   */
  boolean keeps(BundlePath path, long size, FileTime modified);

  /**
   * The content as its package has it, of a file that may not stay since it was changed after it
   * was extracted; empty if the package has to be asked.
   */
  Optional<byte[]> original(BundlePath path);
}
