/**
 * What sequences of calls work on: the runs and models there are, and beside each what is known of it without asking.
 */
import type fc from "fast-check";
import type { Model, TrainedModel, TrainingRun } from "rnn-wasm";
import { expect } from "vitest";
import { known, weightsOf } from "./truth.js";

/** What must be so of a run. */
export interface RunModel {
  readonly recipe: number;
  readonly maxSteps: number;
  readonly worker: boolean;
  /** Updates that it has made: at least, at most. */
  low: number;
  high: number;
  /** Whether it makes more by itself. */
  moves: boolean;
  /** Whether it has surely ended. */
  isOver: boolean;
  /** Whether it has surely begun: since then there is something that a checkpoint holds. */
  hasBegun: boolean;
  /** Whether steps that nobody waited for may still be under way. */
  isUnsettled: boolean;
  /** What it may fail with, unless it ends before; and whether it surely does. */
  readonly failures: unknown[];
  readonly fails: boolean;
  /** Whether it was refused: there is nothing that a checkpoint could hold. */
  readonly isRefused: boolean;
  /** Whether its engine is gone: what is known of it then is from some time before. */
  isLost: boolean;
}

export interface ModelModel {
  readonly recipe: number;
  readonly weights: string;
  isDisposed: boolean;
}

/** What is known, and no call has been asked for. */
export interface Known {
  readonly runs: RunModel[];
  readonly models: ModelModel[];
  /** Checkpoints that were taken, by the run's recipe. */
  readonly files: { readonly recipe: number }[];
}

/** What there is. */
export interface Real {
  readonly truth: readonly (readonly string[])[];
  readonly runs: { readonly run: TrainingRun; readonly controller: AbortController }[];
  readonly models: Model[];
  readonly files: { readonly bytes: Uint8Array; readonly step: number }[];
}

export type Call = fc.AsyncCommand<Known, Real>;

/** No call may take longer. Most take less than a millisecond. */
const limitMs = 20_000;

/** Waits for a call, and fails when it hangs. */
export async function within<T>(what: string, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs`)), limitMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Settles a promise into what is compared. */
export const outcome = <T>(call: Promise<T>): Promise<{ value: T } | { error: unknown }> =>
  call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

/** Compares a checkpoint with what is known of its run, which afterwards is more. */
export function checkCheckpoint(
  run: RunModel,
  { truth }: Real,
  { step, weights }: { step: number; weights: string },
): number {
  // Of a run whose engine is gone there is a copy from before.
  if (!run.isLost) expect(step).toBeGreaterThanOrEqual(run.low);
  expect(step).toBeLessThanOrEqual(run.high);
  if (step <= known) expect(weights).toBe(truth[run.recipe]?.[step]);
  if (run.isLost) return step;
  run.low = step;
  if (!run.moves && !run.isUnsettled) run.high = step;
  return step;
}

/** Compares the model of a run that ended. */
export function checkModel(run: RunModel, { truth }: Real, model: TrainedModel): void {
  const { steps, reason } = model.training;
  expect(steps).toBeGreaterThanOrEqual(run.low);
  expect(steps).toBeLessThanOrEqual(run.high);
  expect(["stopped", "maxSteps"]).toContain(reason);
  if (reason === "maxSteps") expect(steps).toBe(run.maxSteps);
  if (steps <= known) expect(weightsOf(model)).toBe(truth[run.recipe]?.[steps]);
  run.low = steps;
  run.high = steps;
}
