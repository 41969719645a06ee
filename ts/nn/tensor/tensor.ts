/**
 * The tensor: typed arrays on the JavaScript heap, so that the garbage collector owns all of it.
 *
 * Transposing and reshaping give views of the same values where that is free. Not a general tensor library: what a small
 * recurrent model needs.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import { backward, type Edge, edgesOf, isRecording, Node } from "../autograd/graph.js";
import { softmaxRows } from "../autograd/kernels.js";
import { argmaxRows, combine, type Operation } from "./elementwise.js";
import { type NestedNumbers, nest, parseValues, type TensorValues } from "./literals.js";
import { arithmetic, Reduce, Reshape, Softmax, Transpose } from "./operations.js";
import {
  broadcastShape,
  broadcastStrides,
  checkDim,
  inferShape,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
  strayOf,
  stridesOf,
  wrong,
} from "./shape.js";
import { gather, like, scatter, sumInto, type Values, withRoom } from "./strided.js";

/** The two kinds of elements: numbers, and indices. */
export type DType = "float32" | "int32";

/** What holds the values of a tensor and of all its views. */
export class Storage {
  readonly values: Values;
  /** Counts changes in place, so that a way back that needs what was before can say so. */
  version = 0;
  /** Whether a leaf's `grad` owns the values. */
  held = false;

  constructor(values: Values) {
    this.values = values;
  }
}

const isInt32 = (x: number) => (x | 0) === x;

