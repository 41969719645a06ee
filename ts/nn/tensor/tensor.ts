/**
 * The tensor: an array of numbers with operations, and its edge in the autograd graph. The operations are in ../operations, which work on
 * arrays; this class turns their results into tensors.
 */
import { RnnError, rnnError } from "../../errors/rnn-error.js";
import { checkBoolean, checkKeys, invalidOption } from "../../errors/validate.js";
import { type NestedNumbers, nest, parseValues, type TensorValues } from "../arrays/literals.js";
import { checkDim, inferShape, type Shape, sameShape, showShape, sizeOf } from "../arrays/shape.js";
import { flat, type NdArray, ndArray, type Storage } from "../arrays/storage.js";
import { scatter } from "../arrays/strided.js";
import type { Values } from "../arrays/values.js";
import { type Edge, edgesOf, isRecording, Node, runBackward } from "../autograd/graph.js";
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

/** The two kinds of elements: numbers, and indices. */
export type DType = "float32" | "int32";

/** An array of numbers whose operations are recorded for gradients: the subset of `torch.Tensor` that small models need. */
export class Tensor {
  /** The size of each dimension; `[]` for a single number. */
  readonly shape: readonly number[];
  /** What the elements are. */
  readonly dtype: DType;
  /** The gradient that `backward` accumulated; null before it and after `zeroGrad`, and for results of operations. */
  grad: Tensor | null = null;
  /** @internal */
  readonly storage: Storage;
  /** @internal Null where the elements lie in order. */
  readonly strides: Shape | null;
  /** @internal Where its gradient goes. */
  edge: Edge | null = null;
  #isLeaf = true;
  #requiresGrad = false;

  /** Tensors are made by `tensor`, `zeros` and their like. @hidden */
  protected constructor({ shape, storage, strides }: NdArray) {
    this.shape = shape;
    this.dtype = storage.values instanceof Int32Array ? "int32" : "float32";
    this.storage = storage;
    this.strides = strides;
  }

  /** @internal A tensor of an array; output `slot` of `node` if that is recorded. */
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

  /** @internal What an operation on `operands` returned, recorded if one of them needs a gradient. */
  static result(operands: readonly Tensor[], made: Result): Tensor {
    const edges = made.recipe && edgesOf(operands);
    return Tensor.from(made, edges && new Node(edges, made.recipe));
  }

