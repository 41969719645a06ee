/**
 * The recurrent cells as data: everything in which their layers differ but for the equations, which are the core's.
 */

/** What a layer needs to know of its cell. */
export interface CellTraits {
  /** Blocks of `hiddenSize` rows in the weights, one for each gate. */
  readonly gates: number;
  /** The states that are carried from step to step, the output first. */
  readonly states: readonly ["h"] | readonly ["h", "c"];
}

/** Gate rows in PyTorch's order: i, f, g, o of an LSTM, r, z, n of a GRU. */
export const cells = {
  lstm: { gates: 4, states: ["h", "c"] },
  gru: { gates: 3, states: ["h"] },
  rnn: { gates: 1, states: ["h"] },
} as const satisfies Record<string, CellTraits>;

/** The kind of a recurrent cell. */
export type Cell = keyof typeof cells;

/** What an Elman cell applies to its sum; the others have this in their equations. */
export const nonlinearities = ["tanh", "relu"] as const;
/** What an Elman cell applies to its sum. */
export type Nonlinearity = (typeof nonlinearities)[number];

/** The core's number of a cell. */
export const cellCode = (cell: Cell, nonlinearity: Nonlinearity): number =>
  cell === "rnn" ? 2 + nonlinearities.indexOf(nonlinearity) : cell === "gru" ? 1 : 0;
