/**
 * Trains and saves the model, whether the run finishes, Ctrl-C interrupts it, or the reader of stdout closes the pipe.
 */
import { type OptionsFor, type Progress, startTraining, type TrainedModel, type TrainingData } from "../index.js";
import type { ExitCode } from "./command.js";
import { LatestFile, writeAtomically } from "./io/atomic-file.js";
import { Interruption } from "./io/interruption.js";
import { onStdoutClosed } from "./ui/output.js";

/** Paths to save to; without a path nothing is saved. */
export interface Destinations {
  readonly output?: string | undefined;
  readonly checkpoint?: string | undefined;
}

export interface Outcome {
  readonly model: TrainedModel;
  /** The exit code, if a signal interrupted the run. */
  readonly interrupted: ExitCode | undefined;
  readonly last: Progress | undefined;
}

/**
 * @param show called with each progress while the run continues
 * @throws the error of the run or of writing a file; the last checkpoint is kept
 */
export async function trainAndSave(
  data: TrainingData,
  options: OptionsFor<TrainingData>,
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
  // While pairs are still being read, perhaps from a pipe that never ends, the run has no step after which it could stop.
  let hasBegun = false;
  run.checkpoint().then(
    () => {
      hasBegun = true;
    },
    () => {},
  );
  const interruption = new Interruption(
    () => {
      stop();
      return hasBegun;
    },
    (output ?? checkpoint) !== undefined,
  );
  onStdoutClosed(stop);
  try {
    let last: Progress | undefined;
    for await (const progress of run) {
      hasBegun = true;
      last = progress;
      // A failure to write to stdout, such as a full disk, stops the run like a closed pipe: the model is saved first.
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