  /** Whether operations on it are recorded for `backward`. Settable on tensors that no operation made. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  /** @throws RnnError `ERR_INVALID_OPTION` for a result of an operation, `ERR_DTYPE` for int32 */
  set requiresGrad(wanted: boolean) {
    if (!this.#isLeaf && wanted !== this.#requiresGrad) throw madeByOperation("requiresGrad", "a result");
    if (wanted && this.dtype !== "float32") throw rnnError("ERR_DTYPE", "requiresGrad", "a float32 tensor", this.dtype);
    this.#requiresGrad = wanted;
  }

  /** Whether it was made by the user, not by a recorded operation: these get a `grad`. */
  get isLeaf(): boolean {
    return this.#isLeaf;
  }

  /** The elements in row-major order: a copy. */
  data(): Float32Array | Int32Array {
    return this.strides ? flat(this) : this.storage.values.slice();
  }

  /** The elements as nested arrays; a number for shape `[]`. */
  toArray(): NestedNumbers {
    return nest(flat(this), this.shape);
  }

  /** The one element. @throws RnnError `ERR_SHAPE` where there are more, or none */
  item(): number {
    this.#checkSingle("item");
    return this.storage.values[0] as number;
  }

  /**
   * Sets the values in place: of a tensor, of nested arrays of the same shape, or of a flat array of as many numbers.
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`; `ERR_INVALID_OPTION` on a recorded result. Nothing is changed then.
   */
  copyFrom(values: Tensor | TensorValues): this {
    if (!this.#isLeaf && isRecording()) throw madeByOperation("copyFrom", "a recorded result");
    const from =
      values instanceof Tensor ? { values: flat(values), shape: values.shape } : parseValues(values, this.dtype);
    const isFlat = from.shape.length === 1 && from.values.length === sizeOf(this.shape);
    if (!sameShape(from.shape, this.shape) && !(isFlat && !(values instanceof Tensor))) {
      throw rnnError("ERR_SHAPE", "copyFrom", showShape(this.shape), from.shape);
    }
    if (this.dtype === "int32" && !(from.values instanceof Int32Array))
      throw rnnError("ERR_DTYPE", "copyFrom", "int32", "float32");
    this.write(from.values);
    return this;
  }

  /**
   * Accumulates gradients in `grad` of every tensor with `requiresGrad` that this one was made from, and frees the graph.
   * @param gradient of this tensor; needed unless it has one element
   * @throws RnnError `ERR_INVALID_OPTION` if it needs no gradient, or the graph was freed or its values changed since;
   *   `ERR_SHAPE` without a gradient on several elements, or with one of another shape. No gradient is changed then.
   */
  backward(gradient?: Tensor): void {
    if (!this.#requiresGrad) {
      throw new RnnError(
        "ERR_INVALID_OPTION",
        "backward: expected a result of something with requiresGrad, got a tensor that needs no gradient",
      );
    }
    if (gradient === undefined) this.#checkSingle("backward without a gradient");
    else if (!(gradient instanceof Tensor)) throw invalidOption("gradient", "a Tensor", gradient);
    else if (!sameShape(gradient.shape, this.shape))
      throw rnnError("ERR_SHAPE", "gradient", showShape(this.shape), gradient.shape);
    else if (gradient.dtype !== "float32") throw rnnError("ERR_DTYPE", "gradient", "float32", gradient.dtype);
    runBackward(this, gradient ? (gradient.data() as Float32Array) : Float32Array.of(1));
  }

  /** The same values, cut off from what made them. */
  detach(): Tensor {
    return Tensor.from(this);
  }

  /** The same elements in another shape; one size may be -1. A view unless the elements lie out of order. */
  reshape(shape: readonly number[]): Tensor {
    return this.#shaped(inferShape(shape, sizeOf(this.shape)));
  }

  /** Dimensions `dim0` and `dim1` exchanged: a view. */
  transpose(dim0: number, dim1: number): Tensor {
    const [a, b] = [checkDim(dim0, this.shape.length), checkDim(dim1, this.shape.length)];
    const order = this.shape.map((_, dim) => (dim === a ? b : dim === b ? a : dim));
    return this.#unary(permute(this, order));
  }

  /** Without the dimension `dim` if its size is 1; without all such dimensions by default. */
  squeeze(dim?: number): Tensor {
    const only = dim === undefined ? -1 : checkDim(dim, this.shape.length);
    return this.#shaped(this.shape.filter((size, at) => size !== 1 || (dim !== undefined && at !== only)));
  }

  /** With a dimension of size 1 at `dim`. */
  unsqueeze(dim: number): Tensor {
    const at = checkDim(dim, this.shape.length + 1);
    return this.#shaped([...this.shape.slice(0, at), 1, ...this.shape.slice(at)]);
  }

  /** `length` places along `dim`, from `start` on (negative: from the end): a copy. @throws RnnError `ERR_INDEX_RANGE` */
  narrow(dim: number, start: number, length: number): Tensor {
    return this.#unary(narrow(this, this.#dim(dim), start, length));
  }

  /** The place `index` along `dim` (negative: from the end), without that dimension: a copy. @throws RnnError `ERR_INDEX_RANGE` */
  select(dim: number, index: number): Tensor {
    return this.#unary(select(this, this.#dim(dim), index));
  }

  /** The places along `dim` that an int32 list names. @throws RnnError `ERR_INDEX_RANGE`, `ERR_SHAPE`, `ERR_DTYPE` */
  indexSelect(dim: number, index: Tensor): Tensor {
    return this.#unary(indexSelect(this, this.#dim(dim), checkIndex(index)));
  }

  /** For each element of an int32 `index` the element at that place along `dim`. @throws RnnError `ERR_INDEX_RANGE`, `ERR_SHAPE`, `ERR_DTYPE` */
  gather(dim: number, index: Tensor): Tensor {
    return this.#unary(gather(this, this.#dim(dim), checkIndex(index)));
  }

  /** The index of the largest element along `dim`, the first of equals; of all elements in order without it. int32. */
  argmax(dim?: number, options: ReduceOptions = {}): Tensor {
    return Tensor.from(argmax(this, this.#dim(dim), keepdim("argmax", options)));
  }

  /** The largest element, with a gradient for the first of equals. */
  max(): Tensor;
  /** The largest elements along `dim`, the first of equals, and their int32 indices. */
  max(dim: number, options?: ReduceOptions): [values: Tensor, indices: Tensor];
  max(dim?: number, options: ReduceOptions = {}): Tensor | [values: Tensor, indices: Tensor] {
    const [values, indices] = max(this, this.#dim(dim), keepdim("max", options));
    return dim === undefined ? this.#unary(values) : [this.#unary(values), Tensor.from(indices)];
  }

  /** The `k` largest along `dim`, the largest first, and their int32 indices. @throws RnnError `ERR_INVALID_OPTION` */
  topk(k: number, dim = -1, options: TopkOptions = {}): [values: Tensor, indices: Tensor] {
    checkKeys("topk", options, ["largest"]);
    const largest = checkBoolean("largest", options.largest ?? true);
    const [values, indices] = topk(this, k, checkDim(dim, this.shape.length), largest);
    return [this.#unary(values), Tensor.from(indices)];
  }

  /** The sum along `dim`, or of all elements. @throws RnnError `ERR_DTYPE` where int32 cannot hold it */
  sum(dim?: number, options: ReduceOptions = {}): Tensor {
    return this.#unary(sum(this, this.#dim(dim), keepdim("sum", options)));
  }

  /** The mean along `dim`, or of all elements; float32 also for int32. NaN if there are none. */
  mean(dim?: number, options: ReduceOptions = {}): Tensor {
    return this.#unary(mean(this, this.#dim(dim), keepdim("mean", options)));
  }

  /** exp(x) over its sum along `dim`. @throws RnnError `ERR_DTYPE` for int32 */
  softmax(dim: number): Tensor {
    return this.#unary(softmax("softmax", this, checkDim(dim, this.shape.length)));
  }

  /** The logarithm of {@link softmax}, without loss of digits. @throws RnnError `ERR_DTYPE` for int32 */
  logSoftmax(dim: number): Tensor {
    return this.#unary(softmax("logSoftmax", this, checkDim(dim, this.shape.length)));
  }

  /** Matrix product, of vectors, matrices or batches of matrices that broadcast. @throws RnnError `ERR_SHAPE`, `ERR_DTYPE` */
  matmul(other: Tensor): Tensor {
    if (!(other instanceof Tensor)) throw invalidOption("matmul", "a Tensor", other);
    return Tensor.result([this, other], matmul(this, other));
  }

  /** Sums; shapes broadcast. */
  add(other: Tensor | number): Tensor {
    return this.#binary("add", other);
  }

  /** Differences; shapes broadcast. */
  sub(other: Tensor | number): Tensor {
    return this.#binary("sub", other);
  }

  /** Products; shapes broadcast. */
  mul(other: Tensor | number): Tensor {
    return this.#binary("mul", other);
  }

  /** Quotients, float32 also for int32; shapes broadcast. */
  div(other: Tensor | number): Tensor {
    return this.#binary("div", other);
  }

  /** Powers; shapes broadcast. @throws RnnError `ERR_INVALID_OPTION` for a negative power of int32 in int32 */
  pow(exponent: Tensor | number): Tensor {
    return this.#binary("pow", exponent);
  }

  /** Remainders with the divisor's sign; shapes broadcast. @throws RnnError `ERR_INVALID_OPTION` for an int32 division by 0 */
  remainder(other: Tensor | number): Tensor {
    return this.#binary("remainder", other);
  }

  /** 1 where the elements are equal, else 0, in int32; shapes broadcast. */
  eq(other: Tensor | number): Tensor {
    return Tensor.from(equal(this, this.#operand("eq", other)));
  }

  /** −x. */
  neg(): Tensor {
    return this.#pointwise("neg");
  }

  /** |x|; its gradient at 0 is 0. */
  abs(): Tensor {
    return this.#pointwise("abs");
  }

  /** eˣ. */
  exp(): Tensor {
    return this.#pointwise("exp");
  }

  /** Natural logarithms. */
  log(): Tensor {
    return this.#pointwise("log");
  }

  /** Square roots. */
  sqrt(): Tensor {
    return this.#pointwise("sqrt");
  }

  /** Hyperbolic tangents. */
  tanh(): Tensor {
    return this.#pointwise("tanh");
  }

  /** 1 / (1 + e⁻ˣ). */
  sigmoid(): Tensor {
    return this.#pointwise("sigmoid");
  }

  /** max(x, 0); its gradient at 0 is 0. */
  relu(): Tensor {
    return this.#pointwise("relu");
  }

  /** Its dtype, shape and values: `Tensor(float32, [2]) [1, 0.5]`. Of more than 1000 elements only the edges. */
  toString(): string {
    return tensorText(this);
  }

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  /** @internal What Node's console shows; a large tensor inside another object without its values. */
  [Symbol.for("nodejs.util.inspect.custom")](depth: unknown, options?: { depth?: unknown }): string {
    return depth === options?.depth || sizeOf(this.shape) <= 8 ? tensorText(this) : tensorHeader(this);
  }

  /** @internal Overwrites all elements by as many in row-major order. */
  write(from: Values): void {
    const { values } = this.storage;
    if (this.strides) scatter(from, values, this.shape, this.strides);
    else values.set(from);
    this.storage.version++;
  }

  /** @internal Adds to `grad`, which owns the array from then on. */
  accumulate(gradient: Float32Array): void {
    if (!this.grad) {
      this.grad = Tensor.of(gradient, this.shape);
      return;
    }
    const sum = flat(this.grad);
    for (let i = 0; i < sum.length; i++) (sum[i] as number) += gradient[i] as number;
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

  /** A number as a tensor of one element: int32 beside int32 if it is whole. */
  #operand(name: string, other: Tensor | number): Tensor {
    if (other instanceof Tensor) return other;
    if (typeof other !== "number") throw invalidOption(name, "a Tensor or a number", other);
    const whole = this.dtype === "int32" && (other | 0) === other;
    return Tensor.of(whole ? Int32Array.of(other) : Float32Array.of(other), []);
  }

  /** `dim` counted from the front; undefined stays. */
  #dim<D extends number | undefined>(dim: D): D {
    return dim === undefined ? dim : (checkDim(dim, this.shape.length) as D);
  }

  #checkSingle(name: string): void {
    if (sizeOf(this.shape) !== 1) throw rnnError("ERR_SHAPE", name, "one element", this.shape);
  }
}

function checkIndex(index: Tensor): Tensor {
  if (!(index instanceof Tensor)) throw invalidOption("index", "a Tensor", index);
  if (index.dtype !== "int32") throw rnnError("ERR_DTYPE", "index", "int32", index.dtype);
  return index;
}

const madeByOperation = (name: string, got: string) =>
  new RnnError("ERR_INVALID_OPTION", `${name}: expected a tensor that no operation made (see detach()), got ${got}`);
