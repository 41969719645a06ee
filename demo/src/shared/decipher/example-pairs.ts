/**
 * Example pairs until users enter their own: messages encrypted with an undisclosed substitution.
 */
import { ciphers, dataset } from "rnn-wasm";

const [count, length] = [96, 16];

export function examplePairs(): string {
  const cipher = ciphers.affine({ a: 7, b: 3, alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" });
  const letters = [...cipher.alphabet];
  const text = (indices: Int32Array) => Array.from(indices, (index) => letters[index]).join("");
  const pairs = dataset(cipher, { numExamples: count, messageLength: length });
  return Array.from(pairs, ([encrypted, original]) => `${text(encrypted)}\t${text(original)}`).join("\n");
}
