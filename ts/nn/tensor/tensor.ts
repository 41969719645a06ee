/**
 * The tensor: an array of numbers with operations and an edge in the autograd graph. ../operations computes with arrays; this class turns
 * the results into tensors.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { checkBoolean, checkKeys } from "../../errors/validate.js";
import { type NestedNumbers, nest, parseValues, type TensorValues } from "../arrays/literals.js";
import { mismatch, notATensor } from "../arrays/mismatch.js";
import { checkDim, inferShape, type Shape, sameShape, showShape, sizeOf } from "../arrays/shape.js";
import { copy, flat, flatFloats, type NdArray, ndArray, ownCopy, type Storage } from "../arrays/storage.js";
import { scatter } from "../arrays/strided.js";
import type { Values } from "../arrays/values.js";
import { addTo, type Edge, edgesOf, isRecording, Node, runBackward } from "../autograd/graph.js";
import { arithmetic, type BinaryName, equal } from "../operations/arithmetic.js";
import { gather, indexSelect, narrow, select } from "../operations/indexing.js";
import { matmul } from "../operations/matmul.js";
import { type PointwiseName, pointwise } from "../operations/pointwise.js";
import { argmax, max, mean, sum, topk } from "../operations/reductions.js";
import type { Result } from "../operations/result.js";
import { softmax } from "../operations/softmax.js";
import { permute, reshape } from "../operations/views.js";
import { tensorHeader, tensorText } from "./format.js";
import { keepdim, type ReduceOptions, type TopkOptions } from "./reduce-options.js";

/** The type of elements: float32 for numbers, int32 for indices. */
export type DType = "float32" | "int32";

/** An array of numbers with automatic differentiation: the subset of `torch.Tensor` that small models need. */
export class Tensor {
  /** The size of each dimension; `[]` for a single number. */
  readonly shape: readonly number[];
  /** The type of the elements. */
  readonly dtype: DType;
  /** The gradient that `backward` accumulated; null before, after `zeroGrad`, and for results of operations. */
  grad: Tensor | null = null;
  /** @internal */
  readonly storage: Storage;
  /** @internal Null for row-major order. */
  readonly strides: Shape | null;
  /** @internal The destination of its gradient. */
  edge: Edge | null = null;
  #isLeaf = true;
  #requiresGrad = false;

  /** Tensors are created by `tensor`, `zeros` and similar functions. @hidden */
  protected constructor({ shape, storage, strides }: NdArray) {
    this.shape = shape;
    this.dtype = storage.values instanceof Int32Array ? "int32" : "float32";
    this.storage = storage;
    this.strides = strides;
  }

  /** @internal A tensor of an array, and output `slot` of a recorded `node`. */
  static from(array: NdArray, node?: Node | null, slot = 0): Tensor {
    const tensor = new Tensor(array);
    if (node) {
      tensor.edge = { node, slot };
      tensor.#isLeaf = false;
      tensor.#requiresGrad = true;
    }
    return tensor;
  }

  /** @internal A tensor that owns `values`. */
  static of(values: Values, shape: Shape, node?: Node | null, slot = 0): Tensor {
    return Tensor.from(ndArray(values, shape), node, slot);
  }

  /** @internal A tensor of the result of an operation, which is recorded if an operand requires a gradient. */
  static result(operands: readonly Tensor[], made: Result): Tensor {
    const edges = made.recipe && edgesOf(operands);
    return Tensor.from(made, edges && new Node(edges, made.recipe));
  }

