// A model behind an address in each environment of docs/serve.md: Node's http server, workerd, an edge function, a service worker.
import { cpSync } from "node:fs";
import { inServedBrowser } from "./browser.mjs";
import { run } from "./run.mjs";
import { whileServing } from "./serving-process.mjs";

const texts = ["apple", "stone"];
const wanted = JSON.stringify(["vowel", "consonant"]);

/** Asks a server for labels, and checks that it answers what is no request. */
async function ask(port) {
  const address = `http://127.0.0.1:${port}/`;
  const post = (body) => fetch(address, { method: "POST", body });
  const [good, bad] = [await post(JSON.stringify(texts)), await post("[1]")];
  const { code } = await bad.json();
  if (bad.status !== 400 || !/^ERR_/.test(code)) throw new Error(`a bad request: ${bad.status}, ${code}`);
  return expectLabels(await good.json());
}

function expectLabels(labels) {
  if (JSON.stringify(labels) !== wanted) throw new Error(`expected ${wanted}, got ${JSON.stringify(labels)}`);
  return `${texts} are ${labels}`;
}

/** The folder of the programs, with the file of a trained model. */
function prepared({ folder }) {
  const cwd = `${folder}fixtures/serve`;
  run(process.execPath, ["model.mjs"], { cwd });
  return cwd;
}

async function bundle({ folder }, cwd, name, options) {
  const { build } = await import(`${folder}node_modules/esbuild/lib/main.js`);
  const outfile = `${cwd}/${name}.bundle.js`;
  await build({ bundle: true, logLevel: "error", entryPoints: [`${cwd}/${name}.js`], outfile, ...options });
}

/** @type {{ name: string, run(workspace: import("./workspace.mjs").Workspace): Promise<string> }[]} */
export const servingChecks = [
  {
    name: "served by Node's http server",
    run(workspace) {
      const options = { cwd: prepared(workspace), ready: /port (\d+)/, env: { PORT: "0" } };
      return whileServing(process.execPath, ["node.mjs"], options, ([, port]) => ask(port));
    },
  },
  {
    name: "served by workerd",
    async run(workspace) {
      const cwd = prepared(workspace);
      const external = ["./wasm/*", "./model.safetensors"];
      await bundle(workspace, cwd, "worker", { format: "esm", conditions: ["workerd"], external });
      cpSync(`${workspace.folder}node_modules/rnn-wasm/dist/wasm`, `${cwd}/wasm`, { recursive: true });
      const binary = `${workspace.folder}node_modules/@cloudflare/workerd-linux-64/bin/workerd`;
      const args = ["serve", "config.capnp", "--verbose", "--control-fd=1"];
      const options = { cwd, ready: /"socket":"http","port":(\d+)/ };
      return whileServing(binary, args, options, ([, port]) => ask(port));
    },
  },
  {
    name: "served by an edge function (deno serve)",
    run(workspace) {
      const binary = `${workspace.folder}node_modules/@deno/linux-x64-glibc/deno`;
      const args = [
        "serve",
        "--allow-all",
        "--node-modules-dir=manual",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "edge.js",
      ];
      const env = { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
      const options = { cwd: prepared(workspace), ready: /127\.0\.0\.1:(\d+)/, env };
      return whileServing(binary, args, options, ([, port]) => ask(port));
    },
  },
  {
    name: "served by a service worker",
    async run(workspace) {
      await bundle(workspace, prepared(workspace), "service-worker", { format: "iife" });
      const { labels } = await inServedBrowser(workspace.folder, "fixtures/serve/page.html");
      return expectLabels(labels);
    },
  },
];
