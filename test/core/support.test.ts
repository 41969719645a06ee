/** Where the core cannot run: the error says why, and what helps. */
import { spawnSync } from "node:child_process";
import { describe, expect, it, vi } from "vitest";
import { loadingError } from "../../ts/core/wasm-support.js";

const from = (name: string) => JSON.stringify(new URL(`../../dist/${name}`, import.meta.url).href);

/** What each way to the core fails with in a process that `setup` has changed. */
function failures(setup: string): Record<string, { code?: string; message: string }> {
  const program = `
    import { readFileSync } from "node:fs";
    import { createContext, runInContext } from "node:vm";
    const wasm = readFileSync(new URL(${from("wasm/simd128.wasm")}));
    const { ciphers, init, load, startTraining, train } = await import(${from("index.js")});
    const nn = await import(${from("nn.js")});
    const file = (await train(ciphers.atbash(), { maxSteps: 0, variant: "simd128" }).catch(() => undefined))?.save();
    ${setup}
    const fresh = { variant: "relaxed" };
    const ways = {
      init: () => init(fresh),
      bytes: () => init({ wasm }),
      nn: () => nn.init(fresh),
      train: () => train(ciphers.atbash(), fresh),
      step: () => { const run = startTraining(ciphers.atbash(), fresh); run.result.catch(() => {}); return run.step(1); },
    };
    const failures = {};
    for (const [way, go] of Object.entries(ways))
      failures[way] = await go().then(() => "went through", ({ code, message }) => ({ code, message }));
    console.log(JSON.stringify(failures));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const refused = (message: RegExp) => ({ code: "ERR_NOT_INITIALIZED", message: expect.stringMatching(message) });

describe("is told by ERR_NOT_INITIALIZED", () => {
  it("an engine without WebAssembly", () => {
    for (const failure of Object.values(failures("delete globalThis.WebAssembly;")))
      expect(failure).toEqual(
        refused(/^init: expected an engine with WebAssembly, got one without it: .*switched off/),
      );
  });

  it("a policy that forbids WebAssembly", () => {
    // What V8 says where its embedder forbids it, by a context of which that is so.
    const policy = `
      const strict = createContext({}, { codeGeneration: { strings: true, wasm: false } });
      const forbid = runInContext("(bytes) => WebAssembly.compile(bytes)", strict);
      WebAssembly.compile = (bytes) => forbid(bytes);`;
    for (const failure of Object.values(failures(policy)))
      expect(failure).toEqual(
        refused(/^init: expected a content security policy that allows WebAssembly \(script-src 'wasm-unsafe-eval'\)/),
      );
  });

  it.each([
    "Refused to compile or instantiate WebAssembly module because 'unsafe-eval' is not an allowed source of script",
    "call to WebAssembly.compile() blocked by CSP",
    "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script",
  ])("a policy in another engine's words: %s", (words) => {
    const policy = `WebAssembly.compile = async () => { throw new WebAssembly.CompileError(${JSON.stringify(words)}); };`;
    for (const failure of Object.values(failures(policy))) expect(failure).toEqual(refused(/content security policy/));
  });

  it("an engine that cannot run the build", () => {
    const { bytes, ...others } = failures(
      `WebAssembly.compile = async () => { throw new WebAssembly.CompileError("invalid opcode"); };`,
    );
    for (const failure of Object.values(others))
      expect(failure).toEqual(refused(/^init: expected an engine that runs relaxed WebAssembly, got .*invalid opcode/));
    expect(bytes).toMatchObject({ code: "ERR_FORMAT" });
  });

  it("a service worker, which must not import() what a page may load later", () => {
    // As Chromium throws it there; no process of Node is a service worker.
    const refusal = new TypeError("import() is disallowed on ServiceWorkerGlobalScope by the HTML specification.");
    vi.stubGlobal("ServiceWorkerGlobalScope", class {});
    const error = loadingError(refusal);
    expect(error).toMatchObject({
      ...refused(/^init: expected a service worker's script that is bundled/),
      cause: refusal,
    });
    expect(loadingError(error)).toBe(error);
    vi.unstubAllGlobals();
    expect(loadingError(refusal)).toMatchObject(refused(/^init: expected the files of the package beside/));
    const own = new TypeError("x is not a function");
    expect(loadingError(own)).toBe(own);
  });
});
