/** The exact ciphers: published examples, their definitions over any alphabet, and what they refuse. */
import fc from "fast-check";
import { type Cipher, ciphers, RnnError } from "rnn-wasm";
import { describe, expect, test } from "vitest";
import { codePoint } from "../code-points.js";
import { runs } from "../runs.js";

const AZ = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const tutorial = `${AZ}-`;

/** Distinct code points of all planes. */
const alphabets = fc.uniqueArray(codePoint, { minLength: 1, maxLength: 40 }).map((symbols) => symbols.join(""));
const indices = (size: number) => fc.array(fc.nat({ max: size - 1 }), { maxLength: 60 });
const textOf = (alphabet: string, message: readonly number[]) => {
  const symbols = [...alphabet];
  return message.map((index) => symbols[index]).join("");
};
const modulo = (n: number, size: number) => ((n % size) + size) % size;
const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** Holds for random alphabets and messages: text in, text out, and the message again. */
function overAnyAlphabet(
  make: (
    alphabet: string,
    size: number,
    random: number[],
  ) => { cipher: Cipher; formula: (message: number[]) => number[] },
): void {
  const cases = alphabets.chain((alphabet) =>
    fc.tuple(
      fc.constant(alphabet),
      indices([...alphabet].length),
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8, maxLength: 8 }),
    ),
  );
  fc.assert(
    fc.property(cases, ([alphabet, message, random]) => {
      const { cipher, formula } = make(alphabet, [...alphabet].length, random);
      const text = textOf(alphabet, message);
      const secret = cipher.encrypt(text);
      expect(secret).toBe(textOf(alphabet, formula(message)));
      expect(cipher.decrypt(secret)).toBe(text);
      expect(cipher.alphabet).toBe(alphabet);
    }),
    { seed: 1, numRuns: runs(150, 50) },
  );
}

describe("published examples", () => {
  test.each<[string, Cipher, string, string]>([
    ["caesar", ciphers.caesar({ key: 13, alphabet: AZ }), "SECRET", "FRPERG"],
    ["caesar of the tutorial", ciphers.caesar({ key: 13 }), "THIS-IS-A-SECRET", "FUVEMVEMNMERPDRF"],
    ["atbash", ciphers.atbash({ alphabet: AZ }), "WIZARD", "DRAZIW"],
    ["affine", ciphers.affine({ a: 5, b: 8, alphabet: AZ }), "AFFINECIPHER", "IHHWVCSWFRCP"],
    [
      "substitution",
      ciphers.substitution({ key: "ZEBRASCDFGHIJKLMNOPQTUVWXY", alphabet: AZ }),
      "FLEEATONCEWEAREDISCOVERED",
      "SIAAZQLKBAVAZOARFPBLUAOAR",
    ],
    ["vigenere", ciphers.vigenere({ key: "LEMON", alphabet: AZ }), "ATTACKATDAWN", "LXFOPVEFRNHR"],
    ["autokey", ciphers.autokey({ key: "QUEENLY", alphabet: AZ }), "ATTACKATDAWN", "QNXEPVYTWTWP"],
    ["enigma", ciphers.enigma(), "AAAAA", "BDZGO"],
    ["enigma, rings at B", ciphers.enigma({ rings: "BBB" }), "AAAAA", "EWTYX"],
    [
      "enigma: the instruction manual of 1930",
      ciphers.enigma({
        rotors: ["II", "I", "III"],
        reflector: "A",
        rings: "XMV",
        positions: "ABL",
        plugboard: ["AM", "FI", "NV", "PS", "TU", "WZ"],
      }),
      "FEINDLIQEINFANTERIEKOLONNEBEOBAQTETXANFANGSUEDAUSGANGBAERWALDEXENDEDREIKMOSTWAERTSNEUSTADT",
      "GCDSEAHUGWTQGRKVLFGXUCALXVYMIGMMNMFDXTGNVHVRMMEVOUYFZSLRHDRRXFJWCFHUHMUNZEFRDISIKBGPMYVXUZ",
    ],
    [
      "enigma: Operation Barbarossa, 1941",
      ciphers.enigma({
        rotors: ["II", "IV", "V"],
        reflector: "B",
        rings: "BUL",
        positions: "BLA",
        plugboard: ["AV", "BS", "CG", "DL", "FU", "HZ", "IN", "KM", "OW", "RX"],
      }),
      "AUFKLXABTEILUNGXVONXKURTINOWAXKURTINOWAXNORDWESTLXSEBEZXSEBEZXUAFFLIEGERSTRASZERIQTUNGXDUBROWKIXDUBROWKIXOPOTSCHKAXOPOTSCHKAXUMXEINSAQTDREINULLXUHRANGETRETENXANGRIFFXINFXRGTX",
      "EDPUDNRGYSZRCXNUYTPOMRMBOFKTBZREZKMLXLVEFGUEYSIOZVEQMIKUBPMMYLKLTTDEISMDICAGYKUACTCDOMOHWXMUUIAUBSTSLRNBZSZWNRFXWFYSSXJZVIJHIDISHPRKLKAYUPADTXQSPINQMATLPIFSVKDASCTACDPBOPVHJK",
    ],
  ])("%s", (_, cipher, plain, secret) => {
    expect(cipher.encrypt(plain)).toBe(secret);
    expect(cipher.decrypt(secret)).toBe(plain);
  });
});

