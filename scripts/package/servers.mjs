// Servers: Next.js renders on the server and in the browser, workerd is the runtime of Cloudflare Workers.
import { cpSync } from "node:fs";
import { inBrowser } from "./browser.mjs";
import { run } from "./run.mjs";
import { whileServing } from "./serving-process.mjs";
import { versionOf } from "./versions.mjs";

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
      const { also: server, ...client } = await inBrowser(address, (page) => page.textContent("#server"));
      if (JSON.stringify(client) !== server) throw new Error(`client ${JSON.stringify(client)}, server ${server}`);
      return client;
    },
  );
}

/** Bundles and serves a program of fixtures/workerd as Wrangler would. */
const workerd = (entry) => async (workspace) => {
  const cwd = `${workspace.folder}fixtures/workerd`;
  const { build } = await import(`${workspace.folder}node_modules/esbuild/lib/main.js`);
  const options = { bundle: true, format: "esm", conditions: ["workerd"], external: ["./wasm/*"], logLevel: "error" };
  await build({ ...options, entryPoints: [`${cwd}/${entry}`], outfile: `${cwd}/bundle.js` });
  cpSync(`${workspace.folder}node_modules/rnn-wasm/dist/wasm`, `${cwd}/wasm`, { recursive: true });
  const binary = `${workspace.folder}node_modules/@cloudflare/workerd-linux-64/bin/workerd`;
  const args = ["serve", "config.capnp", "--verbose", "--control-fd=1"];
  return whileServing(binary, args, { cwd, ready: /"socket":"http","port":(\d+)/ }, async ([, port]) => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  });
};

const workerdRow = (loads, entry) => ({
  name: `workerd ${versionOf("@cloudflare/workerd-linux-64", 2)}`,
  loads,
  workers: false,
  note: "the runtime has no workers that a program could start",
  run: workerd(entry),
});

/** @type {import("./fixtures.mjs").Fixture[]} */
export const serverFixtures = [
  { name: `Next ${versionOf("next")}`, loads: "server and client components", run: next },
  workerdRow("`import`, by the condition `workerd`", "default.js"),
  workerdRow("`slim` and the wasm file", "slim.js"),
];
