package org.diracgrid.diracos.rpm;

/**
 * The texts of one tag as they lie in the header: most are only copied, and need not be decoded.
 */
public final class RpmTexts {

  private final HeaderBlob blob;
  private final byte[] bytes;

  /** Where each text begins, and behind them what follows the last one's end, a zero. */
  private final int[] starts;

  RpmTexts(HeaderBlob blob, byte[] bytes, int[] starts) {
    this.blob = blob;
    this.bytes = bytes;
    this.starts = starts;
  }

  /** How many there are; none if the tag is absent. */
  public int count() {
    return starts.length - 1;
  }

  /** What the texts lie in; not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where a text begins. */
  public int from(int text) {
    return starts[text];
  }

  /** Where a text ends. */
  public int to(int text) {
    return starts[text + 1] - 1;
  }

  /** A text, decoded. */
  public String text(int text) {
    return blob.text(from(text), to(text));
  }
}
