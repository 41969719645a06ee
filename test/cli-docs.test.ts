// Every shell block of docs/cli.md runs, in order and in one folder, and prints what the text block after it says.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { expect, test } from "vitest";
import { programPath, temporaryFolder } from "./run-cli.js";

const page = readFileSync(new URL("../docs/cli.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/```sh\n(.*?)```(?:\s*```text\n(.*?)```)?/gs)].map(([, script = "", printed]) => ({
  script,
  printed,
}));

const path = temporaryFolder();
const bin = path("bin");
mkdirSync(bin);
writeFileSync(`${bin}/rnn-wasm`, `#!/bin/sh\nexec '${process.execPath}' '${programPath}' "$@"\n`);
chmodSync(`${bin}/rnn-wasm`, 0o755);

test.runIf(process.platform !== "win32")("docs/cli.md does what it says", { timeout: 60_000 }, () => {
  expect(blocks.length).toBeGreaterThan(8);
  for (const { script, printed } of blocks) {
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}` };
    const { status, stdout, stderr } = spawnSync("sh", ["-e", "-c", script], { cwd: path("."), env, encoding: "utf8" });
    expect({ script, status, stderr }).toMatchObject({ status: 0 });
    if (printed !== undefined) expect(stdout).toBe(printed);
  }
});
