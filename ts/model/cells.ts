/**
 * What differs from cell to cell: gates, states, and their order in files. The one place that knows how many gates there are; the
 * equations are in the crate's `cells/`.
 */

/** A recurrent cell. */
export type CellName = "lstm" | "gru" | "rnn";
/** The nonlinearity of an Elman cell. */
export type Nonlinearity = (typeof nonlinearities)[number];

export const nonlinearities = ["tanh", "relu"] as const;

/** A cell's gates and states. */
export interface Cell {
  /** The gates in the order of PyTorch's weight rows. An Elman cell has one sum, its new state. */
  readonly gates: readonly string[];
  /** The states between steps; h is also the output. */
  readonly states: readonly string[];
  /** The values that a trace shows of each unit, in the core's order. */
  readonly traced: readonly string[];
  /** Its number in the core: `kind_of` in the crate's `model/config.rs`. With a nonlinearity, that of the first one. */
  readonly code: number;
  /** Whether it has the option `nonlinearity`. */
  readonly hasNonlinearity?: boolean;
  /** The ONNX operator, and the indices of PyTorch's gates in its order. */
  readonly onnx: {
    readonly operator: string;
    readonly gates: readonly number[];
    /** Further attributes of the operator, given the number of directions. */
    readonly attributes?: (
      directions: number,
      nonlinearity: Nonlinearity | undefined,
    ) => Readonly<Record<string, number | readonly string[]>>;
  };
}

export const cells: Readonly<Record<CellName, Cell>> = {
  lstm: {
    code: 0,
    gates: ["i", "f", "g", "o"],
    states: ["h", "c"],
    traced: ["h", "c", "i", "f", "g", "o"],
    onnx: { operator: "LSTM", gates: [0, 3, 1, 2] },
  },
  gru: {
    code: 1,
    gates: ["r", "z", "n"],
    states: ["h"],
    traced: ["h", "r", "z", "n"],
    // PyTorch adds the bias of n to W_hn·h before the reset gate.
    onnx: { operator: "GRU", gates: [1, 0, 2], attributes: () => ({ linear_before_reset: 1 }) },
  },
  rnn: {
    code: 2,
    hasNonlinearity: true,
    gates: ["h"],
    states: ["h"],
    traced: ["h"],
    onnx: {
      operator: "RNN",
      gates: [0],
      attributes: (directions, nonlinearity) => ({
        activations: Array.from({ length: directions }, () => (nonlinearity === "relu" ? "Relu" : "Tanh")),
      }),
    },
  },
};

export const cellNames = Object.keys(cells) as CellName[];

export const defaultCell: CellName = "lstm";

/** The number by which the core knows a cell. */
export const cellCode = (cell: CellName, nonlinearity: Nonlinearity = "tanh"): number =>
  cells[cell].code + (cells[cell].hasNonlinearity ? nonlinearities.indexOf(nonlinearity) : 0);
