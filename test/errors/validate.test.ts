/** The checks of options: what passes, and what is said of what does not. */
import { RnnError as Published } from "rnn-wasm";
import { describe, expect, test } from "vitest";
import { RnnError } from "../../ts/errors/rnn-error.js";
import {
  checkBoolean,
  checkInteger,
  checkKeys,
  checkNumber,
  checkOneOf,
  invalidOption,
  isWellFormed,
  nearest,
} from "../../ts/errors/validate.js";

const errorOf = (work: () => unknown): RnnError => {
  try {
    work();
  } catch (error) {
    if (error instanceof RnnError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};
const messageOf = (work: () => unknown) => {
  const { code, message } = errorOf(work);
  expect(code).toBe("ERR_INVALID_OPTION");
  return message;
};

describe("RnnError", () => {
  test("is an Error with a code, a name on its stack, and its cause", () => {
    const cause = new Error("inner");
    const error = new RnnError("ERR_FORMAT", "bytes: expected 8, got 7", { cause });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe("RnnError: bytes: expected 8, got 7");
    expect(error.stack).toMatch(/^RnnError: bytes/);
    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).toEqual(["code"]);
  });

  test("has no cause where there is none", () => {
    expect("cause" in new RnnError("ERR_SHAPE", "x")).toBe(false);
  });

  test("keeps its name in the minified build", () => {
    expect(new Published("ERR_SHAPE", "x").name).toBe("RnnError");
  });
});

describe("a message shows what it got", () => {
  test.each([
    [-3, "-3"],
    [Number.NaN, "NaN"],
    ["8", '"8"'],
    ["a\nb", '"a\\nb" (U+0061 U+000A U+0062)'],
    ["x".repeat(1000), `"${"x".repeat(40)}…"`],
    [null, "null"],
    [undefined, "undefined"],
    [12n, "12n"],
    [Symbol("s"), "Symbol(s)"],
    [() => 1, "a function"],
    [[1, "a", [2]], '[1, "a", […]]'],
    [new Array(1000), "an array of 1000"],
    [{ a: 1 }, "an object"],
    [Object.create(null), "an object"],
    [new Map(), "a value of type Map"],
    [new Float32Array(2), "a value of type Float32Array"],
  ])("%o", (value, shown) => {
    expect(invalidOption("size", "a number", value).message).toBe(`size: expected a number, got ${shown}`);
  });

  test("an array that holds itself", () => {
    const circular: unknown[] = [];
    circular.push(circular);
    expect(invalidOption("size", "a number", circular).message).toBe("size: expected a number, got [[…]]");
  });
});

describe("checkInteger", () => {
  test("gives back what is in range, and 0 for -0", () => {
    expect(checkInteger("n", 3, 1)).toBe(3);
    expect(checkInteger("n", -5, -5, 7)).toBe(-5);
    expect(checkInteger("n", Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER)).toBe(Number.MIN_SAFE_INTEGER);
    expect(Object.is(checkInteger("n", -0, 0), 0)).toBe(true);
  });

  test.each([
    [-3, 1, undefined, "n: expected a positive integer, got -3"],
    [-1, 0, undefined, "n: expected an integer ≥ 0, got -1"],
    [9, 0, 7, "n: expected an integer ≥ 0 and ≤ 7, got 9"],
    [1.5, -5, 7, "n: expected an integer ≥ -5 and ≤ 7, got 1.5"],
    [1, 2, undefined, "n: expected an integer ≥ 2, got 1"],
    [Number.POSITIVE_INFINITY, 1, undefined, "n: expected a positive integer, got Infinity"],
    [2 ** 53, 1, undefined, "n: expected a positive integer, got 9007199254740992"],
    ["1", Number.MIN_SAFE_INTEGER, undefined, 'n: expected an integer, got "1"'],
  ])("refuses %o from %d to %s", (value, min, max, message) => {
    expect(messageOf(() => checkInteger("n", value, min, max))).toBe(message);
  });
});

describe("checkNumber", () => {
  test("takes min and max themselves, not above and below", () => {
    expect(checkNumber("x", 0, { min: 0, below: 1 })).toBe(0);
    expect(checkNumber("x", 1, { above: 0, max: 1 })).toBe(1);
    expect(checkNumber("x", -1e300, {})).toBe(-1e300);
  });

  test.each([
    [1, { min: 0, below: 1 }, "x: expected a number ≥ 0 and < 1, got 1"],
    [0, { above: 0 }, "x: expected a number > 0, got 0"],
    [2, { max: 1 }, "x: expected a number ≤ 1, got 2"],
    [Number.NaN, {}, "x: expected a finite number, got NaN"],
    [Number.POSITIVE_INFINITY, {}, "x: expected a finite number, got Infinity"],
    ["1", {}, 'x: expected a finite number, got "1"'],
  ])("refuses %o in %o", (value, range, message) => {
    expect(messageOf(() => checkNumber("x", value, range))).toBe(message);
  });
});

test("checkBoolean takes nothing that is only truthy", () => {
  expect(checkBoolean("flag", false)).toBe(false);
  expect(messageOf(() => checkBoolean("flag", 1))).toBe("flag: expected true or false, got 1");
});

test("checkOneOf names what is allowed, and the nearest of it", () => {
  const allowed = ["adam", "adamw", "sgd"] as const;
  expect(checkOneOf("optimizer", "sgd", allowed)).toBe("sgd");
  expect(messageOf(() => checkOneOf("optimizer", "adm", allowed))).toBe(
    'optimizer: expected "adam" | "adamw" | "sgd", got "adm"; did you mean "adam"?',
  );
  expect(messageOf(() => checkOneOf("optimizer", 1, allowed))).toBe(
    'optimizer: expected "adam" | "adamw" | "sgd", got 1',
  );
});

describe("checkKeys", () => {
  const known = ["numLayers", "hiddenSize", "lr"];

  test("takes known keys, and unknown ones whose value is undefined", () => {
    expect(() => checkKeys("train", { lr: 1, constructor: undefined }, known)).not.toThrow();
    expect(() => checkKeys("train", {}, known)).not.toThrow();
  });

  test("names the nearest known key, or all where none is near", () => {
    expect(messageOf(() => checkKeys("train", { hiddensize: 1 }, known))).toBe(
      'train: unknown option "hiddensize"; did you mean hiddenSize?',
    );
    expect(messageOf(() => checkKeys("train", { xyzzy: 1 }, known))).toBe(
      'train: unknown option "xyzzy"; known options: numLayers, hiddenSize, lr',
    );
  });

  test.each([null, undefined, 3, "x", [], () => {}])("refuses %o as options", (options) => {
    expect(messageOf(() => checkKeys("train", options, known))).toMatch(
      /^train: expected an object such as { numLayers }, got /,
    );
  });
});

describe("nearest", () => {
  const known =
    "embeddingDim hiddenSize numLayers batchSize stepsPerEpoch lr epochs maxSteps onProgress train adam adamw".split(
      " ",
    );
  test.each([
    ["hiddensize", "hiddenSize"],
    ["hidden_size", "hiddenSize"],
    ["hidden-size", "hiddenSize"],
    ["num_layers", "numLayers"],
    ["layers", "numLayers"],
    ["learningRate", "lr"],
    ["learning_rate", "lr"],
    ["epoch", "epochs"],
    ["onprogres", "onProgress"],
    ["trian", "train"],
    ["ADAM", "adam"],
  ])("%s means %s", (name, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  test("is nothing where no name is near", () => {
    expect(nearest("xyzzy", known)).toBeUndefined();
    expect(nearest("anything", [])).toBeUndefined();
    expect(nearest("", known)).toBeUndefined();
    expect(nearest("b", ["a"])).toBeUndefined();
    expect(nearest("🎉".repeat(10_000), known)).toBeUndefined();
  });
});

test("isWellFormed finds halves of surrogate pairs", () => {
  for (const text of ["", "a", "🎉", "e\u0301", "\uFFFF"]) expect(isWellFormed(text)).toBe(true);
  for (const text of ["\ud800", "a\udc00b", "\udc00\ud800"]) expect(isWellFormed(text)).toBe(false);
});
