import type { UnitPart } from "../../../ts/model/cells.js";

/** The part of a cell that is its memory: of an LSTM the cell state, of the others the hidden state. */
export const memoryPart = (parts: readonly UnitPart[]): UnitPart => (parts.includes("c") ? "c" : "h");
