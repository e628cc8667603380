package org.diracgrid.diracos.signature;

/** Bytes are not what OpenPGP says; the message completes "because …". */
final class MalformedPgpException extends Exception {

  MalformedPgpException(String because) {
    super(because);
  }

  MalformedPgpException(String because, Throwable cause) {
    super(because, cause);
  }

  /** Why, never null. */
  String because() {
    return String.valueOf(getMessage());
  }
}
