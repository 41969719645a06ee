/**
 * Exports runs as programs for PyTorch, on one or many processes, machines and GPUs.
 * @module rnn-wasm/pytorch
 */
import { embedded } from "./core/embedded.js";
import { withWasm } from "./core/load.js";
import { checkKeys, invalidOption } from "./errors/validate.js";
import { programOf } from "./formats/pytorch/program.js";
import { isBytes } from "./model/read-file.js";
import { pytorchExportOf } from "./tasks/pytorch.js";
import type { AnyOptions, Model, OptionsFor, TrainingData } from "./tasks/types.js";
import { ofFile, ofRun } from "./training/pytorch-sources.js";

export { type ErrorCode, RnnError } from "./errors/rnn-error.js";

/** A run that has not begun. */
export interface RunToExport<Data extends TrainingData = TrainingData> {
  /** The data, as for `train`. */
  readonly data: Data;
  /** The options, as for `train`. */
  readonly options?: OptionsFor<Data> | undefined;
}

/**
 * Writes a Python program that trains with PyTorch: the network, a reader of the command line's data files, the training loop with the same
 * options, checkpoints that `resume` reads, and models that `load` reads. It runs alone or under torchrun, on a GPU if there is one.
 * @param model a model, or the bytes of a model's file or a checkpoint, whose options the program has. The program reads this file.
 * @throws RnnError `ERR_INVALID_OPTION` for anything else, and for a schedule that is a function; `ERR_FORMAT`, `ERR_DISPOSED`
 */
export function toPyTorch(model: Model | Uint8Array | ArrayBuffer): string;
/**
 * The same for a run that starts from its seed. The data is read once, for its symbols, columns and scales.
 * @throws RnnError as `train` does for its data and options
 */
export function toPyTorch<const Data extends TrainingData>(run: RunToExport<Data>): Promise<string>;
export function toPyTorch(given: unknown): string | Promise<string> {
  const isRun = typeof given === "object" && given !== null && "data" in given && !isBytes(given);
  return isRun ? programOfRun(given as RunToExport) : programOfModel(given);
}

function programOfModel(given: unknown): string {
  const isModel = typeof (given as Model | undefined)?.save === "function";
  if (!isBytes(given) && !isModel)
    throw invalidOption("model", "a model of train() or load(), the bytes of its file, or { data, options }", given);
  const exported = ofFile(isBytes(given) ? given : (given as Model).save());
  return programOf(exported, pytorchExportOf(exported.task));
}

const programOfRun = /* @__PURE__ */ withWasm(embedded, async (run: RunToExport): Promise<string> => {
  checkKeys("toPyTorch", run, ["data", "options"]);
  const exported = await ofRun(run.data, (run.options === undefined ? {} : run.options) as AnyOptions);
  return programOf(exported, pytorchExportOf(exported.task));
});
