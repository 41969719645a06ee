/**
 * `rnn-wasm/pytorch`: trains models on with PyTorch, on many processes, machines and GPUs.
 */
import { embedded } from "./core/embedded.js";
import { withWasm } from "./core/load.js";
import { invalidOption } from "./errors/validate.js";
import { programOf } from "./formats/pytorch/program.js";
import { isBytes } from "./model/read-file.js";
import { pytorchExportOf } from "./tasks/pytorch.js";
import type { AnyOptions, Model, OptionsFor, TrainingData } from "./tasks/types.js";
import { ofFile, ofRun } from "./training/pytorch-sources.js";

export { type ErrorCode, RnnError } from "./errors/rnn-error.js";

/** Data and options, as of `train`. */
export interface RunToExport<Data extends TrainingData = TrainingData> {
  /** What `train` would learn from. */
  readonly data: Data;
  /** Options of `train`; default as for `train`. */
  readonly options?: OptionsFor<Data> | undefined;
}

/**
 * A Python program that trains with PyTorch: the network, a reader of the data files of the command line, the training loop with the same
 * options, checkpoints that `resume` reads, and models that `load` reads. It runs by itself or under torchrun, on a GPU if there is one.
 * @param model a model; or the bytes of a model's file or a checkpoint, whose options the program then has. It reads this file when it runs.
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
  const exported = await ofRun(run.data, (run.options ?? {}) as AnyOptions);
  return programOf(exported, pytorchExportOf(exported.task));
});
