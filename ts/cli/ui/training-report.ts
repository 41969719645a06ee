/**
 * Reports the outcome of a run, for people and for programs.
 */
import { cliOf } from "../tasks/registry.js";
import type { Destinations, Outcome } from "../training-session.js";
import { counted, duration, judgedOn, shellWords } from "./format.js";
import { tell } from "./output.js";

/** The last line of `--json`. */
export function summaryOf(
  { model, interrupted, last }: Outcome,
  { output, checkpoint }: Destinations,
  seed: number | undefined,
): object {
  return {
    ...model.training,
    interrupted: interrupted !== undefined,
    elapsedMs: last?.elapsedMs,
    numParameters: model.numParameters,
    output,
    checkpoint,
    seed,
  };
}

const endings = {
  until: "reached the goal",
  patience: "the validation loss stopped improving",
  maxSteps: "reached --max-steps",
  epochs: "reached --epochs",
  stopped: "stopped",
} as const;

/**
 * Prints why the run ended, where the model is, and what to do next.
 * @param to where it is saved, and the seed, if the program has drawn it
 * @param args of the command, without --resume and --weights
 */
export function report(
  { model, interrupted, last }: Outcome,
  to: Destinations & { readonly drawn: number | undefined },
  args: readonly string[],
): void {
  const { steps, epochs, reason, validation } = model.training;
  const time = last ? ` in ${duration(last.elapsedMs)}` : "";
  // Programs look for these words, and for those of the last line: they are not to change.
  tell(`${counted(steps, "step")}, ${counted(epochs, "epoch")}${time}: ${endings[reason]}.`);
  const { judged, validation: scoresOf, notes, next } = cliOf(model.task);
  if (validation) tell(`Validation on ${judgedOn(validation.count, judged(model))}: ${scoresOf(validation)}.`);
  for (const note of notes?.(model) ?? []) tell(note);
  if (to.drawn !== undefined) tell(`The seed was drawn: --seed ${to.drawn} repeats this run.`);
  const saved = [to.output, to.checkpoint].filter((path) => path !== undefined && path !== "-");
  if (saved.length > 0) tell(`Saved ${saved.join(" and ")}.`);
  if (interrupted) tell(`To go on: ${continued(to, args)}`);
  else if (to.output && to.output !== "-") tell(`Next: rnn-wasm ${shellWords(next(to.output, last))}`);
}

/** The command that resumes this run; without a checkpoint, one that starts from its weights. */
function continued({ output, checkpoint }: Destinations, args: readonly string[]): string {
  const same = shellWords(args);
  if (checkpoint !== undefined) return `rnn-wasm train ${same} --resume ${shellWords([checkpoint])}`;
  if (output === undefined || output === "-") return "nothing was saved; pass -o and --checkpoint next time";
  return `rnn-wasm train ${same} --weights ${shellWords([output])} (pass --checkpoint to resume exactly next time)`;
}
