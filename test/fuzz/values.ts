/** Any JavaScript values, and what may come of passing them. */
import fc from "fast-check";
import { RnnError } from "rnn-wasm";
import { codePoint } from "../code-points.js";

/** What values of these throw themselves: whoever is given one may let it through. No Error: fast-check looks at values too. */
export const own = "thrown by the value itself";

const throws = () => {
  throw own;
};

/** A promise that is the value's own: whoever is given one where there should be none may let it lie. */
const rejects = () => {
  const promise = Promise.reject(own);
  promise.catch(() => {});
  return promise;
};

const small = [
  0,
  1,
  2,
  3,
  5,
  7,
  1,
  2,
  -0,
  -1,
  0.5,
  0.1,
  1.5,
  1e-300,
  1e300,
  -1e300,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
];
const none = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, Number.MIN_SAFE_INTEGER];

const texts = fc.oneof(
  fc.constantFrom(
    "",
    "A",
    "AB",
    "ABC",
    "AA",
    "\ud800",
    "🎉e\u0301",
    "\r\n",
    "cosine",
    "step",
    "adam",
    "sgd",
    "__proto__",
  ),
  fc.string({ unit: codePoint, maxLength: 4 }),
);

/** What no JSON has: functions, symbols, objects that throw when they are looked at. */
const strange = fc.constantFrom<unknown>(
  ...[throws, rejects, () => Number.NaN, () => -1, () => "x", () => undefined, () => Symbol("x")],
  ...[Symbol("a symbol"), Symbol.iterator, function* () {}, async function* () {}, new Date(Number.NaN)],
  {
    get length() {
      return throws();
    },
  },
  {
    get type() {
      return throws();
    },
  },
  { [Symbol.iterator]: throws },
  { [Symbol.iterator]: () => ({ next: throws }) },
  { [Symbol.asyncIterator]: () => ({ next: rejects }) },
  { valueOf: throws, toString: throws },
  { constructor: { name: Symbol("no name") } },
  Object.create(null),
  { length: 2 ** 31 },
  { length: -1 },
  new Uint8Array(9),
  new Int32Array([0, 1]),
  new Int32Array([-1]),
  new Float32Array([0.5, Number.NaN]),
  new BigInt64Array(2),
  new ArrayBuffer(16),
  new DataView(new ArrayBuffer(16)),
);

/** Anything, most of it small, with these numbers. */
const anyOf = (numbers: fc.Arbitrary<number>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 4, arbitrary: numbers },
    { weight: 3, arbitrary: texts },
    { weight: 3, arbitrary: strange },
    {
      weight: 3,
      arbitrary: fc.anything({
        ...{ withBoxedValues: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true },
        ...{ withObjectString: true, withSparseArray: true, withBigInt: true },
        ...{
          maxDepth: 2,
          maxKeys: 3,
          key: fc.constantFrom("pairs", "length", "shape", "data", "type", "ms", "accuracy"),
        },
        values: [numbers, texts, fc.boolean(), fc.constant(null), fc.constant(undefined), fc.bigInt()],
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(true, false, undefined, null, 5n) },
  );

/** Anything for a run, around the ends of 32 bits too: it asks for the bytes before it takes them. */
export const anyOption = anyOf(
  fc.constantFrom(...small, ...none, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1),
);

/** Anything for a call. No size that is merely large: it would be made, and take its time. */
export const anyArgument = anyOf(fc.constantFrom(...small, ...none, 2 ** 40, 2 ** 53 - 1));

/** A value in a message, as far as it lets itself be looked at. */
export function shown(value: unknown): string {
  try {
    return fc.stringify(value);
  } catch {
    return "what cannot be shown";
  }
}

/** Fails for whatever is thrown and is neither an error of the package nor of the values. */
export function judge(error: unknown, what: () => string): void {
  if (error === own) return;
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const isOurs = error instanceof RnnError || (error instanceof Error && name === "RnnError");
  if (isOurs && /^ERR_[A-Z_]+$/.test(String(code)) && code !== "ERR_ENGINE_CRASHED") return;
  throw new Error(`${what()} threw ${error instanceof Error ? error.stack : String(error)}`, { cause: error });
}
