/**
 * Operations on the elements of two arrays whose shapes broadcast.
 *
 * PERF: JavaScript loops compute fewer than 128 elements, because copying operands to the core and results back would take
 * longer. The core is twice as fast at 300 elements, eight times at 4,000. The loops are written out, because a shared one
 * would call a function for each element.
 */
import { mismatch } from "../arrays/mismatch.js";
import { broadcastShape, broadcastStrides, type Shape, sameShape, sizeOf, stridesOf } from "../arrays/shape.js";
import { flat, flatFloats, isInt32Array, type NdArray, ndArray } from "../arrays/storage.js";
import { gather, sumInto } from "../arrays/strided.js";
import { floats, integers, type Values } from "../arrays/values.js";
import type { OutputGrads } from "../autograd/graph.js";
import { arithmeticInCore, hasArithmetic } from "../kernels/kernels.js";
import { type Result, result } from "./result.js";

/** The minimum number of elements for which the core is faster, including the copies. */
const minElementsForCore = 128;

/** out[i] = a[i] ∘ b[i mod b.length]: b is as long as a, a repeated row, or one number. */
type Loop = (a: Values, b: Values, out: Values) => void;

/* biome-ignore-start lint/style/noNonNullAssertion: every index is below its array's length. */
const loops = {
  add(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = a[i]! + b[j]!;
  },
  sub(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = a[i]! - b[j]!;
  },
  mul(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = a[i]! * b[j]!;
  },
  /** The lowest 32 bits of a product of up to 62 bits. */
  mulInt32(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = Math.imul(a[i]!, b[j]!);
  },
  /** The lowest 32 bits of a power, which a double does not hold. */
  powInt32(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = wholePower(a[i]!, b[j]!);
  },
  div(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = a[i]! / b[j]!;
  },
  pow(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = power(a[i]!, b[j]!);
  },
  remainder(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) {
      const [rest, by] = [a[i]! % b[j]!, b[j]!];
      out[i] = rest !== 0 && rest < 0 !== by < 0 ? rest + by : rest;
    }
  },
  floorDivide(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = Math.floor(a[i]! / b[j]!);
  },
  eq(a, b, out) {
    for (let i = 0, j = 0; i < out.length; i++, j = j + 1 < b.length ? j + 1 : 0) out[i] = Number(a[i] === b[j]);
  },
} satisfies Record<string, Loop>;
/* biome-ignore-end lint/style/noNonNullAssertion: as above */

/** Like `torch.pow`: 1 to any power is 1, and −1 to an infinite one. In JavaScript these are NaN. */
function power(base: number, exponent: number): number {
  const isOne = base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY);
  return isOne ? 1 : base ** exponent;
}

/** base^exponent modulo 2³², by squares; for exponents ≥ 0. */
function wholePower(base: number, exponent: number): number {
  let product = 1;
  for (let square = base, bits = exponent; bits > 0; bits >>= 1, square = Math.imul(square, square))
    if (bits & 1) product = Math.imul(product, square);
  return product;
}

type LoopName = keyof typeof loops;

/** Whether `shape` broadcasts to `wide` by repeating the whole array. */
function isSuffix(shape: Shape, wide: Shape): boolean {
  const missing = wide.length - shape.length;
  return shape.every((size, i) => size === wide[missing + i]);
}

/** The elements of `array` broadcast to `shape`. */
export function stretch(array: NdArray, shape: Shape): Values {
  if (sameShape(array.shape, shape)) return flat(array);
  const strides = broadcastStrides(array.shape, array.strides ?? stridesOf(array.shape), shape);
  return gather(array.storage.values, shape, strides);
}

/** The gradient of an operand of shape `to` that was broadcast. */
export function sumTo(gradient: NdArray, to: Shape): NdArray {
  const { shape } = gradient;
  if (sameShape(shape, to)) return gradient;
  return ndArray(sumInto(sizeOf(to), flat(gradient), shape, broadcastStrides(to, stridesOf(to), shape)), to);
}

/** Applies a loop to operands that broadcast to `shape`. */
function apply(name: LoopName, a: NdArray, b: NdArray, shape: Shape, whole: boolean): Values {
  const repeats = sizeOf(b.shape) === 1 || isSuffix(b.shape, shape);
  const [x, y] = [stretch(a, shape), repeats ? flat(b) : stretch(b, shape)];
  if (
    x.length >= minElementsForCore &&
    !whole &&
    hasArithmetic(name) &&
    x instanceof Float32Array &&
    y instanceof Float32Array
  ) {
    return arithmeticInCore(name, x, y);
  }
  const out = (whole ? integers : floats)(x.length);
  loops[name](x, y, out);
  return out;
}

/** Combines two float arrays that have the gradient's shape or broadcast to it. */
function combined(name: LoopName, shape: Shape, a: NdArray, b: NdArray): NdArray {
  return ndArray(apply(name, a, b, shape, false), shape);
}

