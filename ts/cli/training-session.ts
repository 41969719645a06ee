/**
 * A training run and the files that it leaves, whatever ends it: its own end, Ctrl-C, or a reader that has gone.
 */
import { type Progress, startTraining, type TrainedModel, type TrainingData, type TrainOptions } from "../index.js";
import type { ExitCode } from "./command.js";
import { LatestFile, writeAtomically } from "./io/atomic-file.js";
import { Interruption } from "./io/interruption.js";
import { onStdoutClosed } from "./ui/output.js";

/** Where it is saved; what has no path is not saved. */
export interface Destinations {
  readonly output?: string | undefined;
  readonly checkpoint?: string | undefined;
}

export interface Outcome {
  readonly model: TrainedModel;
  /** How the program is to end, if it was interrupted. */
  readonly interrupted: ExitCode | undefined;
  readonly last: Progress | undefined;
}

/**
 * @param show called with each progress; the run continues meanwhile
 * @throws what the run failed with, or why a file could not be written; the last checkpoint stands
 */
export async function trainAndSave(
  data: TrainingData,
  options: TrainOptions,
  { output, checkpoint }: Destinations,
  show: (progress: Progress) => Promise<void>,
): Promise<Outcome> {
  const checkpoints = checkpoint === undefined ? undefined : new LatestFile(checkpoint);
  let failure: unknown;
  const onCheckpoint = (bytes: Uint8Array): void => {
    checkpoints?.put(bytes).catch(fail);
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    stop();
  };
  const run = startTraining(data, checkpoints ? { ...options, onCheckpoint } : options);
  const stop = (): void => void run.stop();
  // While pairs are still being read, from a pipe that may never end, there is no step at whose boundary a run could stop.
  let hasBegun = false;
  run.checkpoint().then(
    () => {
      hasBegun = true;
    },
    () => {},
  );
  const interruption = new Interruption(() => {
    stop();
    return hasBegun;
  });
  onStdoutClosed(stop);
  try {
    let last: Progress | undefined;
    for await (const progress of run) {
      hasBegun = true;
      last = progress;
      // A full disk behind stdout ends the run as a closed pipe does: what was learned is saved first.
      if (!failure) await show(progress).catch(fail);
    }
    const model = await run.result;
    await checkpoints?.put(await run.checkpoint()).catch(fail);
    if (output !== undefined) await writeAtomically(output, model.save());
    if (failure) throw failure;
    return { model, interrupted: interruption.exitCode, last };
  } finally {
    interruption.release();
  }
}
