/**
 * The keys of data whose sequences have an answer each.
 */

/** The keys of sequences and answers apart, and that of pairs. */
export interface AnswerKeys {
  readonly answers: "labels" | "values";
  readonly pairs: "labeled" | "valued";
}

/** Whether data has the keys; which task it belongs to follows from them. */
export const isAnswered = (data: unknown, { answers, pairs }: AnswerKeys): boolean =>
  typeof data === "object" && data !== null && (pairs in data || ("sequences" in data && answers in data));
