/**
 * What a checkpoint recognizes a cipher by.
 */
import { type Cipher, cipherRecipe } from "../../../ciphers/index.js";
import { Fingerprint } from "../../../data/fingerprint.js";
import { encryptionBy } from "../encryption.js";

/**
 * By what it does, so that two ciphers which do the same are the same. A cipher of the user's own may do something else each time: of it
 * only the alphabet counts.
 */
export function fingerprintOf(cipher: Cipher, messageLength: number): string {
  const symbols = [...cipher.alphabet];
  const fingerprint = new Fingerprint().addTexts(symbols);
  if (!cipherRecipe(cipher)) return fingerprint.digest;
  // Long enough for all symbols, and for keys as long as the messages.
  const length = Math.min(Math.max(256, symbols.length, messageLength), 65_536);
  const probe = Int32Array.from({ length }, (_, i) => i % symbols.length);
  return fingerprint.add(encryptionBy(cipher)(probe, length), 0, length).digest;
}
