/** `rnn-wasm export`: writes a model for other programs. */
import { toOnnx } from "../../onnx.js";
import type { Command } from "../command.js";
import { prepareToWrite, writeAtomically } from "../io/atomic-file.js";
import { assertDistinct } from "../io/distinct-files.js";
import { option } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { file, oneOf } from "../options/option-kinds.js";
import { expected } from "../options/usage-error.js";
import { size } from "../ui/format.js";
import { tell } from "../ui/output.js";

const options = {
  ...modelOptions,
  format: option(oneOf(["onnx", "safetensors"]), "the file format; by default the extension of the -o file"),
  output: option(file, "the file to write", "o"),
};

export const exportModel: Command<typeof options> = {
  name: "export",
  summary: "write a model for ONNX Runtime or PyTorch",
  usage: "export -m MODEL [--format onnx|safetensors] -o FILE",
  examples: [
    ["rnn-wasm export -m model.safetensors -o model.onnx", "for ONNX Runtime: tokens [T, B] in, logits [T, B, V] out"],
    [
      "rnn-wasm export -m torch.safetensors --alphabet ABC --output-alphabet ABC -o model.safetensors",
      "PyTorch's weights with their alphabets",
    ],
  ],
  options,

  async run({ values, positionals }) {
    if (positionals[0] !== undefined) throw expected("export", "options only", positionals[0]);
    const { output } = values;
    if (output === undefined) throw expected("-o", "a file, or - for a pipe", undefined);
    const format = values.format ?? options.format.kind.parse(output.slice(output.lastIndexOf(".") + 1));
    if (format === undefined) throw expected("--format", options.format.kind.wanted, undefined);
    assertDistinct({ "-o": output }, { "-m": values.model });
    await prepareToWrite(output);
    const model = await modelFrom(values);
    const bytes = format === "onnx" ? toOnnx(model) : model.save();
    await writeAtomically(output, bytes);
    if (output !== "-") tell(`Saved ${output} (${size(bytes.length)}).`);
    return 0;
  },
};
