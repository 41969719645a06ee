/**
 * What the sources of a tagger are made from: plain values, so that they can be sent to a worker.
 */
import type { CipherRecipe } from "../../ciphers/index.js";
import type { AlignedSequences } from "../../data/batches.js";

/** A sequence that is shown with each progress. */
export interface Example {
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
}

/** Messages drawn at random, and encrypted: by a built-in cipher of this recipe, or by the calling thread. */
export interface MessageSpec {
  readonly kind: "messages";
  readonly recipe: CipherRecipe | undefined;
  /** What each symbol of the cipher is in the model's alphabets. */
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly messageLength: number;
  readonly stepsPerEpoch: number;
  /** Messages of a validation. */
  readonly validation: number;
  readonly batchSize: number;
  readonly example: Example;
}

/** Pairs that are all there. */
export interface PairSpec {
  readonly kind: "pairs";
  readonly pairs: AlignedSequences;
  /** How many of them to hold back, or other pairs. */
  readonly validation: number | AlignedSequences;
  readonly shuffle: boolean;
  readonly batchSize: number;
}

/** Pairs that the calling thread reads as they are needed. */
export interface StreamSpec {
  readonly kind: "stream";
  /** Ends an epoch before the stream does. */
  readonly stepsPerEpoch: number | undefined;
  readonly validation: AlignedSequences | undefined;
  readonly batchSize: number;
  /** Whether each pass must give the same pairs: then what a checkpoint has read is compared when it is resumed. */
  readonly isRepeatable: boolean;
}

/** Where batches come from. */
export type TagSourceSpec = MessageSpec | PairSpec | StreamSpec;
