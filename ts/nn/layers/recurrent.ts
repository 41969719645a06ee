/**
 * The base of `LSTM`, `GRU` and `RNN`: layers, directions, dropout between layers, sequences of different lengths, and the
 * names of the weights. recurrent-pass.ts runs the passes in the core.
 */

import { checkBoolean, checkInteger, checkKeys, checkNumber } from "../../errors/validate.js";
import { type CellName, cells, type Nonlinearity } from "../../model/cells.js";
import { mismatch } from "../arrays/mismatch.js";
import { type Shape, sameShape, showShape } from "../arrays/shape.js";
import { Module } from "../modules/module.js";
import type { Parameter } from "../modules/parameter.js";
import { checkFeatures, checkTensor, checkWeight } from "../tensor/operands.js";
import type { Tensor } from "../tensor/tensor.js";
import { dropoutMask } from "./dropout.js";
import { uniformParameter } from "./initial.js";
import { checkLengths, type Packing, pack } from "./packing.js";
import { type RecurrentSizes, runRecurrent } from "./recurrent-pass.js";

/** Options of all recurrent layers. */
export interface RecurrentOptions {
  /** The number of stacked layers; default 1. */
  readonly numLayers?: number | undefined;
  /** Whether the layers have biases; default true. */
  readonly bias?: boolean | undefined;
  /** Whether input and output are (batch, seq, feature) instead of (seq, batch, feature). States are not affected. Default false. */
  readonly batchFirst?: boolean | undefined;
  /** Dropout probability during training for the outputs of all layers except the last, 0 … 1; default 0. */
  readonly dropout?: number | undefined;
  /** Whether the layers also read backwards; default false. */
  readonly bidirectional?: boolean | undefined;
}

/** Options of a recurrent layer's `forward`. */
export interface RecurrentForwardOptions {
  /** The length of each sequence of the batch, in any order, as for `pack_padded_sequence`; by default the full length. */
  readonly lengths?: readonly number[] | Int32Array | Tensor | undefined;
}

const optionNames = ["numLayers", "bias", "batchFirst", "dropout", "bidirectional"];

type WeightName = `weight_${string}` | `bias_${string}`;

/** How a layer differs from the others. */
interface Variation {
  readonly cell: CellName;
  readonly projSize?: number;
  readonly nonlinearity?: Nonlinearity;
  /** The names of options that only this layer has. */
  readonly optionNames?: readonly string[];
}

/** The names of a layer's weights, in PyTorch's order. */
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

/** The base of `LSTM`, `GRU` and `RNN`. */
export abstract class Recurrent extends Module {
  /** The number of features of an input. */
  readonly inputSize: number;
  /** The number of units per layer and direction. */
  readonly hiddenSize: number;
  /** The number of stacked layers. */
  readonly numLayers: number;
  /** Whether the layers have biases. */
  readonly bias: boolean;
  /** Whether input and output are (batch, seq, feature) instead of (seq, batch, feature). */
  readonly batchFirst: boolean;
  /** Dropout probability during training for the outputs of all layers except the last. */
  readonly dropout: number;
  /** Whether the layers also read backwards. */
  readonly bidirectional: boolean;
  /** The weights under PyTorch's names: `weight_ih_l0` [gates·hiddenSize, inputSize], `weight_hh_l0`, `bias_ih_l0`, … `_reverse`. */
  [weight: `weight_${string}` | `bias_${string}`]: Parameter;
  readonly #weights: readonly (readonly [WeightName, Shape])[];
  readonly #cell: CellName;
  readonly #nonlinearity: Nonlinearity;
  readonly #projSize: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  protected constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions, variation: Variation) {
    super();
    this.inputSize = checkInteger("inputSize", inputSize, 1);
    this.hiddenSize = checkInteger("hiddenSize", hiddenSize, 1);
    checkKeys(variation.cell.toUpperCase(), options, [...optionNames, ...(variation.optionNames ?? [])]);
    this.numLayers = checkInteger("numLayers", options.numLayers ?? 1, 1);
    this.bias = checkBoolean("bias", options.bias ?? true);
    this.batchFirst = checkBoolean("batchFirst", options.batchFirst ?? false);
    this.dropout = checkNumber("dropout", options.dropout ?? 0, { min: 0, max: 1 });
    this.bidirectional = checkBoolean("bidirectional", options.bidirectional ?? false);
    this.#cell = variation.cell;
    this.#projSize = variation.projSize ?? 0;
    this.#nonlinearity = variation.nonlinearity ?? "tanh";
    const names = weightNames(this.numLayers, this.bidirectional, this.bias, this.#projSize > 0);
    this.#weights = names.map((name) => [name, this.#weightShape(name)]);
    for (const [name, shape] of this.#weights) this[name] = uniformParameter(shape, hiddenSize);
  }

  /** @internal @returns the output, and each state after the last step of each sequence */
  protected run(
    input: Tensor,
    state: readonly Tensor[] | undefined,
    options: RecurrentForwardOptions,
  ): [output: Tensor, states: Tensor[]] {
    checkFeatures("input", input, this.inputSize);
    checkKeys("forward", options, ["lengths"]);
    const rank = input.shape.length;
    if (rank !== 3 && rank !== 2)
      throw mismatch("ERR_SHAPE", "input", "3 dimensions, or 2 for one sequence", showShape(input.shape));
    if (rank === 2) return this.#runOne(input, state, options);
    const [first, second] = input.shape as [number, number];
    const [steps, batch] = this.batchFirst ? [second, first] : [first, second];
    if (steps * batch === 0) throw mismatch("ERR_SHAPE", "input", "at least one step of one sequence", input.shape);
    const initial = this.#checkState(state, batch);
    const lengths = options.lengths === undefined ? undefined : checkLengths(options.lengths, steps, batch);
    return this.#runBatch(input, initial, pack(steps, batch, this.batchFirst, lengths));
  }

  #runBatch(input: Tensor, state: readonly Tensor[], packing: Packing): [Tensor, Tensor[]] {
    const sizes = this.#sizes();
    const weights = this.#weights.map(([name, shape]) => checkWeight(name, this[name], shape));
    const call = { sizes, packing, input, weights, state };
    const masks = sizes.dropout ? this.#drawMasks(packing.rows) : undefined;
    const count = sizes.directions * sizes.layers;
    return runRecurrent(call, masks, {
      output: [...input.shape.slice(0, -1), sizes.directions * sizes.output],
      state: (size) => [count, packing.batch, size],
    });
  }

