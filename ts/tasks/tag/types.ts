/**
 * The types of `train` for the data of a tagger. Each is `never` for the data of other tasks.
 */
import type { Cipher } from "../../ciphers/index.js";
import type { ItemOf } from "../../data/numeric-forms.js";
import type { SymbolSequence } from "../../data/sequence.js";
import type { Dataset } from "./dataset.js";
import type { TaggerOptions } from "./options.js";
import type { TagProgress, TagScores } from "./progress.js";
import type { Tagger } from "./tagger.js";
import type { PairData, TagData } from "./training-data.js";

/** The type of a model's outputs: that of its targets. */
type KindOf<Target> = Target extends string ? string : Target extends readonly string[] ? string[] : Int32Array;

type TargetOf<Pairs> = ItemOf<Pairs> extends readonly [unknown, infer Target extends SymbolSequence] ? Target : never;

export type TaggerFor<Data> = Data extends Cipher
  ? Tagger<string>
  : Data extends Dataset
    ? Tagger<Int32Array>
    : Data extends { readonly pairs: infer Pairs }
      ? Tagger<KindOf<TargetOf<Pairs>>>
      : never;

export type TaggerOptionsFor<Data> = Data extends Cipher | Dataset | PairData ? TaggerOptions : never;

/** The types of this task, of which the last three depend on the data. */
export interface TagTypes<Data> {
  model: Tagger;
  data: TagData;
  options: TaggerOptions;
  progress: TagProgress;
  scores: TagScores;
  modelFor: TaggerFor<Data>;
  optionsFor: TaggerOptionsFor<Data>;
  /** The keys that the data may have. */
  dataKey: Data extends Cipher | Dataset ? keyof Data : Data extends { readonly pairs: unknown } ? "pairs" : never;
}