/** Numbers in a shape, with a way back to what they were computed from; what `torch.Tensor` is, as far as a small model needs it. */
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
  protected constructor(shape: Shape, storage: Storage, strides: Shape | null) {
    this.shape = shape;
    this.dtype = storage.values instanceof Int32Array ? "int32" : "float32";
    this.storage = storage;
    this.strides = strides;
  }

  /** @internal A tensor that owns `values`; as output `slot` of `node` if that is recorded. */
  static of(values: Values, shape: Shape, node?: Node | null, slot = 0): Tensor {
    return Tensor.#recorded(new Tensor(shape, new Storage(values), null), node, slot);
  }

  static #recorded(tensor: Tensor, node: Node | null | undefined, slot = 0): Tensor {
    if (node) {
      tensor.edge = { node, slot };
      tensor.#isLeaf = false;
      tensor.#requiresGrad = true;
    }
    return tensor;
  }

  /** Whether operations on it are recorded for `backward`. Settable on tensors that no operation made. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  /** @throws RnnError `ERR_INVALID_OPTION` for a result of an operation, `ERR_DTYPE` for int32 */
  set requiresGrad(wanted: boolean) {
    if (!this.#isLeaf && wanted !== this.#requiresGrad) {
      throw new RnnError(
        "ERR_INVALID_OPTION",
        "requiresGrad: expected a tensor that no operation made (see detach()), got a result",
      );
    }
    if (wanted && this.dtype !== "float32") throw wrong("ERR_DTYPE", "requiresGrad", "a float32 tensor", this.dtype);
    this.#requiresGrad = wanted;
  }

  /** Whether it was made by the user, not by a recorded operation: these get a `grad`. */
  get isLeaf(): boolean {
    return this.#isLeaf;
  }

  /** The elements in row-major order: a copy. */
  data(): Float32Array | Int32Array {
    return this.strides ? this.flat() : this.storage.values.slice();
  }

  /** The elements as nested arrays; a number for shape `[]`. */
  toArray(): NestedNumbers {
    return nest(this.flat(), this.shape);
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
    if (!this.#isLeaf && isRecording()) {
      throw new RnnError(
        "ERR_INVALID_OPTION",
        "copyFrom: expected a tensor that no operation made (see detach()), got a recorded result",
      );
    }
    const from =
      values instanceof Tensor ? { values: values.flat(), shape: values.shape } : parseValues(values, this.dtype);
    const flat = from.shape.length === 1 && from.values.length === sizeOf(this.shape);
    if (!sameShape(from.shape, this.shape) && !(flat && !(values instanceof Tensor))) {
      throw wrong("ERR_SHAPE", "copyFrom", showShape(this.shape), from.shape);
    }
    if (this.dtype === "int32" && !(from.values instanceof Int32Array))
      throw wrong("ERR_DTYPE", "copyFrom", "int32", "float32");
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
      throw wrong("ERR_SHAPE", "gradient", showShape(this.shape), gradient.shape);
    else if (gradient.dtype !== "float32") throw wrong("ERR_DTYPE", "gradient", "float32", gradient.dtype);
    backward(this, Tensor.of(gradient ? (gradient.data() as Float32Array) : Float32Array.of(1), this.shape));
  }

  /** The same values, cut off from what made them. */
  detach(): Tensor {
    return new Tensor(this.shape, this.storage, this.strides);
  }

  /** The same elements in another shape; one size may be -1. A view unless the elements lie out of order. */
  reshape(shape: readonly number[]): Tensor {
    return this.#reshaped(inferShape(shape, sizeOf(this.shape)));
  }

  /** Dimensions `dim0` and `dim1` exchanged: a view. */
  transpose(dim0: number, dim1: number): Tensor {
    const [a, b] = [checkDim(dim0, this.shape.length), checkDim(dim1, this.shape.length)];
    const order = this.shape.map((_, dim) => (dim === a ? b : dim === b ? a : dim));
    if (order.length === 0) return this.#reshaped([]);
    const edges = edgesOf([this]);
    return Tensor.#recorded(this.permute(order), edges && new Node(edges, new Transpose([a, b])));
  }

  /** Without the dimension `dim` if its size is 1; without all such dimensions by default. */
  squeeze(dim?: number): Tensor {
    const only = dim === undefined ? -1 : checkDim(dim, this.shape.length);
    return this.#reshaped(this.shape.filter((size, at) => size !== 1 || (dim !== undefined && at !== only)));
  }

  /** With a dimension of size 1 at `dim`. */
  unsqueeze(dim: number): Tensor {
    return this.#reshaped(this.shape.toSpliced(checkDim(dim, this.shape.length + 1), 0, 1));
  }

  /** The index of the largest element along `dim`, the first of equals; of all elements in order without it. int32. */
  argmax(dim?: number): Tensor {
    if (dim === undefined) return this.#reshaped([sizeOf(this.shape)]).argmax(0);
    const at = checkDim(dim, this.shape.length);
    const length = this.shape[at] ?? 1;
    if (length === 0) throw wrong("ERR_SHAPE", "argmax", "at least one element", this.shape);
    const rows = this.detach().permute([...this.shape.keys()].sort((a, b) => Number(a === at) - Number(b === at)));
    return Tensor.of(argmaxRows(rows.flat(), length), this.shape.toSpliced(at, 1));
  }

  /** exp(x) over its sum along `dim`. @throws RnnError `ERR_DTYPE` for int32 */
  softmax(dim: number): Tensor {
    if (this.dtype !== "float32") throw wrong("ERR_DTYPE", "softmax", "float32", this.dtype);
    const at = checkDim(dim, this.shape.length);
    const last = Math.max(this.shape.length - 1, 0);
    if (at !== last) return this.transpose(at, last).softmax(last).transpose(at, last);
    const out = Tensor.of(softmaxRows(this.flat() as Float32Array, this.shape.at(-1) ?? 1), this.shape);
    const edges = edgesOf([this]);
    return edges ? Tensor.#recorded(out, new Node(edges, new Softmax([out.detach()]))) : out;
  }

  /** Sums; shapes broadcast. */
  add(other: Tensor | number): Tensor {
    return this.#arithmetic("add", other);
  }

  /** Differences; shapes broadcast. */
  sub(other: Tensor | number): Tensor {
    return this.#arithmetic("sub", other);
  }

  /** Products; shapes broadcast. */
  mul(other: Tensor | number): Tensor {
    return this.#arithmetic("mul", other);
  }

  /** Remainders with the divisor's sign; shapes broadcast. @throws RnnError `ERR_INVALID_OPTION` for an int32 division by 0 */
  remainder(other: Tensor | number): Tensor {
    return this.#arithmetic("remainder", other);
  }

  /** 1 where the elements are equal, else 0, in int32; shapes broadcast. */
  eq(other: Tensor | number): Tensor {
    const { shape, values } = this.#combined("eq", other, "int32");
    return Tensor.of(values, shape);
  }

  /** The sum of all elements, shape `[]`. @throws RnnError `ERR_DTYPE` where int32 cannot hold it */
  sum(): Tensor {
    const total = this.#total();
    if (this.dtype === "float32") return this.#reduced(total, 1);
    if (!isInt32(total)) throw wrong("ERR_DTYPE", "sum", "a total that int32 holds", `${total}`);
    return Tensor.of(Int32Array.of(total), []);
  }

  /** The mean of all elements, shape `[]`, float32 also for int32. NaN if there are none. */
  mean(): Tensor {
    const scale = 1 / sizeOf(this.shape);
    return this.#reduced(this.#total() * scale, scale);
  }

  /** `Tensor(float32, [2, 3])`: what it is, not what it holds. */
  toString(): string {
    return `Tensor(${this.dtype}, ${showShape(this.shape)})`;
  }

  /** @internal What Node's console shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** @internal The elements in row-major order; the tensor's own array where they lie so. */
  flat(): Values {
    return this.strides ? gather(this.storage.values, this.shape, this.strides) : this.storage.values;
  }

  /** @internal Overwrites all elements by as many in row-major order. */
  write(from: Values): void {
    const { values } = this.storage;
    if (this.strides) scatter(from, values, this.shape, this.strides);
    else values.set(from);
    this.storage.version++;
  }

  /** @internal Adds to `grad`. An array that another leaf owns is copied: a gradient may reach two. */
  accumulate(gradient: Tensor): void {
    if (this.grad) {
      this.grad.write(this.grad.add(gradient).flat());
      return;
    }
    const { storage } = gradient;
    const own = gradient.strides ? gradient.flat() : storage.held ? storage.values.slice() : storage.values;
    storage.held = true;
    this.grad = Tensor.of(own, this.shape);
    this.grad.storage.held = true;
  }

  /** @internal The gradient of what was stretched to this one's shape. */
  sumTo(shape: Shape): Tensor {
    if (sameShape(shape, this.shape)) return this;
    const strides = broadcastStrides(shape, stridesOf(shape), this.shape);
    return Tensor.of(sumInto(sizeOf(shape), this.flat(), this.shape, strides), shape);
  }

  /** @internal One element repeated. */
  stretch(shape: Shape): Tensor {
    return Tensor.of(like(this.storage.values, sizeOf(shape)).fill(this.item()), shape);
  }

  /** @internal Other values in this one's shape. */
  withValues(values: Values): Tensor {
    return Tensor.of(values, this.shape);
  }

  /** @internal Dimensions in another order; never recorded. */
  permute(order: readonly number[]): Tensor {
    const strides = this.strides ?? stridesOf(this.shape);
    const shape = order.map((dim) => this.shape[dim] as number);
    return new Tensor(
      shape,
      this.storage,
      strayOf(
        shape,
        order.map((dim) => strides[dim] as number),
      ),
    );
  }

  /** @internal */
  floorDivide(other: Tensor): Tensor {
    const { shape, values } = this.#combined("floorDivide", other, "float32");
    return Tensor.of(values, shape);
  }

  #reshaped(shape: Shape): Tensor {
    const edges = edgesOf([this]);
    const storage = this.strides ? new Storage(this.flat()) : this.storage;
    return Tensor.#recorded(new Tensor(shape, storage, null), edges && new Node(edges, new Reshape(this.shape)));
  }

  #arithmetic(operation: "add" | "sub" | "mul" | "remainder", other: Tensor | number): Tensor {
    const whole = this.dtype === "int32" && (typeof other === "number" ? isInt32(other) : other?.dtype === "int32");
    const { shape, values } = this.#combined(operation, other, whole ? "int32" : "float32");
    const edges = edgesOf([this, other]);
    return Tensor.of(values, shape, edges && new Node(edges, arithmetic(operation, this, other)));
  }

  #combined(operation: Operation, other: Tensor | number, dtype: DType): { shape: Shape; values: Values } {
    if (typeof other !== "number" && !(other instanceof Tensor)) {
      throw invalidOption(operation, "a Tensor or a number", other);
    }
    const shape = typeof other === "number" ? this.shape : broadcastShape(operation, this.shape, other.shape);
    const asFloat = this.dtype === "float32" || !isInt32(other as number);
    const b = typeof other === "number" ? (asFloat ? Math.fround(other) : other) : other.#stretched(shape);
    if (operation === "remainder" && dtype === "int32" && (b === 0 || (typeof b !== "number" && b.includes(0)))) {
      throw wrong("ERR_INVALID_OPTION", "remainder", "a divisor that is not 0", "0");
    }
    const values = withRoom(() => new (dtype === "int32" ? Int32Array : Float32Array)(sizeOf(shape)));
    combine(operation, this.#stretched(shape), b, values);
    return { shape, values };
  }

  #stretched(shape: Shape): Values {
    if (sameShape(shape, this.shape)) return this.flat();
    const strides = broadcastStrides(this.shape, this.strides ?? stridesOf(this.shape), shape);
    return gather(this.storage.values, shape, strides);
  }

  #total(): number {
    let total = 0;
    for (const x of this.flat()) total += x;
    return total;
  }

  #reduced(value: number, scale: number): Tensor {
    const edges = edgesOf([this]);
    return Tensor.of(Float32Array.of(value), [], edges && new Node(edges, new Reduce(this.shape, scale)));
  }

  #checkSingle(name: string): void {
    if (sizeOf(this.shape) !== 1) throw wrong("ERR_SHAPE", name, "one element", this.shape);
  }
}
