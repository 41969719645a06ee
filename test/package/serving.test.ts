/** The programs that serve a model: the page that shows them has them as they are run, and Node's answers requests. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const programs = join(root, "test/packages/fixtures/serve");

let folder: string;
let server: ChildProcess | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rnn-wasm-serving-"));
});
afterAll(() => {
  server?.kill();
  rmSync(folder, { recursive: true });
});

it.each(readdirSync(programs).filter((name) => /\.m?js$/.test(name)))("docs/serve.md shows %s as it is run", (name) => {
  const page = readFileSync(join(root, "docs/serve.md"), "utf8");
  expect(page).toContain(readFileSync(join(programs, name), "utf8"));
});

it("Node's http server answers with the model, and tells what is no request", async () => {
  cpSync(programs, folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/rnn-wasm"), "junction");
  execFileSync(process.execPath, ["model.mjs"], { cwd: folder });
  server = spawn(process.execPath, ["node.mjs"], { cwd: folder, env: { ...process.env, PORT: "0" } });
  const port = await new Promise<string>((resolve, reject) => {
    server?.stdout?.on("data", (text) => resolve(/port (\d+)/.exec(String(text))?.[1] ?? ""));
    server?.on("exit", (code) => reject(new Error(`exit code ${code}`)));
  });
  const post = (body: string) => fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
  expect(await (await post('["apple", "stone"]')).json()).toEqual(["vowel", "consonant"]);
  const refused = await post("[1]");
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { code: "ERR_INVALID_OPTION", message: expect.any(String) },
  ]);
});
