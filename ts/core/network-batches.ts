/**
 * Batches for a network: their layout, the capacity that they need, and the check of their elements.
 */
import { RnnError } from "../errors/rnn-error.js";
import { type NetworkConfig, targetWidthOf } from "./network-config.js";

/** The kind of inputs and targets. */
export interface BatchLayout {
  /** The number of features of an input row; undefined for tokens. */
  readonly features?: number | undefined;
  /** The number of numbers in a target; undefined for classes. */
  readonly targetSize?: number | undefined;
  /** Whether there is a target for each row, or for each sequence. */
  readonly targetsPer: "row" | "sequence";
}

/** The layout of the batches that a network reads. */
export const layoutOf = ({ input, output }: Pick<NetworkConfig, "input" | "output">): BatchLayout => ({
  features: input.kind === "rows" ? input.features : undefined,
  targetSize: output.loss.kind === "crossEntropy" ? undefined : targetWidthOf(output),
  targetsPer: output.readout === "all" ? "row" : "sequence",
});

/**
 * Consecutive packed batches. Inputs are tokens, or rows of features. With the readout `all` each row has a target, otherwise each sequence. A
 * target is a class, or the numbers to predict, of which `NaN` ones are missing and left out of the loss.
 */
export interface NetworkBatches {
  readonly inputs: Uint32Array | Float32Array;
  readonly targets: Uint32Array | Float32Array;
  /** The number of sequences that reach each time step of each batch (PyTorch's `batch_sizes`). */
  readonly sizes: Uint32Array;
  /** The first row of each batch, and the end of the last. */
  readonly rowStarts: Uint32Array;
  /** The first time step of each batch in `sizes`, and the end of the last. */
  readonly timeStarts: Uint32Array;
  /** The first target of each batch, and the end of the last; default `rowStarts`. */
  readonly targetStarts?: Uint32Array | undefined;
}

/** The maximum number of rows and of sequences of a batch, possibly of different batches. */
export interface BatchLimits {
  readonly rows: number;
  readonly batch: number;
}

/** The capacity of a queue. */
export interface Capacity extends BatchLimits {
  readonly queueRows: number;
  readonly queueTargets: number;
  readonly queueTime: number;
  readonly queueSteps: number;
}

/** The capacity for `count` batches starting at `first`. */
export function neededFor(batches: NetworkBatches, first: number, count: number): Capacity {
  const { rowStarts, timeStarts, sizes, targetStarts = rowStarts } = batches;
  let [rows, batch] = [0, 0];
  for (let i = first; i < first + count; i++) {
    rows = Math.max(rows, (rowStarts[i + 1] as number) - (rowStarts[i] as number));
    batch = Math.max(batch, sizes[timeStarts[i] as number] as number);
  }
  const queueRows = (rowStarts[first + count] as number) - (rowStarts[first] as number);
  const queueTime = (timeStarts[first + count] as number) - (timeStarts[first] as number);
  const queueTargets = (targetStarts[first + count] as number) - (targetStarts[first] as number);
  return { rows, batch, queueRows, queueTargets, queueTime, queueSteps: count };
}

/** The address space of wasm32. */
export const addressableBytes = 2 ** 32;

/** The number of sequences in `count` batches starting at `first`. */
export function sequencesOf({ timeStarts, sizes }: NetworkBatches, first: number, count: number): number {
  let sequences = 0;
  for (const start of timeStarts.subarray(first, first + count)) sequences += sizes[start] as number;
  return sequences;
}

/** Checks the kind and number of inputs or targets. */
export function expectElements(
  name: string,
  elements: Uint32Array | Float32Array,
  place: Uint32Array | Float32Array,
  count: number,
): void {
  const [got, expected] = [elements, place].map((array) => (array instanceof Float32Array ? "float32" : "uint32"));
  if (got === expected && elements.length === count) return;
  throw new RnnError("ERR_SHAPE", `${name}: expected ${count} ${expected}, got ${elements.length} ${got}`);
}
