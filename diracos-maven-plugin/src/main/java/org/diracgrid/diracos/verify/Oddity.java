package org.diracgrid.diracos.verify;

/**
 * What stands in a directory or tarball and is no directory, file or symbolic link of its own.
 *
 * @param path as it was found, from the subject's root on
 * @param detail the other name of a hard link, the kind of a device; may be empty
 */
public record Oddity(Kind kind, String path, String detail) {

  /** What it is. */
  public enum Kind {
    /** One more name of a file. */
    HARD_LINK,
    /** A device, pipe or socket. */
    DEVICE,
    /** A name that leads out of the folder it is unpacked to; it was not unpacked. */
    ESCAPES,
    /** It cannot be read. */
    UNREADABLE
  }
}
