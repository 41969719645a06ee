/**
 * What a PyTorch program is made from: a model's file, a checkpoint, or data and options.
 */
import { RnnError } from "../errors/rnn-error.js";
import { invalidOption } from "../errors/validate.js";
import type { Exported } from "../formats/pytorch/program.js";
import { dataPrefix, type JsonObject, metadataKey, runMetadataKey } from "../model/file.js";
import { parseObject, readModelFile } from "../model/read-file.js";
import { pytorchExportOf } from "../tasks/pytorch.js";
import { notKept } from "../tasks/task.js";
import type { AnyOptions, TrainingData } from "../tasks/types.js";

/** @throws RnnError `ERR_FORMAT` for a file that this package did not write */
export function ofFile(bytes: Uint8Array | ArrayBuffer): Exported {
  const { shape, metadata, file } = readModelFile(bytes);
  if (!metadata)
    throw new RnnError(
      "ERR_FORMAT",
      "model: expected a file by rnn-wasm, got one without its metadata: load() it with its alphabets, and save() the model",
    );
  const { task } = metadata;
  const own = pytorchExportOf(task);
  const run = file.metadata[runMetadataKey];
  const { description } = metadata;
  const defaults = own.defaults(description);
  const options = run === undefined ? defaults : optionsOf(own.kinds, defaults, parseObject(run));
  return { task, shape, description, options };
}

/** Options of a checkpoint. Those of other data than the program reads, such as a cipher's messages, are its defaults. */
function optionsOf(kinds: readonly string[], defaults: JsonObject, { options, data }: JsonObject): JsonObject {
  const kept = options as JsonObject;
  if (kept["lrSchedule"] === notKept)
    throw invalidOption("lrSchedule", "{ type }, since a function cannot be written in Python", kept["lrSchedule"]);
  if (kinds.includes((data as JsonObject)["kind"] as string)) return kept;
  return { ...kept, shuffle: defaults["shuffle"], validation: defaults["validation"] };
}

const stopping = ["maxSteps", "epochs", "until", "patience"] as const;

/** Plans the run as `train` does, and makes no update: this checks the options, reads the data and draws the seed. */
export async function ofRun(data: TrainingData, given: AnyOptions): Promise<Exported> {
  const { startTraining } = await import("./train.js");
  const run = startTraining(data, given);
  run.result.catch(() => {});
  await run.step(0);
  const bytes = await run.checkpoint();
  await run.stop();
  const exported = ofFile(bytes);
  const defaults = pytorchExportOf(exported.task).defaults(exported.description);
  const namesEnd = stopping.some((name) => given[name] !== undefined);
  const stop = namesEnd ? given : defaults;
  if (typeof given.lrSchedule === "function")
    throw invalidOption("lrSchedule", "{ type }, since a function cannot be written in Python", given.lrSchedule);
  const ofStop = Object.fromEntries(stopping.map((name) => [name, (stop as JsonObject)[name]]));
  const { file } = readModelFile(bytes);
  if ([...file.tensors.keys()].some((name) => name.startsWith(dataPrefix)))
    throw invalidOption(
      "data",
      "a series that a program has room for (train() it with maxSteps: 1 and pass the model)",
      data,
    );
  const metadata = parseObject(file.metadata[metadataKey] as string);
  const isAveraged = given.patience !== undefined || !namesEnd;
  const emaDecay = given.emaDecay ?? (isAveraged ? defaults["emaDecay"] : 0);
  const { lrSchedule } = given;
  return { ...exported, metadata, options: { ...exported.options, ...ofStop, emaDecay, lrSchedule } };
}
