/**
 * What `train` takes and returns for the data of a regressor. Each type is `never` for the data of another task.
 */
import type { AnySequence, ItemOf, Readable } from "../../data/numeric-forms.js";
import type { OptionsOf } from "../../options/schema.js";
import type { InputOptions } from "../sequence/options.js";
import type { InputOptionsFor, ScaleOption } from "../sequence/types.js";
import type { regressOptions } from "./options.js";
import type { RegressProgress, RegressScores } from "./progress.js";
import type { Regressor } from "./regressor.js";
import type { ValuedData } from "./training-data.js";

type AllOptions = OptionsOf<typeof regressOptions>;

/** Options whose types depend on the data. */
type TypedByData = keyof InputOptions | "validation" | "onProgress";

interface OwnOptions<Sequence, Value> {
  /** The validation set: below 1 the share to hold back (default 0.1), from 1 on the number of sequences, or data of its own. `0`: none. */
  readonly validation?: number | ValuedData<Sequence, Value> | undefined;
  /** Called with each progress and not awaited. An error or rejection ends the run. */
  readonly onProgress?: ((progress: RegressProgress) => unknown) | undefined;
}

/**
 * Options of `train` and `startTraining` for sequences with values, and those of {@link InputOptions} that apply to
 * such sequences. Undefined values count as not given. Unknown options, and options that do not apply to the data or the optimizer, throw
 * `ERR_INVALID_OPTION`. `scale` also applies to the values.
 * @interface
 */
export type RegressorOptions<Sequence = AnySequence, Value = number | object> = Omit<AllOptions, TypedByData> &
  InputOptionsFor<Sequence> &
  ScaleOption &
  OwnOptions<Sequence, Value>;

/** Literal numbers as numbers. */
type Widen<Value> = Value extends number
  ? number
  : Value extends readonly number[]
    ? number[]
    : { -readonly [Name in keyof Value]: number };

type Valued<Data> = Data extends { readonly valued: infer Pairs }
  ? ItemOf<Pairs>
  : Data extends { readonly labels: unknown }
    ? never
    : Data extends { readonly sequences: infer Sequences; readonly values: infer Values }
      ? readonly [ItemOf<Sequences>, ItemOf<Values>]
      : never;

export type RegressorFor<Data> =
  Valued<Data> extends readonly [infer Sequence, infer Value]
    ? [Valued<Data>] extends [never]
      ? never
      : Regressor<Widen<Value>, Readable<Sequence>>
    : never;

export type RegressorOptionsFor<Data> =
  Valued<Data> extends readonly [infer Sequence, infer Value]
    ? [Valued<Data>] extends [never]
      ? never
      : RegressorOptions<Readable<Sequence>, Widen<Value>>
    : never;

/** The types of this task, of which the last three depend on the data. */
export interface RegressTypes<Data> {
  model: Regressor;
  data: ValuedData;
  options: RegressorOptions;
  progress: RegressProgress;
  scores: RegressScores;
  modelFor: RegressorFor<Data>;
  optionsFor: RegressorOptionsFor<Data>;
  /** The keys that the data may have. */
  dataKey: Data extends { readonly valued: unknown }
    ? "valued"
    : Data extends { readonly labels: unknown }
      ? never
      : Data extends { readonly sequences: unknown; readonly values: unknown }
        ? "sequences" | "values"
        : never;
}
