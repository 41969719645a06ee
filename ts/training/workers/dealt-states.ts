/**
 * Distributes the states between updates to replicas, like the sequences of a batch: replica s mod n has sequence s.
 */
import type { NetworkConfig } from "../../core/network-config.js";
import { cells } from "../../model/cells.js";

/** The layout of a state: [blocks][sequences][width], where the width is that of the core's rows. */
export interface StateLayout {
  /** The number of blocks: h of each layer, then c of each if the cell has one. */
  readonly blocks: number;
  readonly width: number;
}

export const stateLayoutOf = ({ cell, numLayers, hiddenSize }: NetworkConfig): StateLayout => ({
  blocks: cells[cell].states.length * numLayers,
  width: 4 * Math.ceil(hiddenSize / 4),
});

/** Splits the states of all sequences into those of each replica. */
export function dealStates(whole: Float32Array, replicas: number, layout: StateLayout): Float32Array<ArrayBuffer>[] {
  const { blocks, width } = layout;
  const count = whole.length / (blocks * width);
  const parts = Array.from(
    { length: replicas },
    (_, i) => new Float32Array(blocks * width * Math.ceil(Math.max(0, count - i) / replicas)),
  );
  eachRow(parts, count, layout, (part, at, from) => {
    part.set(whole.subarray(from, from + width), at);
  });
  return parts;
}

/** Joins the states of the replicas. */
export function gatherStates(parts: readonly Float32Array[], layout: StateLayout): Float32Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Float32Array(length);
  eachRow(parts, length / (layout.blocks * layout.width), layout, (part, at, from) => {
    whole.set(part.subarray(at, at + layout.width), from);
  });
  return whole;
}

/** Calls `use` for each row, with its part, its position there, and its position in the whole. */
function eachRow<Part extends Float32Array>(
  parts: readonly Part[],
  count: number,
  { blocks, width }: StateLayout,
  use: (part: Part, at: number, from: number) => void,
): void {
  for (let block = 0; block < blocks; block++) {
    for (let sequence = 0; sequence < count; sequence++) {
      const part = parts[sequence % parts.length] as Part;
      const rows = part.length / (blocks * width);
      const row = block * rows + Math.floor(sequence / parts.length);
      use(part, row * width, (block * count + sequence) * width);
    }
  }
}
