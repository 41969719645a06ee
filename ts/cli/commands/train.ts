/** `rnn-wasm train`: trains and saves a model of any task. */
import { randomInt } from "node:crypto";
import { RnnError } from "../../index.js";
import type { Command } from "../command.js";
import { prepareToWrite } from "../io/atomic-file.js";
import { assertDistinct, type NamedPaths } from "../io/distinct-files.js";
import { fileError, nameOf } from "../io/file-error.js";
import { streams } from "../io/streams.js";
import { argumentsWithout, option, type Values } from "../options/arguments.js";
import { cipherOptions } from "../options/cipher-options.js";
import { force } from "../options/model-options.js";
import { file, flag } from "../options/option-kinds.js";
import { trainOptionGroups, trainOptions, trainOptionsFrom } from "../options/train-options.js";
import { expected, optionsOnly, UsageError } from "../options/usage-error.js";
import { dataFrom, dataOptions, dataUsage, openData } from "../tasks/registry.js";
import { trainAndSave } from "../training-session.js";
import { LossCourse } from "../ui/loss-course.js";
import { isTerminal, printJson, tell } from "../ui/output.js";
import { type ProgressView, progressView, silentView } from "../ui/progress-view.js";
import { report, summaryOf } from "../ui/training-report.js";

const files = {
  output: option(file, "the file to save the model to", "o"),
  checkpoint: option(file, "written at each validation and at the end; --resume continues from it"),
  force,
};

const printing = {
  plot: option(flag, "draw the losses at the end"),
  json: option(flag, "print progress and a final summary as JSON lines"),
  quiet: option(flag, "print no progress", "q"),
};

const ownData = Object.fromEntries(Object.entries(dataOptions).filter(([name]) => !Object.hasOwn(cipherOptions, name)));

const options = { ...files, ...dataOptions, ...trainOptions, ...printing };

/** The values that this command reads itself; `weights` and `resume` are files. */
type TrainValues = Values<typeof files & typeof printing> & { readonly weights?: string; readonly resume?: string };

export const train: Command<typeof options> = {
  name: "train",
  summary: "train a model and save it",
  usage: `train (${dataUsage}) -o MODEL [options]`,
  examples: [
    ["rnn-wasm train --cipher caesar --key 13 -o model.safetensors", "the tutorial's run, well under a second"],
    ["rnn-wasm train --series sales.csv --season 12 -o sales.safetensors", "a series to forecast: CSV with a header"],
    ["rnn-wasm train --labeled names.tsv -o names.safetensors", "labels: lines of sequence TAB label"],
    ["rnn-wasm train --text hamlet.txt -o hamlet.safetensors", "text to generate more of"],
    ["rnn-wasm train --pairs pairs.tsv -o pairs.safetensors", "an output for each symbol: lines of input TAB target"],
    ["rnn-wasm train --text hamlet.txt --checkpoint run.ckpt", "Ctrl-C saves; --resume run.ckpt continues"],
  ],
  options,
  groups: { Files: files, Ciphers: cipherOptions, "Your own data": ownData, ...trainOptionGroups, Output: printing },
  notes: "Options have the meaning and the defaults of train() in the library.",

  async run({ values, positionals }, args) {
    optionsOnly(positionals);
    const named = dataFrom(values);
    assertWritable(values, named.files);
    const { output, checkpoint } = values;
    for (const [option, path] of Object.entries({ "-o": output, "--checkpoint": checkpoint }))
      if (path !== undefined) await prepareToWrite(path, option, "a safetensors file", values.force);
    const training = await trainOptionsFrom(values, named.validation);
    if (output === undefined) tell("The model will not be saved: -o FILE is missing.");

    const view = values.quiet ? silentView : viewBeside(values);
    const opened = await openData(named);
    // Drawn here rather than by the run, so that it can be printed.
    const drawn = training.seed === undefined && training.resume === undefined ? randomInt(2 ** 32) : undefined;
    const all = { ...opened.options, ...training, ...(drawn !== undefined && { seed: drawn }) };
    const losses = new LossCourse();
    const outcome = await trainAndSave(opened.data, all, { output, checkpoint }, async (progress) => {
      losses.add(progress);
      view.show(progress, losses);
      if (values.json) await printJson(progress);
    })
      .catch((error) => {
        throw explained(named.explain(error), values);
      })
      .finally(() => view.end());
    if (values.json) await printJson(summaryOf(outcome, values, all.seed));
    if (values.plot) tell(losses.drawn().join("\n"));
    report(outcome, { ...values, drawn }, argumentsWithout(args, options, ["resume", "weights"]));
    return outcome.interrupted ?? 0;
  },
};

/** Adds the name of the file to an error about its contents. */
function explained(error: unknown, { weights, resume }: TrainValues): unknown {
  if (error instanceof RnnError && error.code === "ERR_FORMAT")
    return fileError(
      "cannot use",
      [resume, weights]
        .filter((path) => path !== undefined)
        .map(nameOf)
        .join(" or "),
      error,
    );
  return error;
}

/** Refuses outputs that would overwrite an input or each other, and a checkpoint on a pipe, since it is written repeatedly. */
function assertWritable({ output, checkpoint, json, weights, resume }: TrainValues, data: NamedPaths): void {
  if (checkpoint === "-") throw expected("--checkpoint", "a file", "-");
  if (output === "-" && json) throw new UsageError("-o -: expected a file where --json prints to stdout");
  assertDistinct({ "-o": output, "--checkpoint": checkpoint }, data);
  // --weights may name the output, and --resume the checkpoint, but not the other way round.
  assertDistinct({ "-o": output }, { "--resume": resume });
  assertDistinct({ "--checkpoint": checkpoint }, { "--weights": weights });
}

/** JSON lines and a progress line that is redrawn must not mix on one terminal. */
function viewBeside({ json }: TrainValues): ProgressView {
  const wanted = !json || (isTerminal(streams.stderr) && !isTerminal(streams.stdout));
  return wanted ? progressView() : silentView;
}
