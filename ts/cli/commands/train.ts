/** `rnn-wasm train`: learns a cipher, or pairs from a file, and saves the model. */
import { type Progress, RnnError } from "../../index.js";
import { argumentsWithout, option, type Values } from "../arguments.js";
import { assertWritable } from "../atomic-file.js";
import { cipherFrom, cipherOptions } from "../cipher-options.js";
import type { Command } from "../command.js";
import { fileError, nameOf } from "../file-error.js";
import { count, duration, loss, percent, shellWords } from "../format.js";
import { file, flag } from "../option-kinds.js";
import { isTerminal, printJson, tell } from "../output.js";
import { PairFile } from "../pairs.js";
import { type ProgressView, printable, progressView, silentView } from "../progress-view.js";
import { trainOptionGroups, trainOptions, trainOptionsFrom } from "../train-options.js";
import { type Outcome, trainAndSave } from "../training-session.js";
import { expected, UsageError } from "../usage-error.js";

const files = {
  output: option(file, "where the model goes", "o"),
  checkpoint: option(file, "written at each validation and at the end; --resume goes on from it"),
};

const source = {
  ...cipherOptions,
  pairs: option(file, "input TAB target a line, or JSON lines of two"),
};

const printing = {
  json: option(flag, "print a progress a line, and last what came of it"),
  quiet: option(flag, "no progress", "q"),
};

const options = { ...files, ...source, ...trainOptions, ...printing };

type TrainValues = Values<typeof options>;

export const train: Command<typeof options> = {
  name: "train",
  summary: "learn a cipher, or pairs from a file",
  usage: "train (--cipher NAME | --pairs FILE) -o MODEL [options]",
  examples: [
    ["rnn-wasm train --cipher caesar --key 13 -o model.safetensors", "the tutorial's run: well under a second"],
    ["rnn-wasm train --pairs pairs.tsv --hidden-size 64 --batch-size 32 -o model.safetensors", "your own pairs"],
    [
      "rnn-wasm train --cipher vigenere --key LEMON --hidden-size 64 --lr 0.003 --checkpoint run.ckpt -o model.safetensors",
      "a cipher that needs memory; Ctrl-C saves the run, and --resume run.ckpt goes on",
    ],
  ],
  options,
  groups: { Files: files, "What is learned": source, ...trainOptionGroups, Output: printing },
  notes: "Options mean, and are by default, what they are in train() of the library.",

  async run({ values, positionals }, args) {
    if (positionals[0] !== undefined) throw expected("train", "options only", positionals[0]);
    assertOutputsApart(values);
    const cipher = cipherFrom(values);
    if (cipher && values.pairs !== undefined) throw new UsageError("train: expected --cipher or --pairs, got both");
    const pairs = fileOf(values.pairs, "--pairs");
    const heldBack = typeof values.validation === "string" ? fileOf(values.validation, "--validation") : undefined;
    const data = cipher ?? (pairs && { pairs: pairs.pairs });
    if (data === undefined) throw new UsageError("train: expected --cipher NAME or --pairs FILE, got neither");
    const { output, checkpoint } = values;
    for (const path of [output, checkpoint]) if (path !== undefined) await assertWritable(path);
    const options = await trainOptionsFrom(values, heldBack);
    if (output === undefined) tell("-o is missing: the model will not be saved.");

    const view = values.quiet ? silentView : viewBeside(values);
    const outcome = await trainAndSave(data, options, { output, checkpoint }, async (progress) => {
      view.show(progress);
      if (values.json) await printJson(progress);
    })
      .catch((error) => {
        throw explained(error, values, [pairs, heldBack]);
      })
      .finally(() => view.end());
    if (values.json) await printJson(summaryOf(outcome, values));
    report(outcome, values, args);
    return outcome.interrupted ?? 0;
  },
};

const fileOf = (path: string | undefined, reader: string) =>
  path === undefined ? undefined : new PairFile(path, reader);

/** What is wrong with the contents of a file, with the file's name. */
function explained(
  error: unknown,
  { weights, resume }: TrainValues,
  pairs: readonly (PairFile | undefined)[],
): unknown {
  if (error instanceof RnnError && error.code === "ERR_FORMAT")
    return fileError(
      "cannot use",
      [resume, weights]
        .filter((path) => path !== undefined)
        .map(nameOf)
        .join(" or "),
      error,
    );
  return pairs.reduce((better, file) => file?.explain(better) ?? better, error);
}

/** One thing goes to one place; a checkpoint is written again and again, which no pipe bears. */
function assertOutputsApart({ output, checkpoint, json }: TrainValues): void {
  if (checkpoint === "-") throw expected("--checkpoint", "a file", "-");
  if (output !== undefined && output === checkpoint)
    throw new UsageError(`--checkpoint: expected another file than -o, got ${output}`);
  if (output === "-" && json) throw new UsageError("-o -: expected a file where --json prints to stdout");
}

/** Where stdout and stderr are the same terminal, its lines of JSON and a line that is rewritten would run into each other. */
function viewBeside({ json }: TrainValues): ProgressView {
  const wanted = !json || (isTerminal(process.stderr) && !isTerminal(process.stdout));
  return wanted ? progressView() : silentView;
}

function summaryOf({ model, interrupted, last }: Outcome, { output, checkpoint }: TrainValues): object {
  return {
    ...model.training,
    interrupted: interrupted !== undefined,
    elapsedMs: last?.elapsedMs,
    numParameters: model.numParameters,
    output,
    checkpoint,
  };
}

const endings = {
  until: "it reached its goal",
  patience: "the validation's loss fell no further",
  maxSteps: "as many as --max-steps",
  epochs: "as many as --epochs",
  stopped: "stopped",
} as const;

function report({ model, interrupted, last }: Outcome, values: TrainValues, args: readonly string[]): void {
  const { steps, epochs, reason, validation } = model.training;
  const time = last ? ` in ${duration(last.elapsedMs)}` : "";
  tell(`${count(steps)} steps, ${count(epochs)} epochs${time}: ${endings[reason]}.`);
  if (validation) tell(`Validation: loss ${loss(validation.loss)}, accuracy ${percent(validation.accuracy)}.`);
  const saved = [values.output, values.checkpoint].filter((path) => path !== undefined && path !== "-");
  if (saved.length > 0) tell(`Saved ${saved.join(" and ")}.`);
  if (interrupted) tell(`To go on: ${goOn(values, args)}`);
  else if (values.output && values.output !== "-") tell(`Next: ${next(values.output, last)}`);
}

/** The same command from where this one stopped; without a checkpoint, from its weights at least. */
function goOn({ output, checkpoint }: TrainValues, args: readonly string[]): string {
  const same = shellWords(argumentsWithout(args, options, ["resume", "weights"]));
  if (checkpoint !== undefined) return `rnn-wasm train ${same} --resume ${shellWords([checkpoint])}`;
  if (output === undefined || output === "-") return "give -o and --checkpoint next time; nothing was saved";
  return `rnn-wasm train ${same} --weights ${shellWords([output])} (with --checkpoint, the next can be resumed exactly)`;
}

const next = (model: string, last: Progress | undefined): string => {
  const message = last ? printable(last.sample.input) : "MESSAGE";
  return `rnn-wasm decrypt -m ${shellWords([model, ...(message.startsWith("-") ? ["--"] : []), message])}`;
};
