/**
 * What the forms of a tagger's data are given, and what each turns out to be.
 */
import type { SequenceKind } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import type { OptionsOf } from "../../options/schema.js";
import type { Resolved } from "../task.js";
import type { TagCodec } from "./codec.js";
import type { tagOptions } from "./options.js";
import type { TagSourceSpec } from "./source-spec.js";
import type { PairSource } from "./training-data.js";

/** The options that some form of data has a say in. */
export interface TagSettings {
  readonly batchSize: number;
  readonly messageLength: number | undefined;
  readonly stepsPerEpoch: number | undefined;
  readonly shuffle: boolean | undefined;
  /** A share of the pairs, a number of messages, or other pairs. */
  readonly validation: number | PairSource;
  /** What may end the run beside its data. */
  readonly stop: Pick<OptionsOf<typeof tagOptions>, "maxSteps" | "epochs" | "until" | "patience">;
}

/** The symbols of a run; those of pairs may still be growing. */
export interface Vocabularies {
  readonly alphabet: Vocabulary;
  readonly outputAlphabet: Vocabulary;
}

/** What one form of data turned out to be. */
export interface ResolvedData
  extends Pick<
    Resolved<TagSourceSpec, TagCodec>,
    "source" | "services" | "identity" | "close" | "stepsPerEpoch" | "hasValidation" | "ends" | "allowsEmptyUntil"
  > {
  /** The kind of the targets; of a stream it is known when it was read. */
  readonly kind: () => SequenceKind | undefined;
  /** Options of this form of data, as a checkpoint keeps them. */
  readonly options: Partial<Record<"messageLength" | "stepsPerEpoch" | "shuffle", unknown>>;
}