  /** Whether operations on the tensor are recorded for `backward`. Results of operations are read-only. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  /** @throws RnnError `ERR_INVALID_OPTION` for a result of an operation, `ERR_DTYPE` for int32 */
  set requiresGrad(wanted: boolean) {
    if (!this.#isLeaf && wanted !== this.#requiresGrad) throw madeByOperation("requiresGrad", "a result");
    if (wanted && this.dtype !== "float32") throw mismatch("ERR_DTYPE", "requiresGrad", "a float32 tensor", this.dtype);
    this.#requiresGrad = wanted;
  }

  /** Whether no recorded operation created the tensor. Only leaves get a `grad`. */
  get isLeaf(): boolean {
    return this.#isLeaf;
  }

  /** A copy of the elements in row-major order. */
  data(): Float32Array | Int32Array {
    return ownCopy(this);
  }

  /** The elements as nested arrays; a number for shape `[]`. */
  toArray(): NestedNumbers {
    return nest(flat(this), this.shape);
  }

  /** The element of a tensor with one element. @throws RnnError `ERR_SHAPE` for any other number of elements */
  item(): number {
    this.#checkSingle("item");
    return this.storage.values[0] as number;
  }

  /**
   * Overwrites the values in place.
   * @param values a tensor or nested arrays of the same shape, or a flat array of the same length
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`; `ERR_INVALID_OPTION` for a recorded result. The tensor then stays as it was.
   */
  copyFrom(values: Tensor | TensorValues): this {
    if (!this.#isLeaf && isRecording()) throw madeByOperation("copyFrom", "a recorded result");
    const from =
      values instanceof Tensor ? { values: flat(values), shape: values.shape } : parseValues(values, this.dtype);
    const isFlat = from.shape.length === 1 && from.values.length === sizeOf(this.shape);
    if (!sameShape(from.shape, this.shape) && !(isFlat && !(values instanceof Tensor))) {
      throw mismatch("ERR_SHAPE", "copyFrom", showShape(this.shape), from.shape);
    }
    if (this.dtype === "int32" && !(from.values instanceof Int32Array))
      throw mismatch("ERR_DTYPE", "copyFrom", "int32", "float32");
    this.write(from.values);
    return this;
  }

  /**
   * Computes the gradients of all leaves with `requiresGrad`, adds them to their `grad`, and frees the graph.
   * @param gradient the gradient of this tensor; default 1, if it has one element
   * @throws RnnError `ERR_INVALID_OPTION` if the tensor requires no gradient, or if the graph was freed or its values changed;
   *   `ERR_SHAPE` for a gradient of another shape, or none for several elements. All gradients then stay as they were.
   */
  backward(gradient?: Tensor): void {
    if (!this.#requiresGrad) {
      throw new RnnError(
        "ERR_INVALID_OPTION",
        "backward: expected a result of tensors with requiresGrad, got a tensor that requires no gradient",
      );
    }
    if (gradient === undefined) this.#checkSingle("backward without a gradient");
    else if (!(gradient instanceof Tensor)) throw notATensor("gradient", "a Tensor", gradient);
    else if (!sameShape(gradient.shape, this.shape))
      throw mismatch("ERR_SHAPE", "gradient", showShape(this.shape), gradient.shape);
    else if (gradient.dtype !== "float32") throw mismatch("ERR_DTYPE", "gradient", "float32", gradient.dtype);
    runBackward(this, ndArray(gradient ? copy(gradient) : Float32Array.of(1), this.shape));
  }

  /** A tensor that shares the values, but not the graph. */
  detach(): Tensor {
    return Tensor.from(this);
  }

  /** The same elements in another shape, where one size may be -1. A view where strides can express it. @throws RnnError `ERR_SHAPE` */
  reshape(shape: readonly number[]): Tensor {
    return this.#shaped(inferShape(shape, sizeOf(this.shape)));
  }

  /** Swaps two dimensions. A view. @throws RnnError `ERR_INVALID_OPTION` */
  transpose(dim0: number, dim1: number): Tensor {
    const [a, b] = [checkDim(dim0, this.shape.length), checkDim(dim1, this.shape.length)];
    const order = this.shape.map((_, dim) => (dim === a ? b : dim === b ? a : dim));
    return this.#unary(permute(this, order));
  }

  /** Removes the dimension `dim` if its size is 1; by default all dimensions of size 1. @throws RnnError `ERR_INVALID_OPTION` */
  squeeze(dim?: number): Tensor {
    const only = dim === undefined ? -1 : checkDim(dim, this.shape.length);
    return this.#shaped(this.shape.filter((size, at) => size !== 1 || (dim !== undefined && at !== only)));
  }

  /** Inserts a dimension of size 1 at `dim`. @throws RnnError `ERR_INVALID_OPTION` */
  unsqueeze(dim: number): Tensor {
    const at = checkDim(dim, this.shape.length + 1);
    return this.#shaped([...this.shape.slice(0, at), 1, ...this.shape.slice(at)]);
  }

  /** A copy of `length` positions along `dim` from `start`; a negative one counts from the end. @throws RnnError `ERR_INDEX_RANGE` */
  narrow(dim: number, start: number, length: number): Tensor {
    return this.#unary(narrow(this, this.#dim(dim), start, length));
  }

  /** A copy of the position `index` along `dim`, without that dimension; negative: from the end. @throws RnnError `ERR_INDEX_RANGE` */
  select(dim: number, index: number): Tensor {
    return this.#unary(select(this, this.#dim(dim), index));
  }

  /** The positions along `dim` that the int32 vector `index` selects. @throws RnnError `ERR_INDEX_RANGE`, `ERR_SHAPE`, `ERR_DTYPE` */
  indexSelect(dim: number, index: Tensor): Tensor {
    return this.#unary(indexSelect(this, this.#dim(dim), checkIndex(index)));
  }

  /** The elements at the positions of the int32 `index` along `dim`. @throws RnnError `ERR_INDEX_RANGE`, `ERR_SHAPE`, `ERR_DTYPE` */
  gather(dim: number, index: Tensor): Tensor {
    return this.#unary(gather(this, this.#dim(dim), checkIndex(index)));
  }

  /** The int32 index of the largest element along `dim`, or in row-major order of all; of equal ones the first. */
  argmax(dim?: number, options: ReduceOptions = {}): Tensor {
    return Tensor.from(argmax(this, this.#dim(dim), keepdim("argmax", options)));
  }

  /** The largest element. Of equal ones, the first gets the gradient. */
  max(): Tensor;
  /** The largest elements along `dim` and their int32 indices; of equal ones the first. */
  max(dim: number, options?: ReduceOptions): [values: Tensor, indices: Tensor];
  max(dim?: number, options: ReduceOptions = {}): Tensor | [values: Tensor, indices: Tensor] {
    const [values, indices] = max(this, this.#dim(dim), keepdim("max", options));
    return dim === undefined ? this.#unary(values) : [this.#unary(values), Tensor.from(indices)];
  }

  /** The `k` largest elements along `dim`, largest first, and their int32 indices. @throws RnnError `ERR_INVALID_OPTION` */
  topk(k: number, dim = -1, options: TopkOptions = {}): [values: Tensor, indices: Tensor] {
    checkKeys("topk", options, ["largest"]);
    const largest = checkBoolean("largest", options.largest ?? true);
    const [values, indices] = topk(this, k, checkDim(dim, this.shape.length), largest);
    return [this.#unary(values), Tensor.from(indices)];
  }

  /** The sum along `dim`, or of all elements. @throws RnnError `ERR_DTYPE` for a sum outside int32 */
  sum(dim?: number, options: ReduceOptions = {}): Tensor {
    return this.#unary(sum(this, this.#dim(dim), keepdim("sum", options)));
  }

  /** The mean along `dim`, or of all elements: float32, NaN without elements. */
  mean(dim?: number, options: ReduceOptions = {}): Tensor {
    return this.#unary(mean(this, this.#dim(dim), keepdim("mean", options)));
  }

  /** exp(x) / Σ exp(x) along `dim`. @throws RnnError `ERR_DTYPE` for int32 */
  softmax(dim: number): Tensor {
    return this.#unary(softmax("softmax", this, checkDim(dim, this.shape.length)));
  }

  /** The logarithm of {@link softmax}, more precise than computing it in two steps. @throws RnnError `ERR_DTYPE` for int32 */
  logSoftmax(dim: number): Tensor {
    return this.#unary(softmax("logSoftmax", this, checkDim(dim, this.shape.length)));
  }

  /** The matrix product of vectors, matrices or batches of matrices, which broadcast. @throws RnnError `ERR_SHAPE`, `ERR_DTYPE` */
  matmul(other: Tensor): Tensor {
    if (!(other instanceof Tensor)) throw notATensor("matmul", "a Tensor", other);
    return Tensor.result([this, other], matmul(this, other));
  }

  /** a + b, with broadcasting. @throws RnnError `ERR_SHAPE` */
  add(other: Tensor | number): Tensor {
    return this.#binary("add", other);
  }

  /** a − b, with broadcasting. @throws RnnError `ERR_SHAPE` */
  sub(other: Tensor | number): Tensor {
    return this.#binary("sub", other);
  }

  /** a · b elementwise, with broadcasting. @throws RnnError `ERR_SHAPE` */
  mul(other: Tensor | number): Tensor {
    return this.#binary("mul", other);
  }

  /** a / b in float32, with broadcasting. @throws RnnError `ERR_SHAPE` */
  div(other: Tensor | number): Tensor {
    return this.#binary("div", other);
  }

  /** aᵇ, with broadcasting. @throws RnnError `ERR_SHAPE`; `ERR_INVALID_OPTION` for negative int32 exponents of int32 */
  pow(exponent: Tensor | number): Tensor {
    return this.#binary("pow", exponent);
  }

  /** a mod b with the sign of b, with broadcasting. @throws RnnError `ERR_SHAPE`; `ERR_INVALID_OPTION` for an int32 division by 0 */
  remainder(other: Tensor | number): Tensor {
    return this.#binary("remainder", other);
  }

  /** int32: 1 where elements are equal, otherwise 0, with broadcasting. @throws RnnError `ERR_SHAPE` */
  eq(other: Tensor | number): Tensor {
    return Tensor.from(equal(this, this.#operand("eq", other)));
  }

  /** −x. */
  neg(): Tensor {
    return this.#pointwise("neg");
  }

  /** |x|, with gradient 0 at 0. */
  abs(): Tensor {
    return this.#pointwise("abs");
  }

  /** eˣ. */
  exp(): Tensor {
    return this.#pointwise("exp");
  }

  /** ln x. */
  log(): Tensor {
    return this.#pointwise("log");
  }

  /** √x. */
  sqrt(): Tensor {
    return this.#pointwise("sqrt");
  }

  /** tanh x. */
  tanh(): Tensor {
    return this.#pointwise("tanh");
  }

  /** 1 / (1 + e⁻ˣ). */
  sigmoid(): Tensor {
    return this.#pointwise("sigmoid");
  }

  /** max(x, 0), with gradient 0 at 0. */
  relu(): Tensor {
    return this.#pointwise("relu");
  }

  /** The dtype, shape and values: `Tensor(float32, [2]) [1, 0.5]`. Above 1000 elements only the edges of each dimension. */
  toString(): string {
    return tensorText(this);
  }

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  /** @internal The text on Node's console. Inside other objects, large tensors are shown without their values. */
  [Symbol.for("nodejs.util.inspect.custom")](depth: unknown, options?: { depth?: unknown }): string {
    return depth === options?.depth || sizeOf(this.shape) <= 8 ? tensorText(this) : tensorHeader(this);
  }

  /** @internal Overwrites all elements with values in row-major order. */
  write(from: Values): void {
    const { values } = this.storage;
    if (this.strides) scatter(from, values, this.shape, this.strides);
    else values.set(from);
    this.storage.version++;
  }

  /** @internal Adds to `grad`, and takes ownership of the array, which is in row-major order. */
  accumulate(gradient: NdArray): void {
    if (!this.grad) {
      this.grad = Tensor.from(gradient);
      return;
    }
    const sum = flatFloats(this.grad);
    addTo(sum, flatFloats(gradient));
    this.grad.write(sum);
  }

  #unary(made: Result): Tensor {
    return Tensor.result([this], made);
  }

  #pointwise(name: PointwiseName): Tensor {
    return this.#unary(pointwise(name, this));
  }

  #shaped(shape: Shape): Tensor {
    return this.#unary(reshape(this, shape));
  }

  #binary(name: BinaryName, other: Tensor | number): Tensor {
    const operand = this.#operand(name, other);
    return Tensor.result([this, operand], arithmetic(name, this, operand));
  }

  /** Turns a number into a tensor: int32 if this tensor is int32 and the number is an int32. */
  #operand(name: string, other: Tensor | number): Tensor {
    if (other instanceof Tensor) return other;
    if (typeof other !== "number") throw notATensor(name, "a Tensor or a number", other);
    const whole = this.dtype === "int32" && (other | 0) === other;
    return Tensor.of(whole ? Int32Array.of(other) : Float32Array.of(other), []);
  }

  /** Checks a dimension and counts it from the front; undefined stays undefined. */
  #dim<D extends number | undefined>(dim: D): D {
    return dim === undefined ? dim : (checkDim(dim, this.shape.length) as D);
  }

  #checkSingle(name: string): void {
    if (sizeOf(this.shape) !== 1) throw mismatch("ERR_SHAPE", name, "one element", this.shape);
  }
}

function checkIndex(index: Tensor): Tensor {
  if (!(index instanceof Tensor)) throw notATensor("index", "a Tensor", index);
  if (index.dtype !== "int32") throw mismatch("ERR_DTYPE", "index", "int32", index.dtype);
  return index;
}

const madeByOperation = (name: string, got: string) =>
  new RnnError(
    "ERR_INVALID_OPTION",
    `${name}: expected a tensor that is not the result of an operation (see detach()), got ${got}`,
  );
