/**
 * The long short-term memory: `torch.nn.LSTM`, with layers, directions, projections, dropout between layers, and sequences
 * of different lengths. The passes themselves are in lstm-pass.ts.
 */
import { checkBoolean, checkInteger, checkKeys, checkNumber, invalidOption } from "../../errors/validate.js";
import { edgesOf, Node } from "../autograd/graph.js";
import { checkFeatures, checkTensor, checkWeight } from "../tensor/operands.js";
import { type Shape, sameShape, showShape, wrong } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { dropoutMask } from "./dropout.js";
import { uniformParameter } from "./initial.js";
import { LstmDerivative, type LstmSizes, lstmForward } from "./lstm-pass.js";
import { Module } from "./module.js";
import { checkLengths, type Packing, pack } from "./packing.js";
import type { Parameter } from "./parameter.js";

/** Options of {@link LSTM}. */
export interface LSTMOptions {
  /** Layers, each of which reads the one below; default 1. */
  readonly numLayers?: number | undefined;
  /** Whether there are biases; default true. */
  readonly bias?: boolean | undefined;
  /** Whether input and output are (batch, seq, feature) rather than (seq, batch, feature); states are not; default false. */
  readonly batchFirst?: boolean | undefined;
  /** The share of each layer's output, but the last one's, that is dropped while training; default 0. */
  readonly dropout?: number | undefined;
  /** Whether a second direction reads from the end; default false. */
  readonly bidirectional?: boolean | undefined;
  /** The size that each output is projected to, below hiddenSize; default 0, no projection. */
  readonly projSize?: number | undefined;
}

/** Options of {@link LSTM.forward}. */
export interface LSTMForwardOptions {
  /** The length of each sequence, in any order; by default all run to the end. */
  readonly lengths?: readonly number[] | Int32Array | Tensor | undefined;
}

/** h and c. */
export type LSTMState = readonly [h: Tensor, c: Tensor];

const optionNames = ["numLayers", "bias", "batchFirst", "dropout", "bidirectional", "projSize"];

/** The names of its weights, as PyTorch orders them. */
function weightNames(numLayers: number, bidirectional: boolean, bias: boolean, projected: boolean): WeightName[] {
  const kinds = [
    "weight_ih",
    "weight_hh",
    ...(bias ? ["bias_ih", "bias_hh"] : []),
    ...(projected ? ["weight_hr"] : []),
  ];
  const suffixes = Array.from({ length: numLayers }, (_, layer) =>
    bidirectional ? [`_l${layer}`, `_l${layer}_reverse`] : [`_l${layer}`],
  );
  return suffixes.flat().flatMap((suffix) => kinds.map((kind) => (kind + suffix) as WeightName));
}

type WeightName = `weight_${string}` | `bias_${string}`;

