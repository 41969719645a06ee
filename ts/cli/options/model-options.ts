/**
 * `-m FILE`: the model that a command works with.
 */
import { load, type Model } from "../../index.js";
import { fileError, nameOf } from "../io/file-error.js";
import { readBytes } from "../io/input.js";
import { type OptionTable, option, type Values } from "./arguments.js";
import { file, oneOf, symbols } from "./option-kinds.js";
import { expected } from "./usage-error.js";

export const modelOptions = {
  model: option(file, "the model: what train wrote, or a safetensors file of PyTorch's", "m"),
  alphabet: option(symbols, "for a file of PyTorch's: the symbols that the model reads"),
  "output-alphabet": option(symbols, "for a file of PyTorch's: the symbols that it writes"),
  nonlinearity: option(oneOf(["tanh", "relu"]), "for a file of PyTorch's with an RNN: what its cells apply (tanh)"),
} satisfies OptionTable;

/**
 * @throws UsageError without -m; FileError for a file that cannot be read or is no model
 */
export async function modelFrom(values: Values<typeof modelOptions>): Promise<Model> {
  const path = values.model;
  if (path === undefined) throw expected("-m", "a model's file", undefined);
  const bytes = await readBytes(path, "-m");
  const { alphabet, "output-alphabet": outputAlphabet, nonlinearity } = values;
  try {
    return await load(bytes, { alphabet, outputAlphabet, nonlinearity });
  } catch (error) {
    throw fileError("cannot use", nameOf(path), error);
  }
}
