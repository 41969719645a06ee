/**
 * The metrics of a task.
 */

/** Scores by name, always including the loss. */
export interface Scores {
  readonly loss: number;
  readonly [name: string]: number;
}

/** Thresholds that end a run when all given ones are reached. */
export type Until = { readonly [score: string]: number | undefined } | undefined;

/** What ends a run. */
export interface StopCriteria {
  readonly maxSteps?: number | undefined;
  readonly epochs?: number | undefined;
  readonly until?: Until;
  /** Validations without improvement. */
  readonly patience?: number | undefined;
  /** By how much a validation must be better to count for `patience`. */
  readonly minDelta?: number | undefined;
}

export interface Metrics {
  /**
   * Computes the scores of an update from the core's results.
   * @param loss mean over the batch
   * @param total the core's second result: for classes, the number of hits
   * @param rows rows of the batch, and `sequences` its sequences
   */
  ofUpdate(loss: number, total: number, rows: number, sequences: number): Scores;
  /** Whether a validation is better than an earlier one by more than `margin`. */
  isBetter(scores: Scores, best: Scores, margin: number): boolean;
  /** Whether a validation reaches all thresholds; false without thresholds. */
  isReached(until: Until, scores: Scores): boolean;
}

/** Scores that are errors: less is better. */
const errors: readonly string[] = ["loss", "mae"];

/** Whether scores reach all thresholds: an error is at most its threshold, any other score at least. */
export function reachesAll(until: Until, scores: Scores): boolean {
  const given = Object.entries(until ?? {}).filter(([, limit]) => limit !== undefined) as [string, number][];
  const isReached = ([name, limit]: [string, number]) => {
    const score = scores[name] as number;
    return errors.includes(name) ? score <= limit : score >= limit;
  };
  return given.length > 0 && given.every(isReached);
}

/** Metrics of tasks whose validations are compared by their loss. */
export const byLoss: Pick<Metrics, "isBetter" | "isReached"> = {
  isBetter: ({ loss }, best, margin) => loss < best.loss - margin,
  isReached: reachesAll,
};
