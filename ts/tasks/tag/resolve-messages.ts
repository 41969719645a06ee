/**
 * What the data of a run turned out to be, and how messages of a cipher become that.
 */
import { type Cipher, cipherRecipe } from "../../ciphers/index.js";
import { type DataIdentity, Fingerprint } from "../../data/fingerprint.js";
import type { SequenceKind } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import type { Settings } from "../../options/settings.js";
import type { MessageSettings, SourceSettings } from "../../training/loop/run-spec.js";
import { type Encrypt, encryptionBy } from "./encryption.js";
import type { Feed } from "./pairs/stream-source.js";
import { translation } from "./training-data.js";

/** What the data turned out to be. */
export interface Found {
  readonly source: SourceSettings;
  readonly encrypt?: Encrypt;
  readonly feed?: Feed;
  readonly kind: () => SequenceKind | undefined;
  /** What a checkpoint recognizes the data by. */
  readonly identity: DataIdentity;
  readonly stepsPerEpoch: number | undefined;
  readonly hasValidation: boolean;
  /** Whether it may end by itself. */
  readonly ends: boolean;
}

export interface Vocabularies {
  readonly alphabet: Vocabulary;
  readonly outputAlphabet: Vocabulary;
}

export function findMessages(cipher: Cipher, settings: Settings, { alphabet, outputAlphabet }: Vocabularies): Found {
  const { messageLength, batchSize, stepsPerEpoch = 128 } = settings;
  const validation = settings.validation as number;
  const symbols = [...cipher.alphabet];
  const encrypt = encryptionBy(cipher);
  const inputs = translation(cipher.alphabet, alphabet, "alphabet");
  const targets = translation(cipher.alphabet, outputAlphabet, "outputAlphabet");
  const message = messageFor(symbols);
  const source: MessageSettings = {
    form: "messages",
    recipe: cipherRecipe(cipher),
    inputs,
    targets,
    messageLength,
    stepsPerEpoch,
    validation,
    batchSize,
    sample: {
      tokens: encrypt(message, message.length)
        .slice(0, message.length)
        .map((symbol) => inputs[symbol] as number),
      targets: message.map((symbol) => targets[symbol] as number),
    },
  };
  return {
    source,
    encrypt,
    kind: () => "text",
    identity: { kind: "cipher", fingerprint: fingerprintOf(cipher, encrypt, messageLength) },
    stepsPerEpoch,
    hasValidation: validation > 0,
    ends: false,
  };
}

/**
 * By what it does, so that two ciphers which do the same are the same. A cipher of the user's own may do something else each time: of it
 * only the alphabet counts.
 */
function fingerprintOf(cipher: Cipher, encrypt: ReturnType<typeof encryptionBy>, messageLength: number): string {
  const symbols = [...cipher.alphabet];
  const fingerprint = new Fingerprint().addTexts(symbols);
  if (!cipherRecipe(cipher)) return fingerprint.digest;
  // Long enough for all symbols, and for keys as long as the messages.
  const length = Math.min(Math.max(256, symbols.length, messageLength), 65_536);
  const probe = Int32Array.from({ length }, (_, i) => i % symbols.length);
  return fingerprint.add(encrypt(probe, length), 0, length).digest;
}

/** What an alphabet has of a message that people recognize, or else its first symbols. */
function messageFor(symbols: readonly string[]): Int32Array {
  const message = Array.from("THIS-IS-A-SECRET", (letter) => symbols.indexOf(letter)).filter((index) => index >= 0);
  return Int32Array.from(message.length > 4 ? message : symbols.slice(0, 16).keys());
}
