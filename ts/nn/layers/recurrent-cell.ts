/**
 * The base of `LSTMCell`, `GRUCell` and `RNNCell`: one step of one layer, for custom loops.
 */

import { checkBoolean, checkInteger, checkKeys } from "../../errors/validate.js";
import { type CellName, cells, type Nonlinearity } from "../../model/cells.js";
import { mismatch } from "../arrays/mismatch.js";
import { type Shape, sameShape, showShape } from "../arrays/shape.js";
import { Module } from "../modules/module.js";
import type { Parameter } from "../modules/parameter.js";
import { checkFeatures, checkTensor, checkWeight } from "../tensor/operands.js";
import type { Tensor } from "../tensor/tensor.js";
import { uniformParameter } from "./initial.js";
import { pack } from "./packing.js";
import { runRecurrent } from "./recurrent-pass.js";

/** Options of all recurrent cells. */
export interface RecurrentCellOptions {
  /** Whether the cell has biases; default true. */
  readonly bias?: boolean | undefined;
}

/** How a cell differs from the others. */
interface Variation {
  readonly name: string;
  readonly cell: CellName;
  readonly nonlinearity?: Nonlinearity;
  /** The names of options that only this cell has. */
  readonly optionNames?: readonly string[];
}

/** The base of `LSTMCell`, `GRUCell` and `RNNCell`. */
export abstract class RecurrentCell extends Module {
  /** The number of features of an input. */
  readonly inputSize: number;
  /** The number of units. */
  readonly hiddenSize: number;
  /** Whether the cell has biases. */
  readonly bias: boolean;
  /** [gates·hiddenSize, inputSize]. All weights are drawn from U(−1/√hiddenSize, 1/√hiddenSize). */
  weight_ih: Parameter;
  /** [gates·hiddenSize, hiddenSize]. */
  weight_hh: Parameter;
  /** [gates·hiddenSize]; null without biases. */
  bias_ih: Parameter | null;
  /** [gates·hiddenSize]; null without biases. */
  bias_hh: Parameter | null;
  readonly #cell: CellName;
  readonly #nonlinearity: Nonlinearity;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  protected constructor(inputSize: number, hiddenSize: number, options: RecurrentCellOptions, variation: Variation) {
    super();
    this.inputSize = checkInteger("inputSize", inputSize, 1);
    this.hiddenSize = checkInteger("hiddenSize", hiddenSize, 1);
    checkKeys(variation.name, options, ["bias", ...(variation.optionNames ?? [])]);
    this.bias = checkBoolean("bias", options.bias ?? true);
    this.#cell = variation.cell;
    this.#nonlinearity = variation.nonlinearity ?? "tanh";
    const rows = cells[this.#cell].gates.length * hiddenSize;
    this.weight_ih = uniformParameter([rows, inputSize], hiddenSize);
    this.weight_hh = uniformParameter([rows, hiddenSize], hiddenSize);
    this.bias_ih = this.bias ? uniformParameter([rows], hiddenSize) : null;
    this.bias_hh = this.bias ? uniformParameter([rows], hiddenSize) : null;
  }

  /** @internal @returns each state after the step */
  protected run(input: Tensor, state: readonly Tensor[] | undefined): Tensor[] {
    checkFeatures("input", input, this.inputSize);
    const rank = input.shape.length;
    if (rank !== 1 && rank !== 2) throw mismatch("ERR_SHAPE", "input", "2 dimensions, or 1 for one input", input.shape);
    const rows = rank === 2 ? (input.shape[0] as number) : 1;
    if (rows === 0) throw mismatch("ERR_SHAPE", "input", "at least one row", input.shape);
    const leading = input.shape.slice(0, -1);
    const initial = this.#checkState(state, [...leading, this.hiddenSize]);
    const [, states] = runRecurrent(
      {
        sizes: this.#sizes(),
        packing: pack(1, rows, false, undefined),
        input,
        weights: this.#weights(),
        state: initial,
      },
      undefined,
      { output: [...leading, this.hiddenSize], state: (size) => [...leading, size] },
    );
    return states;
  }

  #checkState(state: readonly Tensor[] | undefined, wanted: Shape): readonly Tensor[] {
    if (state === undefined) return [];
    return cells[this.#cell].states.map((name, i) => {
      const part = checkTensor(name, state[i], "float32");
      if (!sameShape(part.shape, wanted)) throw mismatch("ERR_SHAPE", name, showShape(wanted), part.shape);
      return part;
    });
  }

  #weights(): Tensor[] {
    const rows = cells[this.#cell].gates.length * this.hiddenSize;
    const weights = [
      checkWeight("weight_ih", this.weight_ih, [rows, this.inputSize]),
      checkWeight("weight_hh", this.weight_hh, [rows, this.hiddenSize]),
    ];
    if (!this.bias) return weights;
    return [...weights, checkWeight("bias_ih", this.bias_ih, [rows]), checkWeight("bias_hh", this.bias_hh, [rows])];
  }

  #sizes() {
    const { inputSize: input, hiddenSize: hidden, bias } = this;
    const one = { projection: 0, layers: 1, directions: 1, dropout: false } as const;
    return { ...one, cell: this.#cell, nonlinearity: this.#nonlinearity, input, hidden, bias, output: hidden };
  }
}
