/**
 * The data of a regressor: sequences with a value each.
 */
import type { AnySequence, Source } from "../../data/numeric-forms.js";
import { type AnswerKeys, formsOf } from "../sequence/training-data.js";

/** Sequences and their values, apart or in pairs. Both may be iterables or async iterables. */
export type ValuedData<Sequence = AnySequence, Value = number | object> =
  | {
      /** Symbols (strings, arrays of strings, indices) or numbers (one column, rows, row objects, columns). */
      readonly sequences: Source<Sequence>;
      /** A value for each: a number, an array of numbers, or an object of numbers. */
      readonly values: Source<Value>;
    }
  | {
      /** Pairs of a sequence and its value. */
      readonly valued: Source<readonly [sequence: Sequence, value: Value]>;
    };

/** The keys of valued data. */
export const regressKeys = { answers: "values", pairs: "valued" } as const satisfies AnswerKeys;

export const valuedForms = formsOf(regressKeys);
