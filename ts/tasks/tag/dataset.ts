/**
 * The tutorial's data set: random messages and their encryptions, as pairs of indices.
 */
import { type Cipher, encryptionOf } from "../../ciphers/index.js";
import { checkInteger, checkKeys, invalidOption } from "../../errors/validate.js";
import { globalGenerator } from "../../random/generator.js";

/** Options of {@link dataset}. */
export interface DatasetOptions {
  /** Messages per iteration; default 128. */
  readonly numExamples?: number | undefined;
  /** Letters per message, at most 2^24; default 32. */
  readonly messageLength?: number | undefined;
}

/** Pairs of a cipher's messages, new in each iteration. */
export interface Dataset extends Iterable<[encrypted: Int32Array, original: Int32Array]> {
  /** Pairs per iteration. */
  readonly length: number;
  /** The symbols of the indices. */
  readonly alphabet: string;
}

/** Each message is drawn as a whole: longer ones would take seconds, and more memory than a training step has. */
const maxLength = 2 ** 24;

/**
 * Creates pairs of an encrypted message and its original, as indices into the cipher's alphabet. Each iteration draws new messages from
 * the generator that `manualSeed` seeds, one `randint(0, alphabet's size, [messageLength])` per message.
 * @throws RnnError `ERR_INVALID_OPTION`
 */
export function dataset(cipher: Cipher, options: DatasetOptions = {}): Dataset {
  checkCipher(cipher);
  checkKeys("dataset", options, ["numExamples", "messageLength"]);
  const length = checkInteger("numExamples", options.numExamples ?? 128, 1);
  const messageLength = checkInteger("messageLength", options.messageLength ?? 32, 1, maxLength);
  const { alphabet } = cipher;
  const high = [...alphabet].length;
  return {
    length,
    alphabet,
    *[Symbol.iterator]() {
      const generator = globalGenerator();
      const encrypt = encryptionOf(cipher);
      for (let i = 0; i < length; i++) {
        const original = Int32Array.from({ length: messageLength }, () => generator.nextUint32() % high);
        const encrypted = new Int32Array(messageLength);
        encrypt(original, encrypted, 0, messageLength);
        yield [encrypted, original];
      }
    },
  };
}

export const isCipher = (value: unknown): value is Cipher => {
  const { alphabet, encrypt } = (value ?? {}) as Partial<Cipher>;
  return typeof alphabet === "string" && typeof encrypt === "function";
};

/** Duck-typed: a data set may come from another copy of the package, or be the user's implementation. */
export const isDataset = (value: unknown): value is Dataset => {
  const { alphabet, [Symbol.iterator]: iterator } = (value ?? {}) as Partial<Dataset>;
  return typeof alphabet === "string" && typeof iterator === "function";
};

function checkCipher(cipher: unknown): void {
  if (!isCipher(cipher)) throw invalidOption("cipher", "a cipher, such as ciphers.caesar({ key: 13 })", cipher);
}
