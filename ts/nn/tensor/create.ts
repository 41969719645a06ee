/**
 * Creates tensors from values, and random tensors. The same seed gives the same numbers as PyTorch's CPU generator.
 */

import { currentEngine } from "../../core/load.js";
import { checkBoolean, checkInteger, checkKeys, checkOneOf } from "../../errors/validate.js";
import { globalGenerator } from "../../random/generator.js";
import { parseValues, type TensorValues } from "../arrays/literals.js";
import { mismatch } from "../arrays/mismatch.js";
import { checkShape, type Shape, sameShape, sizeOf } from "../arrays/shape.js";
import { allocate, floats } from "../arrays/values.js";
import { normalPair, normals } from "../kernels/kernels.js";
import { permutation, randomIntegers, uniform } from "./draws.js";
import { type DType, Tensor } from "./tensor.js";

/** Options of {@link tensor}. */
export interface TensorOptions {
  /** The shape of a flat array; default the shape of the nested arrays. */
  readonly shape?: readonly number[] | undefined;
  /** The dtype; default `"int32"` for typed arrays of integers such as `Int32Array`, otherwise `"float32"`. */
  readonly dtype?: DType | undefined;
  /** Whether `backward` computes a gradient for the tensor; default false. */
  readonly requiresGrad?: boolean | undefined;
}

/** Options of {@link zeros}. */
export type FillOptions = Pick<TensorOptions, "dtype" | "requiresGrad">;
/** Options of {@link rand} and {@link randn}. */
export type DrawOptions = Pick<TensorOptions, "requiresGrad">;

const dtypes = ["float32", "int32"] as const;

/**
 * Creates a tensor from a number, nested arrays, or a flat array with a `shape`: `torch.tensor`.
 * @param values the values; they are copied
 * @throws RnnError `ERR_SHAPE` for ragged arrays or a shape of another size, `ERR_DTYPE` for values that are not numbers or do not
 *   fit int32, `ERR_INVALID_OPTION`
 */
export function tensor(values: TensorValues, options: TensorOptions = {}): Tensor {
  currentEngine();
  checkKeys("tensor", options, ["shape", "dtype", "requiresGrad"]);
  const dtype = options.dtype === undefined ? undefined : checkOneOf("dtype", options.dtype, dtypes);
  const parsed = parseValues(values, dtype);
  const shape = options.shape === undefined ? parsed.shape : checkShape(options.shape);
  const fits = parsed.shape.length === 1 ? sizeOf(shape) === parsed.values.length : sameShape(shape, parsed.shape);
  if (!fits) throw mismatch("ERR_SHAPE", "values", `${sizeOf(shape)} for shape [${shape.join(", ")}]`, parsed.shape);
  return withOptions(Tensor.of(parsed.values, shape), options);
}

/** Creates a tensor of zeros: `torch.zeros`. @throws RnnError `ERR_SHAPE`, `ERR_INVALID_OPTION`, `ERR_OUT_OF_MEMORY` */
export function zeros(shape: Shape, options: FillOptions = {}): Tensor {
  currentEngine();
  const sizes = checkShape(shape);
  checkKeys("zeros", options, ["dtype", "requiresGrad"]);
  const whole = checkOneOf("dtype", options.dtype ?? "float32", dtypes) === "int32";
  const values = allocate(() => new (whole ? Int32Array : Float32Array)(sizeOf(sizes)));
  return withOptions(Tensor.of(values, sizes), options);
}

/** Draws float32 numbers from the uniform distribution on [0, 1): `torch.rand`. @throws RnnError `ERR_SHAPE`, `ERR_INVALID_OPTION` */
export function rand(shape: Shape, options: DrawOptions = {}): Tensor {
  return drawn("rand", shape, options, (count) => uniform(globalGenerator(), floats(count)));
}

/** Draws float32 numbers from the standard normal distribution: `torch.randn`. @throws RnnError `ERR_SHAPE`, `ERR_INVALID_OPTION` */
export function randn(shape: Shape, options: DrawOptions = {}): Tensor {
  return drawn("randn", shape, options, drawNormals);
}

/** Draws int32 numbers x with low ≤ x < high: `torch.randint`. @throws RnnError `ERR_SHAPE`, `ERR_INVALID_OPTION` */
export function randint(low: number, high: number, shape: Shape): Tensor {
  currentEngine();
  const from = checkInteger("low", low, -(2 ** 31), 2 ** 31 - 2);
  const sizes = checkShape(shape);
  const below = checkInteger("high", high, from + 1, 2 ** 31);
  return Tensor.of(
    allocate(() => randomIntegers(globalGenerator(), from, below, sizeOf(sizes))),
    sizes,
  );
}

/** The int32 numbers 0 … n − 1 in random order: `torch.randperm`. @throws RnnError `ERR_INVALID_OPTION` */
export function randperm(n: number): Tensor {
  currentEngine();
  checkInteger("n", n, 0, 2 ** 31 - 1);
  return Tensor.of(
    allocate(() => permutation(globalGenerator(), n)),
    [n],
  );
}

/** Draws `count` normal numbers from the global generator. Like `torch.randn`, below 16 in f64 pairs, otherwise in blocks of 16. */
export function drawNormals(count: number): Float32Array {
  const generator = globalGenerator();
  if (count >= 16) return normals(uniform(generator, floats(count + (count % 16 ? 16 : 0))), count);
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
  const sizes = checkShape(shape);
  checkKeys(name, options, ["requiresGrad"]);
  return withOptions(Tensor.of(draw(sizeOf(sizes)), sizes), options);
}

function withOptions(made: Tensor, { requiresGrad }: DrawOptions): Tensor {
  if (requiresGrad !== undefined) made.requiresGrad = checkBoolean("requiresGrad", requiresGrad);
  return made;
}
