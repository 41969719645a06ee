/**
 * The data of a classifier: sequences with a label each.
 */

import type { Label } from "../../data/labels.js";
import type { AnySequence, Source } from "../../data/numeric-forms.js";
import { type AnswerKeys, formsOf } from "../sequence/training-data.js";

/** Sequences and their labels, apart or in pairs. Both may be iterables or async iterables. */
export type LabeledData<Sequence = AnySequence, L = Label> =
  | {
      /** Symbols (strings, arrays of strings, indices) or numbers (one column, rows, row objects, columns). */
      readonly sequences: Source<Sequence>;
      /** A label for each: a string, a number or a boolean. */
      readonly labels: Source<L>;
    }
  | {
      /** Pairs of a sequence and its label. */
      readonly labeled: Source<readonly [sequence: Sequence, label: L]>;
    };

/** The keys of labeled data. */
export const classifyKeys = { answers: "labels", pairs: "labeled" } as const satisfies AnswerKeys;

export const labeledForms = formsOf(classifyKeys);
