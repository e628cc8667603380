package org.diracgrid.diracos.signature;

import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** The messages of this package. */
final class SignatureProblems {

  private static final String UNSIGNED = "DOS-SIGN-01";
  private static final String TAMPERED = "DOS-SIGN-02";
  private static final String UNKNOWN_KEY = "DOS-SIGN-03";
  private static final String EXPIRED_KEY = "DOS-SIGN-04";
  private static final String REVOKED_KEY = "DOS-SIGN-05";
  private static final String WEAK_HASH = "DOS-SIGN-06";
  private static final String TIME = "DOS-SIGN-07";
  private static final String NO_KEYS = "DOS-SIGN-08";
  private static final String UNREADABLE_KEYS = "DOS-SIGN-09";
  private static final String UNREADABLE_SIGNATURE = "DOS-SIGN-10";
  private static final String MAY_NOT_SIGN = "DOS-SIGN-11";
  private static final String WEAK_KEY = "DOS-SIGN-12";
  private static final String NOT_BOUND = "DOS-SIGN-13";
  private static final String EXPIRED_SIGNATURE = "DOS-SIGN-14";
  private static final String CONTENT_UNREADABLE = "DOS-SIGN-15";

  private static final List<String> MOST_TELLING_FIRST =
      List.of(
          TAMPERED,
          REVOKED_KEY,
          EXPIRED_KEY,
          TIME,
          EXPIRED_SIGNATURE,
          WEAK_KEY,
          MAY_NOT_SIGN,
          NOT_BOUND,
          WEAK_HASH,
          UNREADABLE_SIGNATURE,
          UNKNOWN_KEY);

  private static final String FETCH_AGAIN =
      "fetch it anew, from another mirror if need be; if it stays so, tell the repository's"
          + " maintainers and do not use it";
  private static final String NEWER_KEY =
      "ask the repository's maintainers for packages that their present key signed, and name that"
          + " key in \"gpgkey\"";
  private static final String SIGN_ANEW = "ask the repository's maintainers to sign it anew";

  private final String what;

  SignatureProblems(String what) {
    this.what = what;
  }

  /** The lower, the more telling. */
  static int rank(Problem problem) {
    return MOST_TELLING_FIRST.indexOf(problem.code());
  }

  private Problem problem(String code, String fact, String because, String fix) {
    return new Problem(code, what + " " + fact, "", because, fix);
  }

  Problem unsigned() {
    return problem(
        UNSIGNED,
        "is not signed",
        "",
        "sign it, or set \"gpgcheck\" (packages) or \"repo_gpgcheck\" (metadata) of its repository"
            + " to false");
  }

  Problem tampered(Keyring.Candidate by) {
    return problem(
        TAMPERED,
        "is not what was signed",
        "its signature by " + name(by) + " does not match",
        FETCH_AGAIN);
  }

  Problem unknownKey(KeyIdentifier issuer, Keyring keyring) {
    return problem(
        UNKNOWN_KEY,
        "is signed by " + name(issuer) + ", which is not known",
        "the keys configured are\n" + keyring.describe(),
        "add the file of that key to \"gpgkey\" of its repository, once the owner has confirmed the"
            + " fingerprint");
  }

  Problem signedAfterExpiry(Keyring.Candidate by, Instant end, Instant signed) {
    return expired("was signed with an expired key", by, end, signed);
  }

  Problem expiredSince(Keyring.Candidate by, Instant end, Instant signed) {
    return expired("is signed with a key that has expired since", by, end, signed);
  }

  private Problem expired(String fact, Keyring.Candidate by, Instant end, Instant signed) {
    return problem(
        EXPIRED_KEY,
        fact,
        name(by) + " expired at " + end + ", the signature was made at " + signed,
        "if its owner has extended the key, name the new copy in \"gpgkey\"; else " + SIGN_ANEW);
  }

  Problem revoked(Keyring.Candidate by, Statement revocation, Instant signed) {
    return problem(
        REVOKED_KEY,
        "is signed with a revoked key",
        name(by)
            + " was revoked at "
            + revocation.created()
            + " ("
            + revocation.reason()
            + "), the signature was made at "
            + signed,
        NEWER_KEY);
  }

  Problem weakHash(String hash, KeyIdentifier issuer) {
    return problem(
        WEAK_HASH,
        "is signed over a weak hash, " + hash,
        "others than " + name(issuer) + " can make content with the same hash",
        SIGN_ANEW + ", with SHA-256 or better");
  }

  Problem olderThanKey(Keyring.Candidate by, Instant signed, Instant born) {
    return problem(
        TIME,
        "has a signature older than the key that made it",
        name(by) + " was made at " + born + ", the signature at " + signed,
        SIGN_ANEW);
  }

  Problem fromFuture(Keyring.Candidate by, Instant signed, Instant now) {
    return problem(
        TIME,
        "has a signature from the future",
        "the signature by " + name(by) + " was made at " + signed + ", now it is " + now,
        "set the clock of this machine right; if it is right, " + SIGN_ANEW);
  }

  Problem noKeys() {
    return problem(
        NO_KEYS,
        "cannot be verified, since no key is configured",
        "",
        "name the files of the public keys in \"gpgkey\" of its repository");
  }

  static DiracosException unreadableKeys(String name, String because) {
    return DiracosException.of(
        new Problem(
            UNREADABLE_KEYS,
            name + " cannot be read as OpenPGP public keys",
            "",
            because,
            "give the file that 'gpg --export --armor <fingerprint>' writes"));
  }

  Problem unreadable(String because) {
    return problem(
        UNREADABLE_SIGNATURE, "has a signature that cannot be read", because, FETCH_AGAIN);
  }

  Problem mayNotSign(Keyring.Candidate by) {
    return problem(
        MAY_NOT_SIGN,
        "is signed with a key that is not for signing",
        "the owner of " + name(by) + " allows other uses only",
        SIGN_ANEW + ", with a key for signing");
  }

  Problem weakKey(Keyring.Candidate by, String weakness) {
    return problem(
        WEAK_KEY,
        "is signed with a weak key",
        name(by) + " is " + weakness,
        SIGN_ANEW + ", with RSA of 4096 bits or Ed25519");
  }

  Problem notBound(Keyring.Candidate by, String because) {
    return problem(
        NOT_BOUND,
        "is signed with a key that its owner does not vouch for",
        name(by) + ": " + because,
        "get a complete and present copy of the key from its owner and name it in \"gpgkey\"");
  }

  Problem signatureExpired(Keyring.Candidate by, Instant end) {
    return problem(
        EXPIRED_SIGNATURE,
        "has an expired signature",
        "the signature by " + name(by) + " was meant to hold until " + end,
        SIGN_ANEW);
  }

  Problem contentUnreadable(IOException e) {
    return problem(
        CONTENT_UNREADABLE,
        "cannot be read",
        String.valueOf(e.getMessage()),
        "see that the file is there, can be read and is not changed meanwhile");
  }

  private static String name(Keyring.Candidate by) {
    Certificate certificate = by.certificate();
    String key =
        by.isPrimary()
            ? "key " + certificate.label()
            : "subkey " + by.key().fingerprint() + " of " + certificate.label();
    return key + " of " + certificate.source();
  }

  private static String name(KeyIdentifier issuer) {
    byte[] fingerprint = issuer.getFingerprint();
    return "key "
        + (fingerprint == null
            ? HexFormat.of().toHexDigits(issuer.getKeyId()).toUpperCase(Locale.ROOT)
            : HexFormat.of().formatHex(fingerprint).toUpperCase(Locale.ROOT));
  }
}
