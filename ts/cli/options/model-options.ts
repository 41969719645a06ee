/**
 * `-m FILE` and the options for reading it.
 */
import { load, type ModelByTask, type TaskName } from "../../index.js";
import { nonlinearities } from "../../model/cells.js";
import { fileError, nameOf } from "../io/file-error.js";
import { readBytes } from "../io/input.js";
import { type OptionTable, option, type Values } from "./arguments.js";
import { file, flag, oneOf, symbols } from "./option-kinds.js";
import { expected } from "./usage-error.js";

export const modelOptions = {
  model: option(file, "the model: a file of train, or a safetensors file from PyTorch", "m"),
  alphabet: option(symbols, "for PyTorch files: the model's input symbols"),
  "output-alphabet": option(symbols, "for PyTorch files: the model's output symbols"),
  nonlinearity: option(oneOf([...nonlinearities]), "for PyTorch files with an RNN: its nonlinearity (tanh)"),
} satisfies OptionTable;

/** For commands that write files. */
export const force = option(flag, "overwrite a file that is not of the written kind");

/**
 * Loads the model of `-m`.
 * @param task what it must be for
 * @throws UsageError without -m; FileError for a file that cannot be read or is not a model
 */
export async function modelFrom<Name extends TaskName = TaskName>(
  values: Values<typeof modelOptions>,
  task?: Name,
): Promise<ModelByTask[Name]> {
  return (await modelAndFileFrom(values, task)).model;
}

/** The same with the bytes of the file, which may be a checkpoint. */
export async function modelAndFileFrom<Name extends TaskName = TaskName>(
  values: Values<typeof modelOptions>,
  task?: Name,
): Promise<{ readonly model: ModelByTask[Name]; readonly bytes: Uint8Array }> {
  const path = values.model;
  if (path === undefined) throw expected("-m", "the file of a model", undefined);
  const bytes = await readBytes(path, "-m");
  const { alphabet, "output-alphabet": outputAlphabet, nonlinearity } = values;
  try {
    return { bytes, model: await load(bytes, { task, alphabet, outputAlphabet, nonlinearity }) };
  } catch (error) {
    throw fileError("cannot use", nameOf(path), error);
  }
}