describe("over any alphabet of any code points", () => {
  test("caesar is (x + key) mod n", () => {
    overAnyAlphabet((alphabet, size, [key = 0]) => ({
      cipher: ciphers.caesar({ key, alphabet }),
      formula: (message) => message.map((x) => modulo(x + key, size)),
    }));
  });

  test("atbash is n - 1 - x", () => {
    overAnyAlphabet((alphabet, size) => ({
      cipher: ciphers.atbash({ alphabet }),
      formula: (message) => message.map((x) => size - 1 - x),
    }));
  });

  test("affine is (a·x + b) mod n for every a without a common divisor, and refuses the others", () => {
    overAnyAlphabet((alphabet, size, [a = 0, b = 0]) => {
      const fits = divisor(size, modulo(a, size)) === 1;
      if (!fits) expect(() => ciphers.affine({ a, b, alphabet })).toThrow(/^a: expected no common divisor/);
      const factor = fits ? a : 1;
      return {
        cipher: ciphers.affine({ a: factor, b, alphabet }),
        formula: (message) => message.map((x) => modulo(factor * x + b, size)),
      };
    });
  });

  test("substitution is the letter at the same place of the key", () => {
    overAnyAlphabet((alphabet, size, random) => {
      const order = Array.from({ length: size }, (_, i) => i);
      order.sort((x, y) => modulo(x * (random[0] as number), 1009) - modulo(y * (random[0] as number), 1009) || x - y);
      return {
        cipher: ciphers.substitution({ key: textOf(alphabet, order), alphabet }),
        formula: (message) => message.map((x) => order[x] as number),
      };
    });
  });

  test("vigenere adds the key, repeated", () => {
    overAnyAlphabet((alphabet, size, random) => {
      const key = random.slice(0, 1 + modulo(random[7] as number, 7)).map((n) => modulo(n, size));
      return {
        cipher: ciphers.vigenere({ key: textOf(alphabet, key), alphabet }),
        formula: (message) => message.map((x, i) => (x + (key[i % key.length] as number)) % size),
      };
    });
  });

  test("autokey adds the key, then the message", () => {
    overAnyAlphabet((alphabet, size, random) => {
      const key = random.slice(0, 1 + modulo(random[7] as number, 7)).map((n) => modulo(n, size));
      return {
        cipher: ciphers.autokey({ key: textOf(alphabet, key), alphabet }),
        formula: (message) => message.map((x, i) => (x + ([...key, ...message][i] as number)) % size),
      };
    });
  });
});

