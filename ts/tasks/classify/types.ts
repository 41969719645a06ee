/**
 * What `train` takes and returns for the data of a classifier. Each type is `never` for the data of another task.
 */

import type { Label } from "../../data/labels.js";
import type { AnySequence, ItemOf, Readable } from "../../data/numeric-forms.js";
import type { OptionsOf } from "../../options/schema.js";
import type { InputOptions } from "../sequence/options.js";
import type { InputOptionsFor, ScaleOptionFor } from "../sequence/types.js";
import type { Classifier } from "./classifier.js";
import type { classifyOptions } from "./options.js";
import type { ClassifyProgress, ClassifyScores } from "./progress.js";
import type { LabeledData } from "./training-data.js";

type AllOptions = OptionsOf<typeof classifyOptions>;

/** Options whose types depend on the data. */
type TypedByData = keyof InputOptions | "classes" | "classWeights" | "validation" | "onProgress";

interface OwnOptions<Sequence, L extends Label> {
  /** The labels in the order of the probabilities; default: those in the data, in order of first appearance. */
  readonly classes?: readonly L[] | undefined;
  /**
   * Weights of the classes in the loss: `"balanced"` (n / (K · n_k) of the training part), an array in the order of the classes, or an object
   * by label, where labels that it lacks have 1.
   */
  readonly classWeights?: "balanced" | readonly number[] | { readonly [Name in `${L}`]?: number } | undefined;
  /** The validation set: below 1 the share to hold back (default 0.1), from 1 on the number of sequences, or data of its own. `0`: none. */
  readonly validation?: number | LabeledData<Sequence, L> | undefined;
  /** Called with each progress and not awaited. An error or rejection ends the run. */
  readonly onProgress?: ((progress: ClassifyProgress) => unknown) | undefined;
}

/**
 * Options of `train` and `startTraining` for sequences with labels, and those of {@link InputOptions} that apply to
 * such sequences. Undefined values count as not given. Unknown options, and options that do not apply to the data or the optimizer, throw
 * `ERR_INVALID_OPTION`.
 * @interface
 */
export type ClassifierOptions<Sequence = AnySequence, L extends Label = Label> = Omit<AllOptions, TypedByData> &
  InputOptionsFor<Sequence> &
  ScaleOptionFor<Sequence> &
  OwnOptions<Sequence, L>;

type Labeled<Data> = Data extends { readonly labeled: infer Pairs }
  ? ItemOf<Pairs>
  : Data extends { readonly sequences: infer Sequences; readonly labels: infer Labels }
    ? readonly [ItemOf<Sequences>, ItemOf<Labels>]
    : never;

export type ClassifierFor<Data> =
  Labeled<Data> extends readonly [infer Sequence, infer L extends Label]
    ? [Labeled<Data>] extends [never]
      ? never
      : Classifier<L, Readable<Sequence>>
    : never;

export type ClassifierOptionsFor<Data> =
  Labeled<Data> extends readonly [infer Sequence, infer L extends Label]
    ? [Labeled<Data>] extends [never]
      ? never
      : ClassifierOptions<Readable<Sequence>, L>
    : never;

/** The types of this task, of which the last three depend on the data. */
export interface ClassifyTypes<Data> {
  model: Classifier;
  data: LabeledData;
  options: ClassifierOptions;
  progress: ClassifyProgress;
  scores: ClassifyScores;
  modelFor: ClassifierFor<Data>;
  optionsFor: ClassifierOptionsFor<Data>;
  /** The keys that the data may have. */
  dataKey: Data extends { readonly labeled: unknown }
    ? "labeled"
    : Data extends { readonly sequences: unknown; readonly labels: unknown }
      ? "sequences" | "labels"
      : never;
}
