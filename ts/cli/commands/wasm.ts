/** `rnn-wasm wasm`: writes a build of the core as a plain file, for `init({ wasm })`. The package has a plain file of one of them only. */

import { coreFile } from "../../core/embedded.js";
import { fastestVariant, variants } from "../../core/variant.js";
import type { Command } from "../command.js";
import { prepareToWrite, writeAtomically } from "../io/atomic-file.js";
import { option } from "../options/arguments.js";
import { force } from "../options/model-options.js";
import { file, oneOf } from "../options/option-kinds.js";
import { expected, optionsOnly } from "../options/usage-error.js";
import { size } from "../ui/format.js";
import { tell } from "../ui/output.js";

const options = {
  variant: option(oneOf(variants), "build of the core (the fastest that runs here)"),
  output: option(file, "the file to write", "o"),
  force,
};

export const wasm: Command<typeof options> = {
  name: "wasm",
  summary: "write the WebAssembly file, to serve it yourself",
  usage: "wasm [--variant simd128|relaxed] -o FILE",
  examples: [["rnn-wasm wasm --variant relaxed -o public/relaxed.wasm", "for init({ wasm }) of rnn-wasm/slim"]],
  options,

  async run({ values, positionals }) {
    optionsOnly(positionals);
    const { output, variant = fastestVariant() } = values;
    if (output === undefined) throw expected("-o", "a file, or - for a pipe", undefined);
    await prepareToWrite(output, "-o", "a WebAssembly file", values.force);
    const bytes = await coreFile(variant);
    await writeAtomically(output, bytes);
    if (output !== "-") tell(`Saved ${output} (${size(bytes.length)}), the ${variant} build.`);
    return 0;
  },
};
