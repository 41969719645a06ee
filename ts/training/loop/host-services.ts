/**
 * What stays on the thread that started a run. The loop asks for it there directly, and from a worker over a channel.
 */
import type { EndReason } from "../../model/model.js";
import type { TaskServices } from "../../tasks/source.js";
import type { RawProgress, Snapshot } from "./run-plan.js";

/** Learning rates of a schedule, for `count` updates from `step` on. */
export type AskRates = (step: number, count: number) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** A promise is waited for. */
export interface HostServices extends TaskServices {
  progress(progress: RawProgress): undefined | Promise<void>;
  checkpoint(snapshot: Snapshot): undefined | Promise<void>;
  readonly rates: AskRates;
  /** For a thread that may be lost: hears from time to time where the run is. Until it has taken that there is nothing more. */
  keep?(snapshot: Snapshot): Promise<void>;
  /** Releases what the task's services read from. */
  close(): void;
}

/** How a run ended: with a reason or a failure; and where it was then, or a little earlier where the engine can no longer tell. */
export interface Finish {
  readonly reason?: EndReason;
  readonly failure?: { readonly error: unknown };
  readonly snapshot: Snapshot | undefined;
}
