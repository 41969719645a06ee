/**
 * Loading, variants, errors out of the core and life after a crash. By relative import: the package shows of its engine only `init`.
 */
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Engine } from "../../ts/core/engine.js";
import type * as LoadModule from "../../ts/core/load.js";
import { fastestVariant } from "../../ts/core/variant.js";
import type { WasmSource } from "../../ts/core/wasm-source.js";

const file = (variant: string) => new URL(`../../ts/core/generated/${variant}.wasm`, import.meta.url);
const simd128 = readFileSync(file("simd128"));
const module = new WebAssembly.Module(simd128);
const relaxedRunsHere = WebAssembly.validate(readFileSync(file("relaxed")));

/** A copy of the engine's modules that has loaded nothing yet. */
let engines: typeof LoadModule;
beforeEach(async () => {
  for (const key of Object.getOwnPropertySymbols(globalThis)) {
    if (/^rnn-wasm .*engines$/.test(key.description ?? "")) delete (globalThis as Record<symbol, unknown>)[key];
  }
  vi.resetModules();
  engines = await import("../../ts/core/load.js");
});

/** Calls a method of the core on an object that lies where there is no memory: a real trap. */
const trap = (engine: Engine) =>
  engine.call(() => engine.core.Model.prototype.num_parameters.call({ __wbg_ptr: 0xfffffff0 }));

test.each(["num_parameters", "draw_weights"] as const)("a freed object is not used: %s", async (method) => {
  await engines.init({ wasm: module });
  const engine = engines.currentEngine();
  // An LSTM of the tutorial's sizes; `num_parameters` borrows it, `draw_weights` changes it.
  const model = new engine.core.Model(Uint32Array.of(0, 0, 27, 5, 10, 1, 1, 0, 0, 0, 27, 0, 0));
  expect(() => engine.call(() => model[method]())).not.toThrow();
  model.free();
  expect(() => engine.call(() => model[method]())).toThrow(expect.objectContaining({ code: "ERR_ENGINE_CRASHED" }));
});

test("the fastest variant is relaxed exactly where the engine runs that file", () => {
  expect(fastestVariant()).toBe(relaxedRunsHere ? "relaxed" : "simd128");
});

describe("init", () => {
  const response = () => new Response(simd128, { headers: { "content-type": "application/wasm" } });
  test.each<[string, () => WasmSource | Promise<WasmSource>]>([
    ["a module", () => module],
    ["bytes", () => simd128.buffer.slice(simd128.byteOffset, simd128.byteOffset + simd128.byteLength)],
    ["a view of bytes", () => simd128],
    ["a response", response],
    ["a promise of a response", async () => response()],
    ["a file's URL", () => file("simd128")],
    ["a file's URL as text", () => file("simd128").href],
    ["a data: URL", () => `data:application/wasm;base64,${simd128.toString("base64")}`],
  ])("takes %s", async (_, wasm) => {
    await engines.init({ wasm: wasm() });
    expect(engines.currentEngine().variant).toBe("simd128");
  });

  test("detects the variant of its wasm, and uses it for `auto`", async () => {
    if (!relaxedRunsHere)
      return expect(engines.init({ wasm: file("relaxed") })).rejects.toMatchObject({ code: "ERR_FORMAT" });
    await engines.init({ wasm: file("relaxed") });
    expect(await engines.loadEngine()).toBe(engines.currentEngine());
    expect(engines.currentEngine().variant).toBe("relaxed");
  });

  test.each([
    ["no wasm at all", { wasm: 5 }, "ERR_INVALID_OPTION", /^wasm: expected .*, got 5$/],
    [
      "bytes that are no wasm",
      { wasm: new Uint8Array(9) },
      "ERR_FORMAT",
      /^wasm: expected simd128\.wasm or relaxed\.wasm of rnn-wasm \S+, got /,
    ],
    ["another module", { wasm: Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0) }, "ERR_FORMAT", /got another module$/],
    [
      "an address that means nothing here",
      { wasm: "./core.wasm" },
      "ERR_FORMAT",
      /got TypeError: .* for \.\/core\.wasm$/,
    ],
    ["a response that failed", { wasm: new Response("", { status: 404 }) }, "ERR_FORMAT", /got status 404/],
    ["an unknown variant", { variant: "simd" }, "ERR_INVALID_OPTION", /variant/],
    [
      "a file of another variant",
      { wasm: module, variant: "relaxed" },
      "ERR_INVALID_OPTION",
      /^variant: expected simd128/,
    ],
    ["an unknown option", { wsm: module }, "ERR_INVALID_OPTION", /wasm/],
  ])("refuses %s", async (_, options, code, message) => {
    await expect(engines.init(options as LoadModule.InitOptions)).rejects.toMatchObject({
      name: "RnnError",
      code,
      message: expect.stringMatching(message),
    });
    expect(() => engines.currentEngine()).toThrow(expect.objectContaining({ code: "ERR_NOT_INITIALIZED" }));
  });

  test("can be tried again after a failure, and called twice", async () => {
    await expect(engines.init({ wasm: new Uint8Array(9) })).rejects.toThrow();
    await engines.init({ wasm: module });
    const engine = engines.currentEngine();
    await engines.init({ wasm: simd128 });
    expect(engines.currentEngine()).toBe(engine);
  });

  test("has the parts that were asked for while it loaded", async () => {
    const { alsoLoad, loadEngine, partModule } = engines;
    await engines.init({ wasm: module });
    alsoLoad("eager", async () => module);
    const loading = loadEngine("simd128");
    alsoLoad("sampler", async () => module);
    await loadEngine("simd128");
    expect(partModule("sampler", "simd128")).toBe(module);
    await loading;
  });

  test("training works without the eager operations; init() reports why they are missing", async () => {
    const { alsoLoad, partModule } = await import("../../ts/core/load.js");
    alsoLoad("eager", () => Promise.reject(new Error("lost on the way")));
    await engines.init({ wasm: module });
    expect((await engines.loadEngine("simd128")).variant).toBe("simd128");
    expect(() => partModule("eager", "simd128")).toThrow(
      expect.objectContaining({
        code: "ERR_NOT_INITIALIZED",
        message: expect.stringMatching(/got Error: lost on the way$/),
      }),
    );
    await expect(engines.init()).rejects.toMatchObject({
      code: "ERR_NOT_INITIALIZED",
      message: expect.stringMatching(/got Error: lost on the way$/),
    });
  });

  test("without wasm inside: says what is needed", async () => {
    await expect(engines.loadEngine("simd128")).rejects.toMatchObject({ code: "ERR_NOT_INITIALIZED" });
    await expect(engines.init()).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    await engines.init({ wasm: module });
    await engines.init();
    expect((await engines.loadEngine("simd128")).variant).toBe("simd128");
  });
});

