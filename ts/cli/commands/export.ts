/** `rnn-wasm export`: writes a model for other programs. */
import type { Model } from "../../index.js";
import { toOnnx } from "../../onnx.js";
import { toPyTorch } from "../../pytorch.js";
import { readSafetensors } from "../../safetensors.js";
import type { Command } from "../command.js";
import { prepareToWrite, writeAtomically } from "../io/atomic-file.js";
import { assertDistinct } from "../io/distinct-files.js";
import { option } from "../options/arguments.js";
import { force, modelAndFileFrom, modelOptions } from "../options/model-options.js";
import { file, oneOf } from "../options/option-kinds.js";
import { expected, optionsOnly } from "../options/usage-error.js";
import { size } from "../ui/format.js";
import { tell } from "../ui/output.js";

const formats = ["onnx", "pytorch", "safetensors"] as const;

type Format = (typeof formats)[number];

const options = {
  ...modelOptions,
  format: option(oneOf(formats), "the file format; by default the extension of the -o file (.py: pytorch)"),
  output: option(file, "the file to write", "o"),
  force,
};

export const exportModel: Command<typeof options> = {
  name: "export",
  summary: "write a model for ONNX Runtime or PyTorch",
  usage: "export -m MODEL [--format onnx|pytorch|safetensors] -o FILE",
  examples: [
    ["rnn-wasm export -m model.safetensors -o model.onnx", "for ONNX Runtime: tokens [T, B] in, logits [T, B, V] out"],
    ["rnn-wasm export -m run.ckpt -o train.py", "a Python program that continues the training with PyTorch"],
  ],
  options,

  async run({ values, positionals }) {
    optionsOnly(positionals);
    const { output } = values;
    if (output === undefined) throw expected("-o", "a file, or - for a pipe", undefined);
    const format = values.format ?? formatOf(output.slice(output.lastIndexOf(".") + 1));
    if (format === undefined) throw expected("--format", options.format.kind.wanted, undefined);
    assertDistinct({ "-o": output }, { "-m": values.model });
    await prepareToWrite(output, "-o", fileKinds[format], values.force);
    const { model, bytes: file } = await modelAndFileFrom(values);
    const bytes = writers[format](model, file);
    await writeAtomically(output, bytes);
    if (output !== "-") tell(`Saved ${output} (${size(bytes.length)}).`);
    return 0;
  },
};

const fileKinds = { onnx: "an ONNX file", pytorch: "a Python program", safetensors: "a safetensors file" } as const;

/** The bytes of each format. */
const writers: Readonly<Record<Format, (model: Model, file: Uint8Array) => Uint8Array>> = {
  onnx: toOnnx,
  // A checkpoint has the options of its run, which a model does not.
  pytorch: (model, file) => new TextEncoder().encode(toPyTorch(isOwn(file) ? file : model)),
  safetensors: (model) => model.save(),
};

const formatOf = (extension: string): Format | undefined =>
  extension === "py" ? "pytorch" : options.format.kind.parse(extension);

/** Whether this package wrote the file: PyTorch's lacks the metadata that options add to the model. */
const isOwn = (file: Uint8Array): boolean => readSafetensors(file).metadata["rnn-wasm"] !== undefined;
