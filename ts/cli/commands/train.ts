/** `rnn-wasm train`: learns a cipher, or pairs from a file, and saves the model. */
import { RnnError } from "../../index.js";
import type { Command } from "../command.js";
import { prepareToWrite } from "../io/atomic-file.js";
import { assertDistinct } from "../io/distinct-files.js";
import { fileError, nameOf } from "../io/file-error.js";
import { PairFile } from "../io/pairs.js";
import { streams } from "../io/streams.js";
import { argumentsWithout, option, type Values } from "../options/arguments.js";
import { cipherFrom, cipherOptions } from "../options/cipher-options.js";
import { file, flag } from "../options/option-kinds.js";
import { trainOptionGroups, trainOptions, trainOptionsFrom } from "../options/train-options.js";
import { expected, UsageError } from "../options/usage-error.js";
import { trainAndSave } from "../training-session.js";
import { isTerminal, printJson, tell } from "../ui/output.js";
import { type ProgressView, progressView, silentView } from "../ui/progress-view.js";
import { report, summaryOf } from "../ui/training-report.js";

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
    assertWritable(values);
    const cipher = cipherFrom(values);
    if (cipher && values.pairs !== undefined) throw new UsageError("expected --cipher or --pairs, got both");
    const pairs = fileOf(values.pairs, "--pairs");
    const heldBack = typeof values.validation === "string" ? fileOf(values.validation, "--validation") : undefined;
    if (cipher && heldBack) throw expected("--validation", "a number of messages for a cipher", values.validation);
    const data = cipher ?? (pairs && { pairs: pairs.pairs });
    if (data === undefined) throw new UsageError("expected --cipher NAME or --pairs FILE, got neither");
    const { output, checkpoint } = values;
    for (const path of [output, checkpoint]) if (path !== undefined) await prepareToWrite(path);
    const training = await trainOptionsFrom(values, heldBack);
    if (output === undefined) tell("-o is missing: the model will not be saved.");

    const view = values.quiet ? silentView : viewBeside(values);
    const outcome = await trainAndSave(data, training, { output, checkpoint }, async (progress) => {
      view.show(progress);
      if (values.json) await printJson(progress);
    })
      .catch((error) => {
        throw explained(error, values, [pairs, heldBack]);
      })
      .finally(() => view.end());
    if (values.json) await printJson(summaryOf(outcome, values));
    report(outcome, values, argumentsWithout(args, options, ["resume", "weights"]));
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

/** No output destroys an input or another output. A checkpoint is written again and again, which no pipe bears. */
function assertWritable({ output, checkpoint, json, pairs, validation, weights, resume }: TrainValues): void {
  if (checkpoint === "-") throw expected("--checkpoint", "a file", "-");
  if (output === "-" && json) throw new UsageError("-o -: expected a file where --json prints to stdout");
  const data = {
    "--pairs": pairs,
    "--validation": typeof validation === "string" ? validation : undefined,
  };
  assertDistinct({ "-o": output, "--checkpoint": checkpoint }, data);
  // A model may be trained on in its place, and a resumed run goes on writing its checkpoint; not the one over the other.
  assertDistinct({ "-o": output }, { "--resume": resume });
  assertDistinct({ "--checkpoint": checkpoint }, { "--weights": weights });
}

/** Where stdout and stderr are the same terminal, its lines of JSON and a line that is rewritten would run into each other. */
function viewBeside({ json }: TrainValues): ProgressView {
  const wanted = !json || (isTerminal(streams.stderr) && !isTerminal(streams.stdout));
  return wanted ? progressView() : silentView;
}
