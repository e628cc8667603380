/**
 * Verifies OpenPGP signatures of packages and metadata, without gpg or a security provider.
 *
 * <p>After RFC 9580, which replaces RFC 4880; the old forms that distributions still use are read:
 * signatures of version 3, EdDSA with its number of before the standard (22), packets in the old
 * format. What is accepted is written down where it is decided: algorithms and sizes in {@code
 * Algorithms}, validity of keys in {@code KeyPolicy}, kinds of signatures in {@link
 * org.diracgrid.diracos.signature.SignatureVerifier}.
 *
 * <dl>
 *   <dt>detached signature
 *   <dd>a packet kept apart from what it covers: in the header of a package, in {@code
 *       repomd.xml.asc}.
 *   <dt>key ID, fingerprint
 *   <dd>64 bits that a signature names its key by; the whole hash of the key, which people compare.
 *   <dt>primary key, subkey
 *   <dd>the key that stands for its owner; keys that it lends its name to, often the ones that
 *       sign.
 *   <dt>self-signature
 *   <dd>what a primary key signs about itself: its user IDs, its expiry, what it is for.
 *   <dt>binding
 *   <dd>the primary key's signature over a subkey; a subkey that signs must sign back (the
 *       cross-certification).
 *   <dt>flags
 *   <dd>what a key may be used for, such as signing data.
 *   <dt>revocation
 *   <dd>the owner takes a key back: hard, if somebody else may have it; soft, if it is only no
 *       longer used.
 *   <dt>armour
 *   <dd>packets written as text between BEGIN and END lines.
 * </dl>
 *
 * <table>
 *   <caption>What can be wrong</caption>
 *   <tr><th>code</th><th>meaning</th></tr>
 *   <tr><td>DOS-SIGN-01</td><td>there is no signature</td></tr>
 *   <tr><td>DOS-SIGN-02</td><td>a known key's signature does not match the content</td></tr>
 *   <tr><td>DOS-SIGN-03</td><td>the key is not among those configured</td></tr>
 *   <tr><td>DOS-SIGN-04</td><td>the key has expired, before it signed or since</td></tr>
 *   <tr><td>DOS-SIGN-05</td><td>the key or its primary key was revoked</td></tr>
 *   <tr><td>DOS-SIGN-06</td><td>the signature uses MD5, SHA-1, RIPEMD-160</td></tr>
 *   <tr><td>DOS-SIGN-07</td><td>the signature is older than its key or from the future</td></tr>
 *   <tr><td>DOS-SIGN-08</td><td>no key is configured</td></tr>
 *   <tr><td>DOS-SIGN-09</td><td>a file of keys cannot be read</td></tr>
 *   <tr><td>DOS-SIGN-10</td><td>a signature cannot be read, or is not one over binary content</td></tr>
 *   <tr><td>DOS-SIGN-11</td><td>the key is not for signing</td></tr>
 *   <tr><td>DOS-SIGN-12</td><td>the key is too weak</td></tr>
 *   <tr><td>DOS-SIGN-13</td><td>the key has no valid self-signature, the subkey no binding</td></tr>
 *   <tr><td>DOS-SIGN-14</td><td>the signature itself has expired</td></tr>
 *   <tr><td>DOS-SIGN-15</td><td>the content cannot be read</td></tr>
 * </table>
 *
 * <p>Everything is bounded: size of files, number of packets, keys and signatures, size of numbers.
 */
@NullMarked
package org.diracgrid.diracos.signature;

import org.jspecify.annotations.NullMarked;
