/** `rnn-wasm inspect`: describes a model, a checkpoint, or any other safetensors file. */

import { quote } from "../../errors/quote.js";
import { load } from "../../index.js";
import { readSafetensors } from "../../safetensors.js";
import type { Command } from "../command.js";
import { fileError, nameOf } from "../io/file-error.js";
import { readBytes } from "../io/input.js";
import { option } from "../options/arguments.js";
import { file, flag, parseJson } from "../options/option-kinds.js";
import { UsageError } from "../options/usage-error.js";
import { count, counted, size, table } from "../ui/format.js";
import { print, printJson } from "../ui/output.js";
import { printable } from "../ui/symbols.js";

const options = {
  model: option(file, "the file, as other commands take it", "m"),
  json: option(flag, "print everything as one JSON object"),
};

export const inspect: Command<typeof options> = {
  name: "inspect",
  summary: "show the contents of a model or a checkpoint",
  usage: "inspect [-m] FILE",
  examples: [["rnn-wasm inspect model.safetensors", "names, shapes, sizes, settings"]],
  options,

  async run({ values, positionals }) {
    const [path, ...more] = values.model === undefined ? positionals : [values.model, ...positionals];
    if (path === undefined) throw new UsageError("expected a file, as in rnn-wasm inspect model.safetensors");
    if (more.length > 0) throw new UsageError(`expected one file, got ${[path, ...more].map(quote).join(" and ")}`);
    const contents = await contentsOf(path);
    if (values.json) await printJson(contents);
    else await print(describe(contents).join("\n"));
    return 0;
  },
};

interface Contents {
  readonly file: string;
  readonly bytes: number;
  readonly tensors: readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[] }[];
  /** Values in all tensors; for a model, its parameters. */
  readonly numParameters: number;
  readonly config?: object;
  /** As in the file, with JSON values parsed. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

async function contentsOf(path: string): Promise<Contents> {
  const bytes = await readBytes(path, "inspect");
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    // A model or checkpoint has a configuration too; any other safetensors file fails to load, which is no error here.
    const model = await load(bytes).catch(() => undefined);
    const described = [...tensors].map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
    return {
      file: nameOf(path),
      bytes: bytes.length,
      tensors: described,
      numParameters: model?.numParameters ?? described.reduce((sum, { shape }) => sum + valuesIn(shape), 0),
      ...(model && { config: model.config }),
      metadata: Object.fromEntries(Object.entries(metadata).map(([key, text]) => [key, parseJson(text) ?? text])),
    };
  } catch (error) {
    throw fileError("cannot inspect", nameOf(path), error);
  }
}

const valuesIn = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function describe({ file, bytes, tensors, numParameters, config, metadata }: Contents): string[] {
  const rows = tensors.map(({ name, dtype, shape }) => [
    printable(name),
    dtype,
    `[${shape.join(", ")}]`,
    count(valuesIn(shape)),
  ]);
  return [
    `${file}: ${size(bytes)}, ${counted(tensors.length, "tensor")}, ${counted(numParameters, config ? "parameter" : "value")}`,
    "",
    ...table([["name", "dtype", "shape", "values"], ...rows]),
    ...section("config", config),
    ...section("metadata", metadata),
  ];
}

function section(title: string, values: object | undefined): string[] {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return [];
  const rows = entries.map(([key, value]) => [
    `  ${printable(key)}`,
    printable(typeof value === "string" ? value : JSON.stringify(value)),
  ]);
  return ["", title, ...table(rows)];
}
