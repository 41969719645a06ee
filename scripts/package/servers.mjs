// Programs that serve: Next renders on its server and in the browser, workerd is the runtime of Cloudflare Workers.
import { spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { inBrowser } from "./browser.mjs";
import { run } from "./run.mjs";
import { versionOf } from "./versions.mjs";

/** Starts a server, waits for `ready` in what it prints, and stops it after `use`. */
async function whileServing(command, args, { cwd, ready, env = {} }, use) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const match = new Promise((resolve, reject) => {
    const hear = (chunk) => {
      printed += chunk;
      const found = ready.exec(printed);
      if (found) resolve(found);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${printed}`)));
    setTimeout(() => reject(new Error(`${command} is not ready:\n${printed}`)), 60_000).unref();
  });
  try {
    return await use(await match);
  } catch (error) {
    throw new Error(`${error.message}\n${printed}`, { cause: error });
  } finally {
    child.removeAllListeners("exit");
    child.kill();
  }
}

async function next(workspace) {
  const cwd = `${workspace.folder}fixtures/next`;
  const bin = `${workspace.folder}node_modules/next/dist/bin/next`;
  const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  run(process.execPath, [bin, "build"], { cwd, env });
  const options = { cwd, env, ready: /http:\/\/127\.0\.0\.1:\d+/ };
  return whileServing(
    process.execPath,
    [bin, "start", "--hostname", "127.0.0.1", "--port", "0"],
    options,
    async ([address]) => {
      const { also: server, ...client } = await inBrowser(workspace, address, (page) => page.textContent("#server"));
      if (JSON.stringify(client) !== server) throw new Error(`client ${JSON.stringify(client)}, server ${server}`);
      return client;
    },
  );
}

async function workerd(workspace) {
  const cwd = `${workspace.folder}fixtures/workerd`;
  const { build } = await import(`${workspace.folder}node_modules/esbuild/lib/main.js`);
  const options = {
    entryPoints: [`${cwd}/worker.js`],
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    external: ["simd128.wasm"],
  };
  await build({ ...options, outfile: `${cwd}/bundle.js`, logLevel: "error" });
  cpSync(`${workspace.folder}node_modules/rnn-wasm/dist/wasm/simd128.wasm`, `${cwd}/simd128.wasm`);
  const binary = `${workspace.folder}node_modules/@cloudflare/workerd-linux-64/bin/workerd`;
  const args = ["serve", "config.capnp", "--verbose", "--control-fd=1"];
  return whileServing(binary, args, { cwd, ready: /"socket":"http","port":(\d+)/ }, async ([, port]) => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  });
}

/** @type {import("./fixtures.mjs").Fixture[]} */
export const serverFixtures = [
  { name: `Next ${versionOf("next")}`, loads: "server and client components", run: next },
  {
    name: `workerd ${versionOf("@cloudflare/workerd-linux-64", 2)}`,
    loads: "`slim` and the wasm file",
    workers: false,
    note: "the runtime has no workers, and compiles wasm only at deployment",
    run: workerd,
  },
];