describe("enigma", () => {
  const letters = (count: number) => fc.string({ unit: fc.constantFrom(...AZ), minLength: count, maxLength: count });
  const settings = fc.record({
    rotors: fc.shuffledSubarray(["I", "II", "III", "IV", "V"] as const, { minLength: 3, maxLength: 3 }),
    reflector: fc.constantFrom("A", "B", "C"),
    positions: letters(3),
    rings: letters(3),
    plugboard: fc
      .shuffledSubarray([...AZ], { minLength: 0, maxLength: 26 })
      .map((shuffled) =>
        Array.from({ length: shuffled.length >> 1 }, (_, i) => `${shuffled[2 * i]}${shuffled[2 * i + 1]}`),
      ),
  });

  test("encrypting twice gives the message, and no letter becomes itself, with any settings", () => {
    fc.assert(
      fc.property(settings, letters(80), (options, message) => {
        const machine = ciphers.enigma(options);
        const secret = machine.encrypt(message);
        expect(machine.encrypt(secret)).toBe(message);
        expect(machine.decrypt(secret)).toBe(message);
        for (let i = 0; i < message.length; i++) expect(secret[i]).not.toBe(message[i]);
      }),
      { seed: 1, numRuns: runs(200, 60) },
    );
  });

  test("a ring and its window moved together change nothing but where the rotor is taken along", () => {
    // 13 letters before the right rotor's notch at V: no other rotor moves.
    const at = (rings: string, positions: string) => ciphers.enigma({ rings, positions }).encrypt("ENIGMAENIGMA");
    expect(at("AAC", "AAD")).toBe(at("AAA", "AAB"));
  });

  test("steps the middle rotor twice at its notch", () => {
    const at = (positions: string) => ciphers.enigma({ rotors: ["III", "II", "I"], positions });
    const windows = ["KDO", "KDP", "KDQ", "KER", "LFS", "LFT"];
    expect(at("KDO").encrypt("AAAAAA")).toBe(windows.map((window) => at(window).encrypt("A")).join(""));
  });

  test("goes 26·25·26 letters until its windows come again", () => {
    const message = "A".repeat(26 * 25 * 26 + 100);
    const secret = ciphers.enigma({ positions: "ABC" }).encrypt(message);
    expect(secret.slice(26 * 25 * 26)).toBe(secret.slice(0, 100));
    expect(secret.slice(26 * 26, 26 * 26 + 100)).not.toBe(secret.slice(0, 100));
  });

  test.each([
    [{ rotors: ["I", "II"] }, /^rotors: /],
    [{ rotors: ["I", "II", "II"] }, /^rotors: /],
    [{ rotors: ["I", "II", "VI"] }, /^rotors: .*VI/],
    [{ rotors: "I II III" }, /^rotors: /],
    // biome-ignore lint/suspicious/noSparseArray: the holes are the test
    [{ rotors: ["I", , "III"] }, /^rotors: .*got undefined/],
    [{ reflector: "D" }, /^reflector: /],
    [{ positions: "AA" }, /^positions: /],
    [{ positions: "aaa" }, /^positions: /],
    [{ rings: "A-A" }, /^rings: /],
    [{ rings: [1, 1, 1] }, /^rings: /],
    [{ plugboard: ["AA"] }, /^plugboard: /],
    [{ plugboard: ["AB", "BC"] }, /^plugboard: /],
    [{ plugboard: ["ABC"] }, /^plugboard: /],
    [{ plugboard: "AB" }, /^plugboard: /],
    [{ alphabet: "ABC" }, /^alphabet: /],
    [{ ring: "AAA" }, /^enigma: .*rings/],
  ])("refuses %o", (options, message) => {
    expect(() => ciphers.enigma(options as never)).toThrow(message);
  });
});

