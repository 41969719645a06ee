/** How training takes ciphers: over indices, again in another thread, and one of the user's own. No public interface. */
import { describe, expect, test } from "vitest";
import { type Algorithm, transformOf } from "../../ts/ciphers/algorithms.js";
import { algorithmOf, type Cipher, ciphers, encryptionOf } from "../../ts/ciphers/index.js";
import { encryptionBy } from "../../ts/tasks/tag/encryption.js";

const message = Int32Array.from({ length: 40 }, (_, i) => (i * 7) % 26);
const encrypted = (cipher: Cipher, plain = message) => {
  const to = new Int32Array(plain.length);
  encryptionOf(cipher)(plain, to, 0, plain.length);
  return [...to];
};
const viaText = (cipher: Cipher) => {
  const symbols = [...cipher.alphabet];
  return [...cipher.encrypt(Array.from(message, (index) => symbols[index]).join(""))].map((s) => symbols.indexOf(s));
};

const all: Cipher[] = [
  ciphers.caesar({ key: 13 }),
  ciphers.atbash(),
  ciphers.affine({ a: 5, b: 8 }),
  ciphers.substitution({ key: "-ABCDEFGHIJKLMNOPQRSTUVWXYZ" }),
  ciphers.vigenere({ key: "LEMON" }),
  ciphers.autokey({ key: "QUEENLY" }),
  ciphers.enigma({ positions: "ADU", plugboard: ["AB"] }),
];

describe.each(all)("$name", (cipher) => {
  test("over indices is the same as over texts", () => {
    expect(encrypted(cipher)).toEqual(viaText(cipher));
  });

  test("over messages one after another is the same as over each", () => {
    const together = encryptionBy(encryptionOf(cipher))(message, 8);
    const each = [0, 8, 16, 24, 32].flatMap((from) => encrypted(cipher, message.subarray(from, from + 8)));
    expect([...together]).toEqual(each);
  });

  test("is the same with the algorithm that was sent to another thread", () => {
    const algorithm = structuredClone(algorithmOf(cipher)) as Algorithm;
    const [there, back] = [new Int32Array(40), new Int32Array(40)];
    transformOf(algorithm)(message, there, 0, 40);
    expect([...there]).toEqual(encrypted(cipher));
    transformOf(algorithm, true)(there, back, 0, 40);
    expect(back).toEqual(message);
  });
});

describe("a cipher of the user's own", () => {
  const own = (encrypt: (text: string) => unknown): Cipher => ({
    name: "mine",
    alphabet: "AB🎉",
    encrypt: encrypt as Cipher["encrypt"],
    decrypt: (text) => text,
  });
  const plain = Int32Array.of(0, 1, 2);

  test("goes by way of its texts, and has no algorithm to send", () => {
    const reversed = own((text) => [...text].reverse().join(""));
    expect(encrypted(reversed, plain)).toEqual([2, 1, 0]);
    const together = encryptionBy(encryptionOf(reversed))(Int32Array.of(0, 1, 2, 1, 1, 2), 3);
    expect([...together]).toEqual([2, 1, 0, 2, 1, 1]);
    expect(algorithmOf(reversed)).toBeUndefined();
  });

  test.each<[string, (text: string) => unknown, string, RegExp]>([
    [
      "a letter too few",
      (text) => text.slice(1),
      "ERR_INVALID_OPTION",
      /^mine\.encrypt: expected as many letters as its input \(3\), got 2/,
    ],
    ["a letter that it has not", () => "AB?", "ERR_UNKNOWN_SYMBOL", /^mine\.encrypt: .*"\?" at 2/],
    ["no text", () => undefined, "ERR_INVALID_OPTION", /^mine\.encrypt: /],
  ])("that gives %s is refused", (_, encrypt, code, pattern) => {
    expect(() => encrypted(own(encrypt), plain)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(pattern) }),
    );
  });

  test("throws what it throws", () => {
    const failure = new Error("out of order");
    const broken = own(() => {
      throw failure;
    });
    expect(() => encrypted(broken, plain)).toThrow(failure);
  });
});
