/**
 * Encrypts batches of messages of indices with a cipher's exact algorithm.
 */
import type { Transform } from "../../ciphers/algorithms.js";
import { ensureCapacity } from "../../data/sequence.js";

/** A function by {@link encryptionBy}, on this thread or on the thread of the cipher. */
export type Encrypt = (messages: Int32Array, length: number) => Int32Array | Promise<Int32Array>;

/** Encrypts consecutive messages of `length` symbols; the result is valid until the next call. */
export function encryptionBy(encrypt: Transform): (messages: Int32Array, length: number) => Int32Array {
  let encrypted = new Int32Array();
  return (messages, length) => {
    encrypted = ensureCapacity(encrypted, messages.length);
    for (let start = 0; start < messages.length; start += length) encrypt(messages, encrypted, start, start + length);
    return encrypted;
  };
}
