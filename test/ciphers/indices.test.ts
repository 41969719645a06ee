/** How training takes ciphers: over indices, again in another thread, and one of the user's own. No public interface. */
import { describe, expect, test } from "vitest";
import { type Cipher, cipherRecipe, ciphers, encryptIndices, fromRecipe } from "../../ts/ciphers/index.js";

const message = Int32Array.from({ length: 40 }, (_, i) => (i * 7) % 26);
const encrypted = (cipher: Cipher, plain = message) => {
  const to = new Int32Array(plain.length);
  encryptIndices(cipher, plain, to);
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
    const to = new Int32Array(40);
    encryptIndices(cipher, message, to, 8);
    const each = [0, 8, 16, 24, 32].flatMap((from) => encrypted(cipher, message.subarray(from, from + 8)));
    expect([...to]).toEqual(each);
  });

  test("is the same again, made from a recipe that was sent to another thread", () => {
    const recipe = cipherRecipe(cipher);
    expect(recipe).toBeDefined();
    const again = fromRecipe(structuredClone(recipe as NonNullable<typeof recipe>));
    expect(encrypted(again)).toEqual(encrypted(cipher));
    expect(again).toMatchObject({ name: cipher.name, alphabet: cipher.alphabet });
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

  test("goes by way of its texts, and has no recipe", () => {
    const reversed = own((text) => [...text].reverse().join(""));
    expect(encrypted(reversed, plain)).toEqual([2, 1, 0]);
    const to = new Int32Array(6);
    encryptIndices(reversed, Int32Array.of(0, 1, 2, 1, 1, 2), to, 3);
    expect([...to]).toEqual([2, 1, 0, 2, 1, 1]);
    expect(cipherRecipe(reversed)).toBeUndefined();
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

test("a recipe that names no cipher is refused", () => {
  for (const kind of ["rot13", "constructor", "__proto__"])
    expect(() => fromRecipe({ kind, options: {} })).toThrow(/^cipher: expected/);
});

test("a recipe is that of the cipher, whatever becomes of the options", () => {
  const options = { key: 3 };
  const cipher = ciphers.caesar(options);
  options.key = 4;
  expect(cipherRecipe(cipher)?.options).toEqual({ key: 3 });
});
