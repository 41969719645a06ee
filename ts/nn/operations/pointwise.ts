/**
 * Operations on the elements of one array. The core computes exp, sigmoid and tanh, four elements at a time. JavaScript loops
 * compute the others in less time than it takes to copy the elements to the core and back.
 */

import { flat, flatFloats, isInt32Array, type NdArray, ndArray, toFloats } from "../arrays/storage.js";
import { floats, like, type Values } from "../arrays/values.js";
import type { OutputGrads } from "../autograd/graph.js";
import { activate } from "../kernels/kernels.js";
import { derived, type Result, result } from "./result.js";

interface Pointwise {
  /** The loop for int32; undefined for operations that convert int32 to float32. */
  readonly int32?: (x: Values, out: Values) => void;
  readonly float32: (x: Float32Array) => Float32Array;
  /** Computes dx from dy and the input or output of the forward pass. */
  readonly gradient: (dy: Float32Array, from: Float32Array, dx: Float32Array) => void;
  readonly from: "input" | "output";
}

const into = (loop: (x: Values, out: Values) => void) => (x: Float32Array) => {
  const out = floats(x.length);
  loop(x, out);
  return out;
};

/* biome-ignore-start lint/style/noNonNullAssertion: every index is below its array's length. */
const loops = {
  neg: (x: Values, out: Values) => {
    for (let i = 0; i < out.length; i++) out[i] = -x[i]!;
  },
  abs: (x: Values, out: Values) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]!);
  },
  relu: (x: Values, out: Values) => {
    // NaN stays NaN.
    for (let i = 0; i < out.length; i++) out[i] = Math.max(x[i]!, 0);
  },
  log: (x: Values, out: Values) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.log(x[i]!);
  },
  sqrt: (x: Values, out: Values) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(x[i]!);
  },
};

const operations = {
  neg: {
    int32: loops.neg,
    float32: into(loops.neg),
    gradient: (dy, _, dx) => loops.neg(dy, dx),
    from: "output",
  },
  abs: {
    int32: loops.abs,
    float32: into(loops.abs),
    gradient: (dy, x, dx) => {
      for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * Math.sign(x[i]!);
    },
    from: "input",
  },
  relu: {
    int32: loops.relu,
    float32: into(loops.relu),
    gradient: (dy, y, dx) => {
      for (let i = 0; i < dx.length; i++) dx[i] = y[i]! <= 0 ? 0 : dy[i]!;
    },
    from: "output",
  },
  log: {
    float32: into(loops.log),
    gradient: (dy, x, dx) => {
      for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! / x[i]!;
    },
    from: "input",
  },
  sqrt: {
    float32: into(loops.sqrt),
    gradient: (dy, y, dx) => {
      for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! / (2 * y[i]!);
    },
    from: "output",
  },
  exp: {
    float32: (x) => activate("exp", x),
    gradient: (dy, y, dx) => {
      for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * y[i]!;
    },
    from: "output",
  },
  sigmoid: {
    float32: (x) => activate("sigmoid", x),
    gradient: (dy, y, dx) => {
      for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * (1 - y[i]!) * y[i]!;
    },
    from: "output",
  },
  tanh: {
    float32: (x) => activate("tanh", x),
    gradient: (dy, y, dx) => {
      for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * (1 - y[i]! * y[i]!);
    },
    from: "output",
  },
} satisfies Record<string, Pointwise>;
/* biome-ignore-end lint/style/noNonNullAssertion: as above */

export type PointwiseName = keyof typeof operations;

/** Applies an operation to each element; int32 stays int32 if all results are integers. */
export function pointwise(name: PointwiseName, a: NdArray): Result {
  const { int32, float32, gradient, from }: Pointwise = operations[name];
  if (int32 && isInt32Array(a)) {
    const x = flat(a);
    const out = like(x, x.length);
    int32(x, out);
    return result(out, a.shape);
  }
  const x = toFloats(a);
  const y = float32(x);
  const backward = ([dy]: OutputGrads) => {
    const dx = floats(x.length);
    gradient(flatFloats(dy as NdArray), from === "input" ? x : y, dx);
    return [ndArray(dx, a.shape)];
  };
  const out = result(y, a.shape);
  return derived(out, { backward, saves: [from === "input" ? a : out] });
}
