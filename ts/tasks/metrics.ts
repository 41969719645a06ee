/**
 * How a task keeps score.
 */

/** Scores by name; the loss is always among them. */
export interface Scores {
  readonly loss: number;
  readonly [name: string]: number;
}

/** Thresholds that end a run: all of those that are given. */
export type Until = { readonly [score: string]: number | undefined } | undefined;

export interface Metrics {
  /**
   * Scores of an update, from what the core found in its batch.
   * @param loss mean over the batch
   * @param total what the core counts beside it: of classes, hits
   * @param rows rows of the batch, and `sequences` its sequences
   */
  ofUpdate(loss: number, total: number, rows: number, sequences: number): Scores;
  /** Whether the weights of one validation are to be kept rather than those of another before it. */
  isBetter(scores: Scores, best: Scores): boolean;
  /** Whether a validation is as good as all that is wanted; nothing wanted is never reached. */
  isReached(until: Until, scores: Scores): boolean;
}
