/**
 * Resolves a cipher: random messages and their encryptions.
 */
import { algorithmOf, type Cipher, encryptionOf } from "../../ciphers/index.js";
import { encryptionBy } from "./encryption.js";
import type { ResolvedData, TagSettings, Vocabularies } from "./resolved-data.js";
import { translation } from "./training-data.js";

export function resolveMessages(
  cipher: Cipher,
  settings: TagSettings,
  { alphabet, outputAlphabet }: Vocabularies,
): ResolvedData {
  const { messageLength = 32, batchSize, stepsPerEpoch = 128 } = settings;
  const validation = settings.validation as number;
  const inputs = translation(cipher.alphabet, alphabet, "alphabet");
  const targets = translation(cipher.alphabet, outputAlphabet, "outputAlphabet");
  const encrypt = encryptionBy(encryptionOf(cipher));
  const message = messageFor([...cipher.alphabet]);
  const example = {
    tokens: encrypt(message, message.length)
      .slice(0, message.length)
      .map((symbol) => inputs[symbol] as number),
    targets: message.map((symbol) => targets[symbol] as number),
  };
  const algorithm = algorithmOf(cipher);
  return {
    source: {
      kind: "messages",
      algorithm,
      inputs,
      targets,
      messageLength,
      stepsPerEpoch,
      validation,
      batchSize,
      example,
    },
    services: { encrypt },
    kind: () => "text",
    async identity() {
      const { fingerprintOf } = await import("./files/cipher-fingerprint.js");
      return { kind: "cipher", fingerprint: fingerprintOf(cipher, messageLength) };
    },
    options: { messageLength, stepsPerEpoch },
    stepsPerEpoch,
    hasValidation: validation > 0,
    ends: false,
    allowsEmptyUntil: true,
  };
}

/** The letters of a recognizable message that the alphabet has, or its first symbols. */
function messageFor(symbols: readonly string[]): Int32Array {
  const message = Array.from("THIS-IS-A-SECRET", (letter) => symbols.indexOf(letter)).filter((index) => index >= 0);
  return Int32Array.from(message.length > 4 ? message : symbols.slice(0, 16).keys());
}
