package org.diracgrid.diracos.build.patch;

/**
 * What a file is to become.
 *
 * @param deleted whether it goes; there are no bytes then
 * @param mode permissions, or -1 to leave them as they are (0644 of a new file)
 */
record Content(byte[] bytes, boolean deleted, int mode) {

  static Content of(byte[] bytes, int mode) {
    return new Content(bytes, false, mode);
  }

  static Content gone() {
    return new Content(new byte[0], true, -1);
  }
}