describe("what is wrong is named", () => {
  const refused = (work: () => unknown, code: string, message: RegExp) => {
    expect(work).toThrow(RnnError);
    expect(work).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  };

  test.each([
    ["AB?", /"\?" at 2$/],
    ["🎉", /"🎉" at 0$/],
    ["A\ud800", /"\\ud800" \(U\+D800\) at 1$/],
    ["abc", /"a" at 0; it has "A"$/],
    ["A\r\nB", /"\\r" \(U\+000D\) at 1$/],
    ["A\u0301", /at 1$/],
  ])("the letter %j and its place", (text, message) => {
    for (const cipher of [ciphers.caesar({ key: 1 }), ciphers.vigenere({ key: "KEY" }), ciphers.enigma()]) {
      refused(() => cipher.encrypt(text), "ERR_UNKNOWN_SYMBOL", message);
      refused(() => cipher.decrypt(text), "ERR_UNKNOWN_SYMBOL", message);
    }
  });

  test("places are counted in symbols", () => {
    const cipher = ciphers.atbash({ alphabet: "🎉👍" });
    expect(cipher.encrypt("🎉🎉👍")).toBe("👍👍🎉");
    refused(() => cipher.encrypt("🎉👍x"), "ERR_UNKNOWN_SYMBOL", /"x" at 2$/);
  });

  test.each([5, undefined, null, ["A"]])("no text: %o", (text) => {
    refused(() => ciphers.caesar({ key: 1 }).encrypt(text as never), "ERR_INVALID_OPTION", /^text: expected a string/);
  });

  test.each<[() => unknown, RegExp]>([
    [() => ciphers.caesar({ key: 1.5 }), /^key: /],
    [() => ciphers.caesar({ key: "3" } as never), /^key: /],
    [() => ciphers.caesar({} as never), /^key: .*undefined/],
    [() => (ciphers.caesar as () => unknown)(), /^caesar: /],
    [() => ciphers.caesar({ key: 1, alphabet: "AAB" }), /^alphabet: /],
    [() => ciphers.caesar({ key: 1, alphabet: "" }), /^alphabet: /],
    [() => ciphers.caesar({ key: 1, alphabet: "\udc00\ud800" }), /^alphabet: /],
    [() => ciphers.caesar({ key: 1, alphabet: ["A"] } as never), /^alphabet: /],
    [() => ciphers.caesar({ key: 1, alphbet: AZ } as never), /alphabet/],
    [() => ciphers.affine({ a: 13, b: 1, alphabet: AZ }), /^a: /],
    [() => ciphers.affine({ a: 0, b: 1 }), /^a: /],
    [() => ciphers.affine({ a: 1 } as never), /^b: /],
    [() => ciphers.substitution({ key: "AAB", alphabet: "ABC" }), /^key: /],
    [() => ciphers.substitution({ key: "AB", alphabet: "ABC" }), /^key: /],
    [() => ciphers.substitution({ key: "ABD", alphabet: "ABC" }), /^key: /],
    [() => ciphers.substitution({ key: 3 } as never), /^key: /],
    [() => ciphers.vigenere({ key: "" }), /^key: /],
    [() => ciphers.vigenere({ key: "lemon" }), /^key: .*"l"/],
    [() => ciphers.autokey({ key: "🎉" }), /^key: .*🎉/],
  ])("options: %s", (work, message) => {
    refused(work, "ERR_INVALID_OPTION", message);
  });
});

test("names and alphabets are there to be read", () => {
  expect(Object.keys(ciphers)).toEqual(["caesar", "atbash", "affine", "substitution", "vigenere", "autokey", "enigma"]);
  expect(ciphers.caesar({ key: 1 })).toMatchObject({ name: "caesar", alphabet: tutorial });
  expect(ciphers.enigma()).toMatchObject({ name: "enigma", alphabet: AZ });
  expect(ciphers.enigma({ alphabet: AZ }).encrypt("AAAAA")).toBe("BDZGO");
});

test("long messages and the empty one", () => {
  const message = "THE-QUICK-BROWN-FOX-".repeat(50_000);
  for (const cipher of [ciphers.caesar({ key: -40 }), ciphers.autokey({ key: "LONG" })])
    expect(cipher.decrypt(cipher.encrypt(message))).toBe(message);
  expect(ciphers.enigma().encrypt("")).toBe("");
});
