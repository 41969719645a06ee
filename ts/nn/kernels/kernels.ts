/**
 * Calls the core's kernels with plain arrays.
 */
import { floats } from "../arrays/values.js";
import { currentArena } from "./arena.js";

/** The sizes of a linear layer and its input. */
export interface LinearSizes {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** The length that rows need because the core pads them to whole vectors in place. */
const padded = (n: number) => Math.ceil(n / 4) * 4;

/** y [rows][outputs] = x · weightᵀ + bias */
export function linear(
  { rows, inputs, outputs }: LinearSizes,
  x: Float32Array,
  weight: Float32Array,
  bias?: Float32Array,
): Float32Array {
  const arena = currentArena().open(x.length + weight.length + outputs + rows * padded(outputs));
  arena.put(x).put(weight);
  if (bias) arena.put(bias);
  else arena.zeros(outputs);
  arena.run((core) => core.linear(rows, inputs, outputs));
  return arena.take(rows * outputs);
}

/** The gradients of the operands of {@link linear}; that of x only if `wantsInput`. */
export function linearBackward(
  { rows, inputs, outputs }: LinearSizes,
  x: Float32Array,
  weight: Float32Array,
  dy: Float32Array,
  wantsInput: boolean,
): { weight: Float32Array; bias: Float32Array; x: Float32Array | undefined } {
  const arena = currentArena().open(x.length + 2 * weight.length + dy.length + outputs + rows * padded(inputs));
  arena.put(x).put(weight).put(dy);
  arena.run((core) => core.linear_backward(rows, inputs, outputs, wantsInput));
  // PERF: one array for all three, because an allocation costs as much as copying a thousand numbers.
  const all = arena.take(weight.length + outputs + (wantsInput ? x.length : 0));
  const end = weight.length + outputs;
  return {
    weight: all.subarray(0, weight.length),
    bias: all.subarray(weight.length, end),
    x: wantsInput ? all.subarray(end) : undefined,
  };
}

/** The sizes of `count` matrix products (rows × inner) · (inner × columns). */
export interface ProductSizes {
  readonly count: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Consecutive matrices in row-major order, or in column-major order if transposed. */
export interface Matrices {
  readonly values: Float32Array;
  readonly transposed: boolean;
}

/** The products, [count][rows][columns]. */
export function multiply({ count, rows, inner, columns }: ProductSizes, a: Matrices, b: Matrices): Float32Array {
  const size = count * rows * columns;
  if (size * inner === 0) return floats(size);
  const arena = currentArena().open(a.values.length + b.values.length + count * rows * padded(columns));
  arena.put(a.values).put(b.values);
  arena.run((core) => core.matmul(count, rows, inner, columns, a.transposed, b.transposed));
  return arena.take(size);
}

const arithmeticOf = { add: 0, sub: 1, mul: 2, div: 3 } as const;

/** The core's operations on two arrays. */
export type CoreArithmetic = keyof typeof arithmeticOf;

export const hasArithmetic = (name: string): name is CoreArithmetic => Object.hasOwn(arithmeticOf, name);

/** a ∘ b, where b is repeated to the length of a. */
export function arithmeticInCore(name: CoreArithmetic, a: Float32Array, b: Float32Array): Float32Array {
  const arena = currentArena()
    .open(a.length + b.length)
    .put(a)
    .put(b);
  arena.run((core) => core.arithmetic(arithmeticOf[name], a.length, b.length));
  return arena.rewind().take(a.length);
}

/** A function of each element. */
export function activate(name: "exp" | "sigmoid" | "tanh", x: Float32Array): Float32Array {
  const arena = currentArena().open(x.length).put(x);
  arena.run((core) => core[name](x.length));
  return arena.rewind().take(x.length);
}

/** Softmax of each row of `classes` numbers, or its logarithm. */
export function softmaxRows(name: "softmax" | "log_softmax", x: Float32Array, classes: number): Float32Array {
  if (x.length === 0) return floats(0);
  const arena = currentArena().open(x.length).put(x);
  arena.run((core) => core[name](x.length / classes, classes));
  return arena.rewind().take(x.length);
}

/** Options of the cross entropy. Defaults take a faster path. */
export interface CrossEntropyOptions {
  readonly weight: Float32Array | undefined;
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;
  readonly reduction: "mean" | "sum" | "none";
}

export interface CrossEntropy {
  /** One number, or one per row without a reduction. */
  readonly loss: Float32Array;
  /** The gradient of the loss, or of each row's loss without a reduction; the output's gradient multiplies it. */
  readonly gradient: Float32Array | undefined;
}

/** The cross entropy of rows of logits with one target each (a class or `ignoreIndex`), with its gradient if wanted. */
export function crossEntropy(
  logits: Float32Array,
  targets: Int32Array,
  options: CrossEntropyOptions,
  wantsGradient: boolean,
): CrossEntropy {
  const { weight, ignoreIndex, labelSmoothing, reduction } = options;
  const rows = targets.length;
  const classes = rows ? logits.length / rows : 1;
  const isPlain = !weight && labelSmoothing === 0 && reduction === "mean" && !targets.includes(ignoreIndex) && rows > 0;
  const arena = currentArena().open((weight?.length ?? 0) + rows + rows * padded(classes), rows);
  arena.putWords(targets);
  if (isPlain) {
    const loss = arena.put(logits).run((core) => core.cross_entropy(rows, classes, wantsGradient));
    return { loss: Float32Array.of(loss), gradient: wantsGradient ? arena.rewind().take(logits.length) : undefined };
  }
  if (weight) arena.put(weight);
  arena.skip(rows).put(logits).rewind();
  const isMean = reduction === "mean";
  const loss = arena.run((core) =>
    core.cross_entropy_with(rows, classes, weight !== undefined, ignoreIndex, labelSmoothing, isMean, wantsGradient),
  );
  const losses = arena.skip(weight?.length ?? 0).take(rows);
  return {
    loss: reduction === "none" ? losses : Float32Array.of(loss),
    gradient: wantsGradient ? arena.take(logits.length) : undefined,
  };
}

/** Transforms uniform numbers to `count` ≥ 16 normal ones. If `count` is no multiple of 16, it needs 16 more uniform numbers. */
export function normals(uniforms: Float32Array, count: number): Float32Array {
  const arena = currentArena().open(uniforms.length).put(uniforms);
  arena.run((core) => core.normals(count));
  return arena.rewind().take(count);
}

/** Transforms two uniform numbers to two normal ones, in f64. */
export function normalPair(u1: number, u2: number): [number, number] {
  const [first, second] = currentArena().normalPair(u1, u2);
  return [first as number, second as number];
}