/** The long short-term memory, with layers, directions and projections: `torch.nn.LSTM`. */
export class LSTM extends Module {
  /** Features of an input. */
  readonly inputSize: number;
  /** Units of a layer and direction. */
  readonly hiddenSize: number;
  /** Layers, each of which reads the one below. */
  readonly numLayers: number;
  /** Whether there are biases. */
  readonly bias: boolean;
  /** Whether input and output are (batch, seq, feature). */
  readonly batchFirst: boolean;
  /** The share of each layer's output, but the last one's, that is dropped while training. */
  readonly dropout: number;
  /** Whether a second direction reads from the end. */
  readonly bidirectional: boolean;
  /** The size that each output is projected to; 0: no projection. */
  readonly projSize: number;
  /** `weight_ih_l0` [4·hiddenSize, in], `weight_hh_l0`, `bias_ih_l0`, … `_reverse`; gate rows in the order i, f, g, o. */
  [weight: WeightName]: Parameter;
  readonly #weights: readonly (readonly [WeightName, Shape])[];

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: LSTMOptions = {}) {
    super();
    this.inputSize = checkInteger("inputSize", inputSize, 1);
    this.hiddenSize = checkInteger("hiddenSize", hiddenSize, 1);
    checkKeys("LSTM", options, optionNames);
    this.numLayers = checkInteger("numLayers", options.numLayers ?? 1, 1);
    this.bias = checkBoolean("bias", options.bias ?? true);
    this.batchFirst = checkBoolean("batchFirst", options.batchFirst ?? false);
    this.dropout = checkNumber("dropout", options.dropout ?? 0, { min: 0, max: 1 });
    this.bidirectional = checkBoolean("bidirectional", options.bidirectional ?? false);
    this.projSize = checkInteger("projSize", options.projSize ?? 0, 0, hiddenSize - 1);
    const names = weightNames(this.numLayers, this.bidirectional, this.bias, this.projSize > 0);
    this.#weights = names.map((name) => [name, this.#weightShape(name)]);
    for (const [name, shape] of this.#weights) this[name] = uniformParameter(shape, hiddenSize);
  }

  /**
   * @param input (seq, batch, inputSize), or (batch, seq, inputSize) with `batchFirst`; (seq, inputSize) for one sequence
   * @param state the first h (layers·directions, batch, projSize or hiddenSize) and c (…, hiddenSize); zeros without
   * @returns the last layer's h at each step (seq, batch, directions·size), and the h and c after each sequence's last
   *   step. Rows past a sequence's length are 0.
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION`
   */
  forward(
    input: Tensor,
    state?: LSTMState | null,
    options: LSTMForwardOptions = {},
  ): [output: Tensor, state: [h: Tensor, c: Tensor]] {
    checkFeatures("input", input, this.inputSize);
    checkKeys("forward", options, ["lengths"]);
    const rank = input.shape.length;
    if (rank !== 3 && rank !== 2)
      throw wrong("ERR_SHAPE", "input", "3 dimensions, or 2 for one sequence", showShape(input.shape));
    if (rank === 2) return this.#forwardOne(input, state, options);
    const [first, second] = input.shape as [number, number];
    const [steps, batch] = this.batchFirst ? [second, first] : [first, second];
    if (steps * batch === 0) throw wrong("ERR_SHAPE", "input", "at least one step of one sequence", input.shape);
    const initial = state ? this.#checkState(state, batch) : [];
    const lengths = options.lengths === undefined ? undefined : checkLengths(options.lengths, steps, batch);
    return this.#run(input, initial, pack(steps, batch, this.batchFirst, lengths));
  }

  #run(input: Tensor, state: readonly Tensor[], packing: Packing): [Tensor, [Tensor, Tensor]] {
    const sizes = this.#sizes();
    const weights = this.#weights.map(([name, shape]) => checkWeight(name, this[name], shape));
    const call = { sizes, packing, input, weights, state };
    const edges = edgesOf([input, ...weights, ...state]);
    const { y, h, c } = lstmForward(call, sizes.dropout ? this.#drawMasks(packing.rows) : undefined);
    const node = edges && new Node(edges, new LstmDerivative(call));
    const states = [this.#directions * this.numLayers, packing.batch];
    return [
      Tensor.of(y, input.shape.with(-1, this.#directions * sizes.output), node),
      [Tensor.of(h, [...states, sizes.output], node, 1), Tensor.of(c, [...states, this.hiddenSize], node, 2)],
    ];
  }

  /** An unbatched sequence: a batch of one, without its dimension. */
  #forwardOne(
    input: Tensor,
    state: LSTMState | null | undefined,
    options: LSTMForwardOptions,
  ): [Tensor, [Tensor, Tensor]] {
    if (options.lengths !== undefined)
      throw wrong("ERR_SHAPE", "input", "3 dimensions where there are lengths", input.shape);
    const dim = this.batchFirst ? 0 : 1;
    const initial = state ? this.#checkState(state).map((part) => part.unsqueeze(1)) : null;
    const [output, [h, c]] = this.forward(input.unsqueeze(dim), initial as LSTMState | null);
    return [output.squeeze(dim), [h.squeeze(1), c.squeeze(1)]];
  }

  /** @param batch undefined for states of one sequence, which lack the dimension */
  #checkState(state: LSTMState, batch?: number): LSTMState {
    if (!Array.isArray(state) || state.length !== 2) throw invalidOption("state", "[h, c]", state);
    const middle = batch === undefined ? [] : [batch];
    const count = this.#directions * this.numLayers;
    const [h, c] = state as LSTMState;
    const check = (name: string, part: Tensor, size: number) => {
      const wanted: Shape = [count, ...middle, size];
      if (!sameShape(checkTensor(name, part, "float32").shape, wanted))
        throw wrong("ERR_SHAPE", name, showShape(wanted), part.shape);
    };
    check("h0", h, this.projSize || this.hiddenSize);
    check("c0", c, this.hiddenSize);
    return [h, c];
  }

  /** One after another for the outputs of all layers but the last. */
  #drawMasks(rows: number): Float32Array {
    return dropoutMask(
      this.dropout,
      (this.numLayers - 1) * rows * this.#directions * (this.projSize || this.hiddenSize),
    );
  }

  get #directions(): 1 | 2 {
    return this.bidirectional ? 2 : 1;
  }

  #sizes(): LstmSizes {
    return {
      input: this.inputSize,
      hidden: this.hiddenSize,
      projection: this.projSize,
      layers: this.numLayers,
      directions: this.#directions,
      bias: this.bias,
      dropout: this.training && this.dropout > 0 && this.numLayers > 1,
      output: this.projSize || this.hiddenSize,
    };
  }

  #weightShape(name: WeightName): Shape {
    const output = this.projSize || this.hiddenSize;
    const gates = 4 * this.hiddenSize;
    if (name.startsWith("bias")) return [gates];
    if (name.startsWith("weight_hr")) return [this.projSize, this.hiddenSize];
    if (name.startsWith("weight_hh")) return [gates, output];
    return [gates, /_l0(_|$)/.test(name) ? this.inputSize : this.#directions * output];
  }
}