/** A binary operation: its loop, whether int32 stays int32, and its gradients. */
interface Binary {
  readonly loop: LoopName;
  /** The loop for int32 that stays int32; undefined if the result is float32. */
  readonly int32: LoopName | undefined;
  /** The operands that the gradients read. */
  readonly saves: "none" | "both";
  /** The gradients in the result's shape, before they are summed to the operands' shapes. `g` is the output's gradient. */
  readonly gradients: (g: NdArray, a: NdArray, b: NdArray) => readonly [() => NdArray, () => NdArray];
}

const number = (x: number) => ndArray(Float32Array.of(x), []);
const times = (g: NdArray, by: NdArray) => combined("mul", g.shape, g, by);

const binaries = {
  add: { loop: "add", int32: "add", saves: "none", gradients: (g) => [() => g, () => g] },
  sub: {
    loop: "sub",
    int32: "sub",
    saves: "none",
    gradients: (g) => [() => g, () => times(g, number(-1))],
  },
  mul: {
    loop: "mul",
    int32: "mulInt32",
    saves: "both",
    gradients: (g, a, b) => [() => times(g, b), () => times(g, a)],
  },
  div: {
    loop: "div",
    int32: undefined,
    saves: "both",
    // d(a/b)/db = −(a/b)/b
    gradients: (g, a, b) => {
      const over = (x: NdArray) => combined("div", g.shape, x, b);
      return [() => over(g), () => times(times(over(over(a)), g), number(-1))];
    },
  },
  pow: {
    loop: "pow",
    int32: "powInt32",
    saves: "both",
    gradients: (g, a, b) => [() => powerByBase(g, a, b), () => powerByExponent(g, a, b)],
  },
  remainder: {
    loop: "remainder",
    int32: "remainder",
    saves: "both",
    // a − b·⌊a/b⌋, where ⌊a/b⌋ is treated as constant.
    gradients: (g, a, b) => {
      const quotient = () => combined("floorDivide", g.shape, a, b);
      return [() => g, () => times(times(g, quotient()), number(-1))];
    },
  },
} satisfies Record<string, Binary>;

export type BinaryName = keyof typeof binaries;

/** g·b·a^(b−1); 0 for exponent 0 and any base. */
function powerByBase(g: NdArray, a: NdArray, b: NdArray): NdArray {
  const [bases, exponents] = [stretch(a, g.shape), stretch(b, g.shape)];
  const slopes = flatFloats(g).map((x, i) => {
    const exponent = exponents[i] as number;
    return exponent === 0 ? 0 : x * exponent * power(bases[i] as number, exponent - 1);
  });
  return ndArray(slopes, g.shape);
}

/** g·a^b·ln a; 0 for base 0 and exponents ≥ 0. */
function powerByExponent(g: NdArray, a: NdArray, b: NdArray): NdArray {
  const [bases, exponents] = [stretch(a, g.shape), stretch(b, g.shape)];
  const slopes = flatFloats(g).map((x, i) => {
    const [base, exponent] = [bases[i] as number, exponents[i] as number];
    return base === 0 && exponent >= 0 ? 0 : x * power(base, exponent) * Math.log(base);
  });
  return ndArray(slopes, g.shape);
}

/**
 * Computes a binary operation.
 * @throws RnnError `ERR_SHAPE`; `ERR_INVALID_OPTION` for an int32 remainder by 0 or a negative int32 power
 */
export function arithmetic(name: BinaryName, a: NdArray, b: NdArray): Result {
  const { loop, int32, saves, gradients }: Binary = binaries[name];
  const shape = broadcastShape(name, a.shape, b.shape);
  const whole = isInt32Array(a) && isInt32Array(b) ? int32 : undefined;
  if (whole) checkWhole(name, flat(b));
  const out = apply(whole ?? loop, a, b, shape, whole !== undefined);
  const backward = ([g]: OutputGrads, wanted: readonly unknown[]) => {
    const [byA, byB] = gradients(g as NdArray, a, b);
    return [wanted[0] ? sumTo(byA(), a.shape) : null, wanted[1] ? sumTo(byB(), b.shape) : null];
  };
  return result(out, shape, { backward, saves: saves === "both" ? [a, b] : undefined });
}

function checkWhole(name: BinaryName, b: Values): void {
  if (name === "remainder" && b.includes(0)) throw mismatch("ERR_INVALID_OPTION", name, "a divisor other than 0", "0");
  const negative = name === "pow" ? b.find((exponent) => exponent < 0) : undefined;
  if (negative === undefined) return;
  throw mismatch("ERR_INVALID_OPTION", name, "exponents ≥ 0 for int32", String(negative));
}

/** int32: 1 where the elements are equal, otherwise 0. */
export function equal(a: NdArray, b: NdArray): Result {
  const shape = broadcastShape("eq", a.shape, b.shape);
  return result(apply("eq", a, b, shape, true), shape);
}
