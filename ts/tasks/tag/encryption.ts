/**
 * Encrypts many messages at once, as indices, with a cipher's exact algorithm.
 */
import { type Cipher, encryptIndices } from "../../ciphers/index.js";
import { ensureCapacity } from "../../data/sequence.js";

/** What {@link encryptionBy} makes, here or on the thread that has the cipher. */
export type Encrypt = (messages: Int32Array, length: number) => Int32Array | Promise<Int32Array>;

/** Encrypts messages of `length` symbols that lie one after another; what it returns is valid until the next call. */
export function encryptionBy(cipher: Cipher): (messages: Int32Array, length: number) => Int32Array {
  let encrypted = new Int32Array();
  return (messages, length) => {
    encrypted = ensureCapacity(encrypted, messages.length);
    encryptIndices(cipher, messages, encrypted, length);
    return encrypted;
  };
}
