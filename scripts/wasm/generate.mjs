// Writes ts/core/generated from wasm-pack's output: optimizes the wasm, generates the glue, and records hashes, tools and flags.
// usage (build.sh calls it): node scripts/wasm/generate.mjs FOLDER [--check]      FOLDER has wasm-pack's simd128/package and relaxed/package, and order.wasm
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { generated, variants } from "../build/paths.mjs";
import { shortNames, withExports } from "./exports.mjs";
import { glueFiles, glueOf } from "./glue.mjs";
import { optimize, wasmOptFlags } from "./optimize.mjs";
import { orderFiles } from "./order.mjs";
import { recordOf } from "./record.mjs";
import { withSection } from "./section.mjs";
import { split } from "./split.mjs";

const [compiled, mode] = process.argv.slice(2);
const read = (path) => readFileSync(`${compiled}/${path}`);

/** Both variants share one glue, so that the package contains it once. */
function oneGlue() {
  const [first, ...others] = variants.map((variant) => String(read(`${variant}/package/core.js`)));
  if (others.some((other) => other !== first))
    throw new Error("the variants' bindings differ: none may depend on target features");
  return glueOf(`${compiled}/${variants[0]}/package/core.js`, names);
}

const names = await shortNames(read(`${variants[0]}/package/core_bg.wasm`));
const glue = await oneGlue();
const wasm = variants.map((variant) => {
  const whole = withExports(optimize(read(`${variant}/package/core_bg.wasm`), variant), names);
  return { variant, ...split(whole, variant, glue.parts) };
});
// The fingerprint ties glue and wasm together: another build may export other functions under the same short names.
const contents = wasm.flatMap(({ core, parts }) => [core, ...parts.values()]);
const fingerprint = sha256([glue.rest, ...glue.parts.map(({ code }) => code), ...contents]).slice(0, 12);
const files = new Map([
  ["core.d.ts", String(read(`${variants[0]}/package/core.d.ts`))],
  ...Object.entries(glueFiles(glue, fingerprint)),
  ...orderFiles(read("order.wasm")),
]);
for (const { variant, core, parts } of wasm) {
  files.set(`${variant}.wasm`, withSection(core, "rnn-wasm", `${variant} ${fingerprint}`));
  for (const [name, part] of parts) files.set(`${name}-${variant}.wasm`, part);
}
files.set("record.json", `${JSON.stringify(recordOf(files, wasmOptFlags), undefined, 2)}\n`);

const differing = [...files].filter(([name, contents]) => !sameAsCommitted(name, contents)).map(([name]) => name);
if (mode !== "--check") {
  mkdirSync(generated, { recursive: true });
  for (const name of differing) writeFileSync(generated + name, files.get(name));
  console.error(differing.length ? `ts/core/generated: wrote ${differing.join(", ")}` : "ts/core/generated: unchanged");
} else if (differing.length) {
  console.error(
    `ts/core/generated is not what the sources give: ${differing.join(", ")}. Run "bash build.sh" and commit the result.`,
  );
  process.exit(1);
} else console.error("ts/core/generated matches the sources, bit for bit");

function sha256(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

function sameAsCommitted(name, contents) {
  try {
    return readFileSync(generated + name).equals(Buffer.from(contents));
  } catch {
    return false;
  }
}
