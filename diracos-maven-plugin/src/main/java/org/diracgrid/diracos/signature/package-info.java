/**
 * OpenPGP signatures of packages and of repository metadata, and which of them we believe.
 *
 * <ul>
 *   <li><b>certificate</b>: a primary key with its user ids, subkeys and the signatures that tie
 *       them together; a key file may hold several.
 *   <li><b>self-signature</b>: what a key says of itself: how long it lasts, what it may sign.
 *   <li><b>binding</b>: the signature by which a primary key adopts a subkey; one that signs must
 *       sign back.
 *   <li><b>revocation</b>: a key's own withdrawal.
 *   <li><b>detached signature</b>: one in a file of its own, such as {@code repomd.xml.asc}.
 * </ul>
 *
 * <p>A key is trusted because the configuration names it. A signature is believed if it is right,
 * uses SHA-2 or better, was not made in the future or before its key, and if its key is, today,
 * neither expired nor revoked. That is stricter than to ask how the key stood on the day of the
 * signature: who holds an old key can write any date.
 */
@NullMarked
package org.diracgrid.diracos.signature;

import org.jspecify.annotations.NullMarked;
