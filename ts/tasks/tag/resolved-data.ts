/**
 * The types of the steps that resolve each form of a tagger's data.
 */
import type { SequenceKind } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import type { OptionsOf } from "../../options/schema.js";
import type { Resolved } from "../task.js";
import type { TagCodec } from "./codec.js";
import type { tagOptions } from "./options.js";
import type { TagSourceSpec } from "./source-spec.js";
import type { PairSource } from "./training-data.js";

/** The options that depend on the form of data. */
export interface TagSettings {
  readonly batchSize: number;
  readonly messageLength: number | undefined;
  readonly stepsPerEpoch: number | undefined;
  readonly shuffle: boolean | undefined;
  /** A share of the pairs, a number of messages, or other pairs. */
  readonly validation: number | PairSource;
  /** The criteria that may end the run, besides the end of its data. */
  readonly stop: Pick<OptionsOf<typeof tagOptions>, "maxSteps" | "epochs" | "until" | "patience">;
}

/** The alphabets of a run. Those of pairs may still be collecting symbols. */
export interface Vocabularies {
  readonly alphabet: Vocabulary;
  readonly outputAlphabet: Vocabulary;
}

/** Resolved data of one form. */
export interface ResolvedData
  extends Pick<
    Resolved<TagSourceSpec, TagCodec>,
    "source" | "services" | "identity" | "stepsPerEpoch" | "hasValidation" | "ends" | "allowsEmptyUntil"
  > {
  /** The kind of the targets. That of a stream is known once it was read. */
  readonly kind: () => SequenceKind | undefined;
  /** The options of this form of data, for checkpoints. */
  readonly options: Partial<Record<"messageLength" | "stepsPerEpoch" | "shuffle", unknown>>;
}
