package org.diracgrid.diracos.signature;

import org.diracgrid.diracos.problem.Problem;

/** What is said of a signature that is not believed. */
final class SignatureProblem {

  private static final String DISTRUST =
      "do not use it; fetch it again from the project's own site, or tell its maintainers";

  private SignatureProblem() {}

  static Problem unsigned(String what) {
    return Problem.of(
        "DOS-SIGN-01",
        what + " is not signed",
        "",
        "have it signed, or set \"gpgcheck\" (\"repo_gpgcheck\" for metadata) of its repository to"
            + " false if you trust its checksum alone");
  }

  static Problem tampered(String what, String key) {
    return Problem.of(
        "DOS-SIGN-02", what + " was changed after key " + key + " signed it", "", DISTRUST);
  }

  static Problem unknownKey(String what, String key) {
    return Problem.of(
        "DOS-SIGN-03",
        what + " is signed by key " + key + ", which is none of the repository's keys",
        "",
        "add the file of that key to \"gpgkey\" of the repository, if you trust it");
  }

  static Problem expired(String what, String key, String when) {
    return Problem.of(
        "DOS-SIGN-04",
        what + " is signed by key " + key + ", which expired on " + when,
        "",
        "look for a renewed key of the same number and name it in \"gpgkey\"");
  }

  static Problem revoked(String what, String key, String reason) {
    return new Problem(
        "DOS-SIGN-05",
        what + " is signed by key " + key + ", which was revoked",
        "",
        reason,
        "look for a version that is signed by the key that came after");
  }

  static Problem weak(String what, String key, String hash) {
    return new Problem(
        "DOS-SIGN-06",
        what + " is signed with " + hash + ", which can be forged",
        "signature of key " + key,
        "old packages, of Enterprise Linux 5 and 6 say, have only SHA-1 signatures",
        "use a newer version or have it signed anew; or set \"gpgcheck\" of its repository to false"
            + " and trust the checksums of its metadata");
  }

  static Problem future(String what, String key, String when) {
    return Problem.of(
        "DOS-SIGN-07",
        what + " was signed by key " + key + " in the future, on " + when,
        "",
        "set the clock of this machine; if it is right, do not use the file");
  }

  static Problem noKeys(String what) {
    return Problem.of(
        "DOS-SIGN-08",
        what + " cannot be checked: its repository names no keys",
        "",
        "name a key file in \"gpgkey\" of the repository, or set \"gpgcheck\" to false");
  }

  static Problem badKeys(String where, String reason) {
    return new Problem(
        "DOS-SIGN-09",
        where + " holds no OpenPGP public key",
        "",
        reason,
        "\"gpgkey\" must name a file as 'gpg --export' writes it, armoured or not");
  }

  static Problem unfit(String what, String key, String reason) {
    return new Problem(
        "DOS-SIGN-10",
        what + " is signed by key " + key + ", which is not fit to sign",
        "",
        reason,
        "look for a newer export of that key");
  }

  static Problem garbled(String what, String reason) {
    return new Problem(
        "DOS-SIGN-11", "the signature of " + what + " cannot be read", "", reason, DISTRUST);
  }

  static Problem outdated(String what, String key, String when) {
    return Problem.of(
        "DOS-SIGN-12",
        "the signature of " + what + " by key " + key + " expired on " + when,
        "",
        "look for a version that was signed anew");
  }
}
