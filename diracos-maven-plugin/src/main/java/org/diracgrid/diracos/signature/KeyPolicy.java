package org.diracgrid.diracos.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.Problem;

/**
 * Whether a key was allowed to make a signature that it has made.
 *
 * <ol>
 *   <li><b>Bound.</b> The key must vouch for itself, and a subkey must be bound by it, now.
 *   <li><b>Revoked.</b> With a hard reason (compromised, none given, unknown; RFC 9580, 5.2.3.31)
 *       nothing it ever signed counts, since whoever has the key can write any date. With a soft
 *       one (superseded, retired) what it signed before still does. Revoking a primary key revokes
 *       its subkeys. Revocations are final: no newer self-signature undoes them.
 *   <li><b>Time.</b> A signature is not older than its key, nor from the future.
 *   <li><b>Expired.</b> Neither the key nor a subkey's primary key may have expired, when the
 *       signature was made or now. That is stricter than rpm, which asks at the time of the
 *       signature only: whoever gets hold of an old key can write that time as they like, and an
 *       owner need not revoke a key that has run out. The newest self-signature says when a key
 *       ends, so when an owner extends it, a present copy of the key makes old signatures count
 *       again.
 *   <li><b>Flags.</b> If the owner says what the key is for, signing data must be among it.
 * </ol>
 */
final class KeyPolicy {

  /** How far ahead a clock may be. */
  private static final Duration SKEW = Duration.ofHours(1);

  private final Instant now;
  private final SignatureProblems problems;

  KeyPolicy(Instant now, SignatureProblems problems) {
    this.now = now;
    this.problems = problems;
  }

  /** What speaks against a signature made at {@code signed} by this key; empty if nothing does. */
  Optional<Problem> objection(Keyring.Candidate by, Instant signed) {
    Certificate certificate = by.certificate();
    ComponentKey key = by.key();
    boolean primary = by.isPrimary();
    if (!certificate.vouchesForItself(now)) {
      return Optional.of(problems.notBound(by, "it has no valid signature over itself"));
    }
    Optional<Statement> binding = Statement.newest(key.bindings(), now);
    if (!primary && binding.isEmpty()) {
      return Optional.of(
          problems.notBound(
              by, "it has no binding that both primary key and subkey have signed validly"));
    }
    for (Statement revocation :
        Stream.of(certificate.primary().revocations(), key.revocations())
            .flatMap(List::stream)
            .toList()) {
      if (revocation.hard() || !signed.isBefore(revocation.created())) {
        return Optional.of(problems.revoked(by, revocation, signed));
      }
    }
    Instant born = key.key().getCreationTime().toInstant();
    if (signed.isBefore(born)) {
      return Optional.of(problems.olderThanKey(by, signed, born));
    }
    if (signed.isAfter(now.plus(SKEW))) {
      return Optional.of(problems.fromFuture(by, signed, now));
    }
    Optional<Instant> end =
        Stream.of(
                certificate.expires(now),
                binding.flatMap(statement -> Certificate.end(key.key(), statement)))
            .flatMap(Optional::stream)
            .min(Instant::compareTo);
    if (end.filter(expiry -> !signed.isBefore(expiry)).isPresent()) {
      return Optional.of(problems.signedAfterExpiry(by, end.get(), signed));
    }
    if (end.filter(expiry -> !now.isBefore(expiry)).isPresent()) {
      return Optional.of(problems.expiredSince(by, end.get(), signed));
    }
    OptionalInt flags =
        primary
            ? certificate.flags(now)
            : binding.map(Statement::flags).orElse(OptionalInt.empty());
    if (flags.isPresent() && (flags.getAsInt() & Statement.SIGN_DATA) == 0) {
      return Optional.of(problems.mayNotSign(by));
    }
    return Optional.empty();
  }
}
