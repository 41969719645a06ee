/**
 * Creates tensors from values, and random tensors with the numbers of PyTorch's CPU generator for the same seed.
 */

import { currentEngine } from "../../core/load.js";
import { rnnError } from "../../errors/rnn-error.js";
import { checkBoolean, checkInteger, checkKeys, checkOneOf } from "../../errors/validate.js";
import { globalGenerator } from "../../random/generator.js";
import { parseValues, type TensorValues } from "../arrays/literals.js";
import { checkShape, type Shape, sameShape, sizeOf } from "../arrays/shape.js";
import { allocate, floats } from "../arrays/values.js";
import { normalPair, normals } from "../kernels/kernels.js";
import { type DType, Tensor } from "./tensor.js";

/** Options of {@link tensor}. */
export interface TensorOptions {
  /** For a flat array; by default the shape that the nested arrays have. */
  readonly shape?: readonly number[] | undefined;
  /** `"float32"`, or `"int32"` by default for arrays of whole numbers such as `Int32Array`. */
  readonly dtype?: DType | undefined;
  /** Whether `backward` computes its gradient; default false. */
  readonly requiresGrad?: boolean | undefined;
}

/** Options of {@link zeros}. */
export type FillOptions = Pick<TensorOptions, "dtype" | "requiresGrad">;
/** Options of {@link rand} and {@link randn}. */
export type DrawOptions = Pick<TensorOptions, "requiresGrad">;

const dtypes = ["float32", "int32"] as const;

/**
 * A tensor of `values`, which are copied: a number, nested arrays, or a flat array with a `shape`.
 * @throws RnnError `ERR_SHAPE` for a ragged array or a number of values that the shape does not have, `ERR_DTYPE` for what
 *   is no number or no int32
 */
export function tensor(values: TensorValues, options: TensorOptions = {}): Tensor {
  currentEngine();
  checkKeys("tensor", options, ["shape", "dtype", "requiresGrad"]);
  const dtype = options.dtype === undefined ? undefined : checkOneOf("dtype", options.dtype, dtypes);
  const parsed = parseValues(values, dtype);
  const shape = options.shape === undefined ? parsed.shape : checkShape(options.shape);
  const fits = parsed.shape.length === 1 ? sizeOf(shape) === parsed.values.length : sameShape(shape, parsed.shape);
  if (!fits) throw rnnError("ERR_SHAPE", "values", `${sizeOf(shape)} for shape [${shape.join(", ")}]`, parsed.shape);
  return withOptions(Tensor.of(parsed.values, shape), options);
}

/** Zeros. */
export function zeros(shape: Shape, options: FillOptions = {}): Tensor {
  currentEngine();
  checkKeys("zeros", options, ["dtype", "requiresGrad"]);
  const sizes = checkShape(shape);
  const whole = checkOneOf("dtype", options.dtype ?? "float32", dtypes) === "int32";
  const values = allocate(() => new (whole ? Int32Array : Float32Array)(sizeOf(sizes)));
  return withOptions(Tensor.of(values, sizes), options);
}

/** Uniform numbers, 0 ≤ x < 1. */
export function rand(shape: Shape, options: DrawOptions = {}): Tensor {
  return drawn("rand", shape, options, (count) => globalGenerator().uniform(floats(count)));
}

/** Normal numbers. */
export function randn(shape: Shape, options: DrawOptions = {}): Tensor {
  return drawn("randn", shape, options, drawNormals);
}

/** Whole numbers, low ≤ x < high. int32 */
export function randint(low: number, high: number, shape: Shape): Tensor {
  currentEngine();
  const from = checkInteger("low", low, -(2 ** 31), 2 ** 31 - 2);
  const sizes = checkShape(shape);
  const below = checkInteger("high", high, from + 1, 2 ** 31);
  return Tensor.of(
    allocate(() => globalGenerator().randint(from, below, sizeOf(sizes))),
    sizes,
  );
}

/** The whole numbers below `n` in random order. int32 */
export function randperm(n: number): Tensor {
  currentEngine();
  checkInteger("n", n, 0, 2 ** 31 - 1);
  return Tensor.of(
    allocate(() => globalGenerator().randperm(n)),
    [n],
  );
}

/** `count` normal numbers of the global generator, as `torch.randn` draws them: few in f64 pairs, many in blocks of 16. */
export function drawNormals(count: number): Float32Array {
  const generator = globalGenerator();
  if (count >= 16) return normals(generator.uniform(floats(count + (count % 16 ? 16 : 0))), count);
  return Float32Array.from({ length: count }, () => {
    const kept = generator.cachedNormal;
    generator.cachedNormal = undefined;
    if (kept !== undefined) return kept;
    const [first, second] = normalPair(generator.nextUniform53(), generator.nextUniform53());
    generator.cachedNormal = second;
    return first;
  });
}

function drawn(name: string, shape: Shape, options: DrawOptions, draw: (count: number) => Float32Array): Tensor {
  currentEngine();
  checkKeys(name, options, ["requiresGrad"]);
  const sizes = checkShape(shape);
  return withOptions(Tensor.of(draw(sizeOf(sizes)), sizes), options);
}

function withOptions(made: Tensor, { requiresGrad }: DrawOptions): Tensor {
  if (requiresGrad !== undefined) made.requiresGrad = checkBoolean("requiresGrad", requiresGrad);
  return made;
}
