/**
 * The services of the thread that started a run. The loop calls them directly, or from a worker over a channel.
 */
import type { EndReason } from "../../model/model.js";
import type { TaskServices } from "../../tasks/source.js";
import type { RawProgress, Snapshot } from "./run-plan.js";

/** The learning rates of a schedule for `count` updates, starting at `step`. */
export type AskRates = (step: number, count: number) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** A returned promise is awaited. */
export interface HostServices extends TaskServices {
  progress(progress: RawProgress): undefined | Promise<void>;
  checkpoint(snapshot: Snapshot): undefined | Promise<void>;
  readonly rates: AskRates;
  /** Receives a copy of the run from time to time, for a thread that may be lost. The next copy follows only after it has resolved. */
  keep?(snapshot: Snapshot): Promise<void>;
}

/** The end of a run: a reason or an error, and its final state, or a slightly older one if the engine has crashed. */
export interface Finish {
  readonly reason?: EndReason;
  readonly failure?: { readonly error: unknown };
  readonly snapshot: Snapshot | undefined;
}
