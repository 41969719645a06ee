// docs/compatibility.md: the fixtures that passed, as a table.
import { mkdirSync, writeFileSync } from "node:fs";
import { root } from "../build/paths.mjs";

/** @param {(import("./fixtures.mjs").Fixture & { result: { worker?: string, bits?: string[] } })[]} rows */
export function writeTable(rows) {
  const notes = [...new Set(rows.flatMap(({ note }) => note ?? []))];
  const lines = rows.map(({ name, loads, note, result }) => {
    const mark = note ? ` (${notes.indexOf(note) + 1})` : "";
    return `| ${name} | ${loads} | yes | ${result.worker ? "yes" : `no${mark}`} | ${result.bits ? "yes" : "not compared"} |`;
  });
  const text = `# Where it runs

Made by \`npm run check:package\`, which packs the package, installs it, and has each of these learn the Caesar cipher, decrypt a message with it, and find a gradient by \`rnn-wasm/nn\`, on this machine's Linux. The
last column: the weights of three runs of 200 steps (simd128) have the SHA-256 that [test/fixtures/pytorch/bits.json](../test/fixtures/pytorch/bits.json) has, everywhere in the table.

| environment | loaded by | trains, decrypts | with \`worker: true\` | the same bits |
|---|---|---|---|---|
${lines.join("\n")}

${notes.map((note, i) => `(${i + 1}) ${note}`).join("\n\n")}

Needed: WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4, Node 16.4). The entries that carry the wasm unpack it with Node's zlib or \`DecompressionStream\`
(Chrome 103, Firefox 113, Safari 16.4); \`slim\` needs neither. A page's own thread may instantiate a compiled file at once from Chrome 114 on; before, this
works in workers only.
`;
  mkdirSync(`${root}docs`, { recursive: true });
  writeFileSync(`${root}docs/compatibility.md`, text);
}