  /** Runs one sequence without a batch dimension as a batch of one. */
  #runOne(input: Tensor, state: readonly Tensor[] | undefined, options: RecurrentForwardOptions): [Tensor, Tensor[]] {
    if (options.lengths !== undefined)
      throw mismatch("ERR_SHAPE", "input", "3 dimensions, as lengths are given", input.shape);
    const dim = this.batchFirst ? 0 : 1;
    const initial = this.#checkState(state).map((part) => part.unsqueeze(1));
    const [output, states] = this.run(input.unsqueeze(dim), initial.length > 0 ? initial : undefined, {});
    return [output.squeeze(dim), states.map((part) => part.squeeze(1))];
  }

  /** @param batch undefined for states of one sequence, which have no batch dimension */
  #checkState(state: readonly Tensor[] | undefined, batch?: number): readonly Tensor[] {
    const { states } = cells[this.#cell];
    if (state === undefined) return [];
    const layers = (this.bidirectional ? 2 : 1) * this.numLayers;
    return states.map((name, i) => {
      const wanted = [layers, ...(batch === undefined ? [] : [batch]), this.#stateSize(i)];
      const part = checkTensor(`${name}0`, state[i], "float32");
      if (!sameShape(part.shape, wanted)) throw mismatch("ERR_SHAPE", `${name}0`, showShape(wanted), part.shape);
      return part;
    });
  }

  /** The size of h (index 0) or c. */
  #stateSize(index: number): number {
    return index === 0 ? this.#projSize || this.hiddenSize : this.hiddenSize;
  }

  /** The dropout masks for the outputs of all layers except the last, one after another. */
  #drawMasks(rows: number): Float32Array {
    const { layers, directions, output } = this.#sizes();
    return dropoutMask(this.dropout, (layers - 1) * rows * directions * output);
  }

  #sizes(): RecurrentSizes {
    return {
      cell: this.#cell,
      nonlinearity: this.#nonlinearity,
      input: this.inputSize,
      hidden: this.hiddenSize,
      projection: this.#projSize,
      layers: this.numLayers,
      directions: this.bidirectional ? 2 : 1,
      bias: this.bias,
      dropout: this.training && this.dropout > 0 && this.numLayers > 1,
      output: this.#projSize || this.hiddenSize,
    };
  }

  #weightShape(name: WeightName): Shape {
    const output = this.#projSize || this.hiddenSize;
    const rows = cells[this.#cell].gates.length * this.hiddenSize;
    if (name.startsWith("bias")) return [rows];
    if (name.startsWith("weight_hr")) return [this.#projSize, this.hiddenSize];
    if (name.startsWith("weight_hh")) return [rows, output];
    return [rows, /_l0(_|$)/.test(name) ? this.inputSize : (this.bidirectional ? 2 : 1) * output];
  }
}
