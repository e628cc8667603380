package org.diracgrid.diracos.signature;

import java.time.Instant;

/**
 * A signature that holds.
 *
 * @param key fingerprint of the key or subkey that signed, upper-case hexadecimal
 * @param primaryKey fingerprint of its primary key, the one that people publish and compare
 * @param owner the first user ID of the key, fit to print, possibly empty; a name, not a proof
 * @param source the name of the file that the key came from
 * @param created when it was signed
 */
public record GoodSignature(
    String key, String primaryKey, String owner, String source, Instant created) {}