describe("an engine", () => {
  test.each([
    [1, "ERR_SHAPE"],
    [2, "ERR_INDEX_RANGE"],
    [3, "ERR_OUT_OF_MEMORY"],
    [4, "ERR_DIVERGED"],
    [5, "ERR_INVALID_OPTION"],
  ])("turns the core's error %i into %s and stays usable", (number, code) => {
    const engine = engines.engineFromModule(module, "simd128");
    const failing = () =>
      engine.call(() => {
        throw number;
      });
    expect(failing).toThrow(expect.objectContaining({ name: "RnnError", code }));
    expect(engine.crashed).toBe(false);
    expect(engine.call(() => 7)).toBe(7);
  });

  test("leaves errors that are not the core's as they are", () => {
    const engine = engines.engineFromModule(module, "simd128");
    const error = new TypeError("mine");
    expect(() =>
      engine.call(() => {
        throw error;
      }),
    ).toThrow(error);
    expect(engine.crashed).toBe(false);
  });

  test("that trapped says so at every later call; the next one asked for is fresh", async () => {
    const engine = engines.engineFromModule(module, "simd128");
    const crashed = expect.objectContaining({ code: "ERR_ENGINE_CRASHED" });
    expect(() => trap(engine)).toThrow(crashed);
    expect(() => engine.call(() => 1)).toThrow(crashed);
    const fresh = engines.currentEngine();
    expect(fresh).not.toBe(engine);
    expect(fresh.call(() => 1)).toBe(1);
    expect(await engines.loadEngine("simd128")).toBe(fresh);
  });

  test("that ran out of stack or memory is replaced too", () => {
    const deep = (): number => 1 + deep();
    const engine = engines.engineFromModule(module, "simd128");
    expect(() => engine.call(deep)).toThrow(expect.objectContaining({ code: "ERR_ENGINE_CRASHED" }));
    const next = engines.currentEngine();
    expect(() => next.call(() => new Float64Array(2 ** 40))).toThrow(
      expect.objectContaining({ code: "ERR_OUT_OF_MEMORY" }),
    );
    expect(engines.currentEngine()).not.toBe(next);
  });

  test("does not free what a crash took with it", () => {
    const engine = engines.engineFromModule(module, "simd128");
    let freed = 0;
    const object = { free: () => freed++ };
    engine.free(object);
    expect(() => trap(engine)).toThrow();
    engine.free(object);
    expect(freed).toBe(1);
  });

  test("has separate state: a crash does not affect another instance of the same module", async () => {
    const { Engine } = await import("../../ts/core/engine.js");
    const [one, two] = [new Engine(module, "simd128"), new Engine(module, "simd128")];
    expect(() => trap(one)).toThrow();
    expect(two.crashed).toBe(false);
    expect(one.core.Model).not.toBe(two.core.Model);
  });
});
