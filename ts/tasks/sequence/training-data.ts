/**
 * The keys of data whose sequences have an answer each.
 */

import type { DataKeys } from "../data-keys.js";

/** The keys of sequences and answers apart, and that of pairs. */
export interface AnswerKeys {
  readonly answers: "labels" | "values";
  readonly pairs: "labeled" | "valued";
}

/** Sequences and answers apart, or in pairs. */
export const formsOf = ({ answers, pairs }: AnswerKeys): DataKeys => [["sequences", answers], [pairs]];
