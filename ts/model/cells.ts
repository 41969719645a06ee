/**
 * The recurrent cells: their gates and states, and the order of the gates in files. The equations are in the crate's `cells/`.
 */

/** The nonlinearity of an Elman cell. */
export type Nonlinearity = "tanh" | "relu";

export const nonlinearities = ["tanh", "relu"] as const satisfies readonly Nonlinearity[];

/** A gate or a state, of a unit of any cell. */
export interface UnitPartKind {
  readonly name: string;
  /** Its lowest value; the highest is 1. */
  readonly low: -1 | 0;
  /** The end at which a gate keeps a unit's output at 0, if one does so in each cell that has it. */
  readonly silent?: "low" | "high";
}

/** The gates and states of all cells. */
export const unitParts = {
  /** Hidden state, which is the output. An Elman cell's relu of a negative sum is 0. */
  h: { name: "hidden state", low: -1, silent: "low" },
  /** LSTM: cell state. */
  c: { name: "cell state", low: -1 },
  /** LSTM: input gate, 0 … 1. */
  i: { name: "input gate", low: 0 },
  /** LSTM: forget gate, 0 … 1. */
  f: { name: "forget gate", low: 0 },
  /** LSTM: candidate, −1 … 1. */
  g: { name: "candidate", low: -1 },
  /** LSTM: output gate, 0 … 1. */
  o: { name: "output gate", low: 0, silent: "low" },
  /** GRU: reset gate, 0 … 1. */
  r: { name: "reset gate", low: 0 },
  /** GRU: update gate, 0 … 1. At 1 it keeps the initial state. */
  z: { name: "update gate", low: 0, silent: "high" },
  /** GRU: candidate, −1 … 1. */
  n: { name: "candidate", low: -1 },
} as const satisfies Readonly<Record<string, UnitPartKind>>;

/** A gate or a state of a unit. */
export type UnitPart = keyof typeof unitParts;

/** A cell's gates and states. */
export interface Cell {
  /** Its number in the core, or one for each nonlinearity: `Kind::read` in the crate's `cells/mod.rs`. */
  readonly code: number | Readonly<Record<Nonlinearity, number>>;
  /** The gates in the order of PyTorch's weight rows. An Elman cell has one sum, its new state. */
  readonly gates: readonly UnitPart[];
  /** The states between steps; h is also the output. */
  readonly states: readonly UnitPart[];
  /** PyTorch's module; undefined if it has none. */
  readonly pytorch: string | undefined;
  /** The ONNX operator, and for each of its gates in its order the index of the cell's gate. */
  readonly onnx: {
    readonly operator: "LSTM" | "GRU" | "RNN";
    readonly gates: readonly number[];
    /** Further attributes of the operator, given the number of directions. */
    readonly attributes?: (
      directions: number,
      nonlinearity: Nonlinearity | undefined,
    ) => Readonly<Record<string, number | readonly string[]>>;
  };
}

const onnxActivations: Readonly<Record<Nonlinearity, string>> = { tanh: "Tanh", relu: "Relu" };

/** A recurrent cell. */
export type CellName = "lstm" | "gru" | "rnn";

export const cells: Readonly<Record<CellName, Cell>> = {
  lstm: {
    code: 0,
    gates: ["i", "f", "g", "o"],
    states: ["h", "c"],
    pytorch: "LSTM",
    onnx: { operator: "LSTM", gates: [0, 3, 1, 2] },
  },
  gru: {
    code: 1,
    gates: ["r", "z", "n"],
    states: ["h"],
    pytorch: "GRU",
    // PyTorch adds the bias of n to W_hn·h before the reset gate.
    onnx: { operator: "GRU", gates: [1, 0, 2], attributes: () => ({ linear_before_reset: 1 }) },
  },
  rnn: {
    code: { tanh: 2, relu: 3 },
    gates: ["h"],
    states: ["h"],
    pytorch: "RNN",
    onnx: {
      operator: "RNN",
      gates: [0],
      attributes: (directions, nonlinearity) => ({
        activations: Array.from({ length: directions }, () => onnxActivations[nonlinearity ?? "tanh"]),
      }),
    },
  },
};

export const cellNames = Object.keys(cells) as CellName[];

export const defaultCell: CellName = "lstm";

/** Whether a cell has the option `nonlinearity`. */
export const hasNonlinearity = (cell: CellName): boolean => typeof cells[cell].code === "object";

/** The number by which the core knows a cell. */
export function cellCode(cell: CellName, nonlinearity: Nonlinearity = "tanh"): number {
  const { code } = cells[cell];
  return typeof code === "number" ? code : code[nonlinearity];
}

/** A cell's gates that are not its states. */
export const pureGatesOf = (cell: CellName): UnitPart[] =>
  cells[cell].gates.filter((gate) => !cells[cell].states.includes(gate));

/** The values that a trace shows of each unit, in the core's order. */
export const tracedOf = (cell: CellName): UnitPart[] => [...cells[cell].states, ...pureGatesOf(cell)];
