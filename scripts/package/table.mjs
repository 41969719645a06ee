// docs/compatibility.md: the fixtures that passed, as a table.
import { mkdirSync, writeFileSync } from "node:fs";
import { root, sourceAddress } from "../build/paths.mjs";
import { oldest } from "./requirements.mjs";

/** @param {(import("./fixtures.mjs").Fixture & { result: { worker?: string, bits?: string[] } })[]} rows */
export function writeTable(rows) {
  const notes = [...new Set(rows.flatMap(({ note }) => note ?? []))];
  const lines = rows.map(({ name, loads, note, result }) => {
    const mark = note ? ` (${notes.indexOf(note) + 1})` : "";
    return `| ${name} | ${loads} | yes | ${result.worker ? "yes" : `no${mark}`} | ${result.bits ? "yes" : "not compared"} |`;
  });
  const text = `# Where it runs

Made by \`npm run check:package\`, which packs the package, installs it, and has each of these learn the Caesar cipher, decrypt a message with it, and find a gradient by \`rnn-wasm/nn\`, on this machine's Linux. The
last column: the weights of three runs of 200 steps (simd128) have the SHA-256 that [test/fixtures/pytorch/bits.json](${sourceAddress}test/fixtures/pytorch/bits.json) has, everywhere in the table.

| environment | loaded by | trains, decrypts | with \`worker: true\` | the same bits |
|---|---|---|---|---|
${lines.join("\n")}

${notes.map((note, i) => `(${i + 1}) ${note}`).join("\n\n")}

## The oldest versions

Node ${oldest.node}, Chrome ${oldest.chrome}, Firefox ${oldest.firefox}, Safari ${oldest.safari}, TypeScript ${oldest.typescript}. What decides:

| needed | for | since |
|---|---|---|
| WebAssembly SIMD | everything | Chrome 91, Firefox 89, Safari 16.4 |
| \`DecompressionStream("deflate-raw")\` | the entries that carry the wasm; \`slim\` and Node do without | Chrome 103, Firefox 113, Safari 16.4 |
| \`Array.prototype.toSpliced\`, \`with\` | \`rnn-wasm/nn\` | Chrome 110, Firefox 115, Safari 16 |
| instantiating a compiled module at once on a page's own thread | everything but workers | Chrome 114 |
| \`process.getBuiltinModule\` | workers and files in Node | Node 20.16 |

The build keeps to ES2022 syntax, and TypeScript checks the sources against the library of ES2023, which all of these have. The declarations are compiled with TypeScript 5.5, 5.6,
5.7, 5.9, 6.0 and 7.0, under \`lib: ["dom"]\`, under Node's types and under neither.
`;
  mkdirSync(`${root}docs`, { recursive: true });
  writeFileSync(`${root}docs/compatibility.md`, text);
}
