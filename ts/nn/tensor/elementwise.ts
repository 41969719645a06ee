/**
 * What is done to elements one by one, over plain arrays of equal length.
 *
 * In TypeScript: taking operands to the core and back costs more than these loops.
 */
import type { Values } from "./strided.js";

type Combine = (a: number, b: number) => number;

/** As `torch.remainder`: with the divisor's sign. */
const remainder: Combine = (a, b) => {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
};

const floats = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  remainder,
  /** How often the divisor went into what `remainder` left; only its gradient asks. */
  floorDivide: (a, b) => Math.floor(a / b),
  eq: (a, b) => (a === b ? 1 : 0),
} satisfies Record<string, Combine>;

export type Operation = keyof typeof floats;

/** A product of two int32 may need 62 bits, of which int32 keeps the lowest. */
const integers: Record<Operation, Combine> = { ...floats, mul: Math.imul };

/** out[i] = a[i] ∘ b[i], or a[i] ∘ b for a number. Int32 wraps around, as PyTorch's does. */
export function combine(operation: Operation, a: Values, b: Values | number, out: Values): void {
  const f = (out instanceof Int32Array ? integers : floats)[operation];
  if (typeof b === "number") for (let i = 0; i < out.length; i++) out[i] = f(a[i] as number, b);
  else for (let i = 0; i < out.length; i++) out[i] = f(a[i] as number, b[i] as number);
}

/** The index of the largest in each row of `length`, the first of equals; NaN counts as largest. */
export function argmaxRows(values: Values, length: number): Int32Array {
  const out = new Int32Array(values.length / length);
  for (let row = 0; row < out.length; row++) {
    const start = row * length;
    let best = start;
    for (let i = start + 1; i < start + length; i++) {
      const x = values[i] as number;
      const most = values[best] as number;
      if (x > most || (Number.isNaN(x) && !Number.isNaN(most))) best = i;
    }
    out[row] = best - start;
  }
  return out;
}

/** Through a softmax of rows: dx = p·(dp − Σ dp·p). */
export function softmaxGradient(p: Values, dp: Values, length: number): Float32Array {
  const out = new Float32Array(p.length);
  for (let start = 0; start < p.length; start += length) {
    let dot = 0;
    for (let i = start; i < start + length; i++) dot += (p[i] as number) * (dp[i] as number);
    for (let i = start; i < start + length; i++) out[i] = (p[i] as number) * ((dp[i] as number) - dot);
  }
  return out;
}
