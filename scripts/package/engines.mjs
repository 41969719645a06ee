// Browsers other than Chromium: Firefox, and WebKitGTK, which shares its engine with Safari. Each opens a page, which posts its
// `globalThis.result` back to the server.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../static-server.mjs";
import { run } from "./run.mjs";

/** @param {(string | undefined)[]} paths @returns {string | undefined} the first path that exists */
const firstOf = (paths) => paths.find((path) => path !== undefined && existsSync(path));

function miniBrowser() {
  const folders = [
    "/usr/lib",
    ...(existsSync("/usr/lib") ? readdirSync("/usr/lib").map((name) => `/usr/lib/${name}`) : []),
  ];
  return folders.flatMap((folder) =>
    ["webkit2gtk-4.1", "webkitgtk-6.0"].map((name) => `${folder}/${name}/MiniBrowser`),
  );
}

const firefox = firstOf([process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"]);
const webkit = firstOf([process.env.MINIBROWSER, ...miniBrowser()]);
const xvfb = firstOf(["/usr/bin/Xvfb"]);

/**
 * @typedef {object} Engine
 * @property {string} name with its version, if it is installed
 * @property {string} [missing] why it cannot be run here
 * @property {(address: string, folder: string) => Promise<() => void>} open starts it on a page, with a folder for its profile; returns a function that ends it
 */

/** @type {Engine[]} */
export const engines = [
  {
    name: `Firefox${firefox ? versionIn(firefox, /Firefox (\d+)/) : ""}`,
    missing: firefox ? undefined : "no Firefox: apt-get install firefox-esr, or name one in FIREFOX",
    open: async (address, folder) => started(firefox, ["--headless", "--no-remote", "--profile", folder, address]),
  },
  {
    name: `WebKitGTK${webkit && xvfb ? await webkitVersion() : ""}`,
    missing:
      webkit && xvfb
        ? undefined
        : "no WebKit: apt-get install libwebkit2gtk-4.1-0 xvfb, or name a MiniBrowser in MINIBROWSER",
    async open(address) {
      const { display, close } = await screen();
      // Containers lack the rights that its sandbox needs, and the page is trusted.
      const env = { DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
      const end = started(webkit, ["--private", address], env);
      return () => {
        end();
        close();
      };
    },
  },
];

/** The version as a suffix; "" if the program does not print it. */
function versionIn(command, pattern, env) {
  const [, version] = pattern.exec(run(command, ["--version"], { cwd: tmpdir(), env })) ?? [];
  return version ? ` ${version}` : "";
}

async function webkitVersion() {
  const { display, close } = await screen();
  try {
    return versionIn(webkit, /(\d+\.\d+)/, { DISPLAY: display });
  } finally {
    close();
  }
}

/** A virtual screen, because WebKitGTK has no headless mode. */
async function screen() {
  const child = spawn(xvfb, ["-displayfd", "1", "-screen", "0", "800x600x24"], { stdio: ["ignore", "pipe", "ignore"] });
  const [number] = await once(child.stdout, "data");
  return { display: `:${String(number).trim()}`, close: () => child.kill() };
}

/** In a separate process group, so that its child processes end with it. */
function started(command, args, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: "ignore", detached: true });
  return () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has already exited.
    }
  };
}

/** The first start of an engine on a machine is slow. */
const limitMs = 240_000;

/** Runs in the page after its module: awaits the result and posts it. */
const report = `<script type="module">
  const post = (body) => fetch("/result", { method: "POST", body: JSON.stringify(body) });
  globalThis.result.then((result) => post({ result }), (error) => post({ error: String(error?.stack ?? error) }));
</script>`;

/**
 * @param {Engine} engine
 * @param {string} folder that is served
 * @param {string} page a path in it; it sets `globalThis.result` to a promise
 */
export async function inEngine(engine, folder, page) {
  let answer;
  const answered = new Promise((resolve) => {
    answer = resolve;
  });
  const { address, close } = await serve(folder, { appended: report, posted: (body) => answer(JSON.parse(body)) });
  const kept = mkdtempSync(join(tmpdir(), "rnn-wasm-engine-"));
  const end = await engine.open(address + page, kept);
  let timer;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${engine.name}: no result in ${limitMs / 1000} s`)), limitMs);
    });
    const { result, error } = await Promise.race([answered, late]);
    if (error !== undefined) throw new Error(error);
    return result;
  } finally {
    clearTimeout(timer);
    end();
    close();
    // The process may still write while it exits.
    rmSync(kept, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
