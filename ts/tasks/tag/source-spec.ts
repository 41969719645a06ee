/**
 * The descriptions of a tagger's sources: plain values, which can be sent to a worker.
 */
import type { Algorithm } from "../../ciphers/algorithms.js";
import type { AlignedSequences } from "../../data/batches.js";

/** The example in each progress. */
export interface Example {
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
}

/** Random messages, encrypted with the algorithm of a built-in cipher, or by the calling thread. */
export interface MessageSpec {
  readonly kind: "messages";
  readonly algorithm: Algorithm | undefined;
  /** The indices of the cipher's symbols in the model's alphabets. */
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly messageLength: number;
  readonly stepsPerEpoch: number;
  /** The number of messages of a validation. */
  readonly validation: number;
  readonly batchSize: number;
  readonly example: Example;
}

/** Pairs in memory. */
export interface PairSpec {
  readonly kind: "pairs";
  readonly pairs: AlignedSequences;
  /** The number of pairs to hold back, or separate pairs. */
  readonly validation: number | AlignedSequences;
  readonly shuffle: boolean;
  readonly batchSize: number;
}

/** Pairs that the calling thread reads on demand. */
export interface StreamSpec {
  readonly kind: "stream";
  /** The number of updates per epoch; default until the end of the stream. */
  readonly stepsPerEpoch: number | undefined;
  readonly validation: AlignedSequences | undefined;
  readonly batchSize: number;
  /** Whether each pass must give the same pairs. A resumed run then checks the pairs that it skips. */
  readonly isRepeatable: boolean;
}

/** A source of batches. */
export type TagSourceSpec = MessageSpec | PairSpec | StreamSpec;
