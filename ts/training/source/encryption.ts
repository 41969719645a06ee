/**
 * Encrypts many messages at once, as indices, with a cipher's exact algorithm.
 */
import { type Cipher, encryptIndices } from "../../ciphers/index.js";
import { grown } from "../../data/sequence.js";

/** What {@link encryptionBy} makes, here or on the thread that has the cipher. */
export type Encrypt = (messages: Int32Array, length: number) => Int32Array | Promise<Int32Array>;

/** Encrypts messages of `length` symbols that lie one after another; what it returns is valid until the next call. */
export function encryptionBy(cipher: Cipher): (messages: Int32Array, length: number) => Int32Array {
  let encrypted = new Int32Array();
  let [message, secret] = [encrypted, encrypted];
  return (messages, length) => {
    encrypted = grown(encrypted, messages.length);
    if (message.length !== length) [message, secret] = [new Int32Array(length), new Int32Array(length)];
    // PERF: one message at a time is copied out and in; a view of each would cost more than to encrypt it.
    for (let from = 0; from < messages.length; from += length) {
      for (let i = 0; i < length; i++) message[i] = messages[from + i] as number;
      encryptIndices(cipher, message, secret);
      for (let i = 0; i < length; i++) encrypted[from + i] = secret[i] as number;
    }
    return encrypted;
  };
}
