/**
 * The PyTorch programs of all tasks. They are loaded with `toPyTorch` rather than with the task.
 */
import { RnnError } from "../errors/rnn-error.js";
import type { PyTorchExport } from "../formats/pytorch/program.js";
import { classifyPyTorch } from "./classify/pytorch.js";
import { forecastPyTorch } from "./forecast/pytorch.js";
import { generatePyTorch } from "./generate/pytorch.js";
import { regressPyTorch } from "./regress/pytorch.js";
import { tagPyTorch } from "./tag/pytorch.js";
import type { TaskName } from "./types.js";

const exports: { readonly [Name in TaskName]: PyTorchExport } = {
  tag: tagPyTorch,
  classify: classifyPyTorch,
  regress: regressPyTorch,
  forecast: forecastPyTorch,
  generate: generatePyTorch,
};

/** @throws RnnError `ERR_FORMAT` for a task without a program */
export function pytorchExportOf(task: string): PyTorchExport {
  const found = Object.hasOwn(exports, task) ? exports[task as TaskName] : undefined;
  if (!found) throw new RnnError("ERR_FORMAT", `task: expected one of ${Object.keys(exports).join(", ")}, got ${task}`);
  return found;
}
