/**
 * Fingerprints of ciphers, by which checkpoints recognize them.
 */
import { algorithmOf, type Cipher, encryptionOf } from "../../../ciphers/index.js";
import { Fingerprint } from "../../../data/fingerprint.js";
import { encryptionBy } from "../encryption.js";

/**
 * Hashes the output of a built-in cipher, so that equivalent ciphers are equal. A user's cipher may be random, so only its alphabet is
 * hashed.
 */
export function fingerprintOf(cipher: Cipher, messageLength: number): string {
  const symbols = [...cipher.alphabet];
  const fingerprint = new Fingerprint().addTexts(symbols);
  if (!algorithmOf(cipher)) return fingerprint.digest;
  // Long enough for every symbol, and for keys as long as the messages.
  const length = Math.min(Math.max(256, symbols.length, messageLength), 65_536);
  const probe = Int32Array.from({ length }, (_, i) => i % symbols.length);
  return fingerprint.add(encryptionBy(encryptionOf(cipher))(probe, length), 0, length).digest;
}
