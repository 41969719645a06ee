// Tests the package with its users' tools: packs it, installs it in a separate folder, lints it, checks its size, and trains a cipher with
// it in every runtime and bundler of test/packages. Writes docs/compatibility.md.
// usage: node scripts/check-package.mjs [NAME ...]     only the checks and fixtures whose name contains one of these (and no document)
import { readFileSync } from "node:fs";
import { root } from "./build/paths.mjs";
import { closeBrowser } from "./package/browser.mjs";
import { fixtures } from "./package/fixtures.mjs";
import { servingChecks } from "./package/serving.mjs";
import { writeTable } from "./package/table.mjs";
import { toolChecks } from "./package/tools.mjs";
import { typeChecks } from "./package/types.mjs";
import { makeWorkspace } from "./package/workspace.mjs";

const bits = JSON.parse(readFileSync(`${root}test/fixtures/pytorch/bits.json`, "utf8"));
const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const isWanted = ({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part));

const workspace = makeWorkspace();
const failures = [];

/** Runs one check and prints its outcome; returns undefined if it failed. */
async function attempt({ name, run }) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  try {
    const result = await run(workspace);
    console.log(`ok    ${name} (${seconds()})${typeof result === "string" ? `: ${result}` : ""}`);
    return result;
  } catch (error) {
    failures.push(name);
    console.log(`FAILS ${name} (${seconds()}): ${error.stack ?? error}`);
    return undefined;
  }
}

const rows = [];
for (const check of [...toolChecks, ...typeChecks, ...servingChecks].filter(isWanted)) await attempt(check);
const leftOut = [];
for (const fixture of fixtures.filter(isWanted)) {
  if (fixture.missing) {
    leftOut.push(fixture.name);
    console.log(`left out: ${fixture.name}: ${fixture.missing}`);
    continue;
  }
  const result = await attempt({
    name: fixture.name,
    run: async (work) => assertRight(await fixture.run(work), fixture),
  });
  rows.push({ ...fixture, result });
}
await closeBrowser();

if (leftOut.length > 0)
  console.log("docs/compatibility.md was not updated, because not every environment is installed.");
else if (wanted.length === 0 && failures.length === 0) writeTable(rows);
console.log(failures.length ? `\n${failures.length} failed: ${failures.join(", ")}` : "\nAll checks passed");
process.exit(failures.length ? 1 : 0);

function assertRight(result, { workers = true, comparesBits = true }) {
  const secret = "THIS-IS-A-SECRET";
  if (result.decrypted !== secret) throw new Error(`decrypted ${result.decrypted}`);
  if (result.gradient !== "1,2") throw new Error(`the gradient by rnn-wasm/nn: ${result.gradient}`);
  if (workers && result.worker !== secret) throw new Error(`in a worker: decrypted ${result.worker}`);
  // The hashes that npm test expects too.
  if (comparesBits && `${result.bits}` !== `${bits}`) throw new Error(`other weights: ${result.bits}`);
  return result;
}
