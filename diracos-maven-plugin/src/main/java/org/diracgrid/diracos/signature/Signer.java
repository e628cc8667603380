package org.diracgrid.diracos.signature;

import java.time.Instant;

/**
 * Who made a signature that is believed.
 *
 * @param fingerprint of the key, in hexadecimal
 * @param when it was signed
 * @param hash by which algorithm, such as {@code SHA-256}
 */
public record Signer(String fingerprint, Instant when, String hash) {}
