/**
 * Loads engines, one per variant, and shares them: between the package's entries, between ES modules and CommonJS, and between two
 * copies of the same version in one program.
 */

import { RnnError } from "../errors/rnn-error.js";
import { checkKeys, checkOneOf, invalidOption } from "../errors/validate.js";
import type { WasmModule } from "../host/platform.js";
import { Engine } from "./engine.js";
import { fastestVariant, type Variant, type VariantOption, variantOptions } from "./variant.js";
import { version } from "./version.js";
import type { WasmSource } from "./wasm-source.js";
import { assertWebAssembly, buildError } from "./wasm-support.js";

/** Options of {@link init}. */
export interface InitOptions {
  /** The wasm file, if you serve it yourself; by default the one inside the entry. */
  readonly wasm?: WasmSource | PromiseLike<WasmSource> | undefined;
  /** The build of the core; default `"auto"`, the fastest that runs here. */
  readonly variant?: VariantOption | undefined;
}

interface Shared {
  /** The engine for synchronous code: `init()`'s choice, else the first that was loaded. */
  current?: Variant;
  engines: Partial<Record<Variant, Engine>>;
  loading: Partial<Record<Variant, Promise<Engine>>>;
  /** What `rnn-wasm/nn` needs besides, where it is in use. */
  eager?: { readonly compile: WasmProvider["eager"]; modules: Partial<Record<Variant, WasmModule>> };
}

/** The key on globalThis, which all copies of this module share; a symbol, so that listings of globals omit it. */
const key = Symbol.for(`rnn-wasm ${version} engines`);
const globals = globalThis as { [key]?: Shared };
globals[key] ??= { engines: {}, loading: {} };
const shared = globals[key];

/** Compiles the wasm inside an entry: the core, and the operations of `rnn-wasm/nn` that are linked to it. */
export interface WasmProvider {
  readonly core: (variant: Variant) => Promise<WasmModule>;
  readonly eager: (variant: Variant) => Promise<WasmModule>;
}

let wasmProvider: WasmProvider | undefined;

/**
 * Wraps a function of an entry with embedded wasm, to register the wasm on the first call. Registering it when the module loads would be a
 * side effect, which bundlers drop.
 */
export function withWasm<Work extends (...args: never[]) => unknown>(wasm: WasmProvider, work: Work): Work {
  return ((...args) => {
    wasmProvider ??= wasm;
    return work(...args);
  }) as Work;
}

/**
 * Makes every later load include the eager operations.
 * @param compile how to compile them if no entry with embedded wasm is in use
 */
export function alsoLoadEager(compile: WasmProvider["eager"]): void {
  shared.eager ??= { compile, modules: {} };
}

/** @throws RnnError `ERR_NOT_INITIALIZED` if the engine of this variant was loaded without them */
export function eagerModule(variant: Variant): WasmModule {
  const module = shared.eager?.modules[variant];
  if (!module) throw notInitialized("await init()");
  return module;
}

/**
 * Loads the core early, from another place, or in a given variant. `train`, `startTraining` and `load` load it themselves; `rnn-wasm/nn`
 * and the `slim` entry require this call.
 * @throws RnnError `ERR_INVALID_OPTION`, `ERR_FORMAT` for a file that is not this version's wasm, `ERR_NOT_INITIALIZED` if the core cannot run
 */
export async function init(options: InitOptions = {}): Promise<void> {
  checkKeys("init", options, ["wasm", "variant"]);
  const wanted = checkOneOf("variant", options.variant ?? "auto", variantOptions);
  assertWebAssembly();
  if (options.wasm === undefined) {
    if (!wasmProvider && !engineOf(chosen(wanted)))
      throw invalidOption("wasm", "the wasm file (this entry does not contain it)", undefined);
    const engine = await loadEngine(wanted);
    await loadEager(engine.variant);
    shared.current = engine.variant;
    return;
  }
  // Imported only for wasm from elsewhere.
  const { compile } = await import("./wasm-source.js");
  const { module, variant } = await compile(options.wasm);
  if (wanted !== "auto" && wanted !== variant)
    throw invalidOption("variant", `${variant}, the variant of the wasm file`, wanted);
  await tryEager(variant);
  shared.current = (engineOf(variant) ?? start(module, variant)).variant;
}

/**
 * Returns the engine of a variant. Loads it on first use, and replaces it after a crash.
 * @param option `"auto"` for `init()`'s choice, else the fastest that runs here
 */
export async function loadEngine(option: VariantOption = "auto"): Promise<Engine> {
  assertWebAssembly();
  const variant = chosen(option);
  const loaded = engineOf(variant);
  if (loaded && !lacksEager(variant)) return loaded;
  shared.loading[variant] ??= load(variant).finally(() => delete shared.loading[variant]);
  return shared.loading[variant];
}

/**
 * Returns the engine for synchronous code, and replaces it after a crash.
 * @throws RnnError `ERR_NOT_INITIALIZED` before `init()`
 */
export function currentEngine(): Engine {
  const engine = shared.current && engineOf(shared.current);
  if (!engine) throw notInitialized("await init()");
  return engine;
}

/** Starts the engine synchronously from a module that another thread has compiled; all later calls use it. */
export function engineFromModule(module: WasmModule, variant: Variant): Engine {
  shared.current = variant;
  return engineOf(variant) ?? start(module, variant);
}

const chosen = (option: VariantOption): Variant => (option === "auto" ? (shared.current ?? fastestVariant()) : option);

/** The loaded engine of a variant. A crashed one is replaced by a new instance of the same module. */
function engineOf(variant: Variant): Engine | undefined {
  const engine = shared.engines[variant];
  return engine?.crashed ? start(engine.module, variant) : engine;
}

function start(module: WasmModule, variant: Variant): Engine {
  const engine = new Engine(module, variant);
  shared.engines[variant] = engine;
  shared.current ??= variant;
  return engine;
}

async function load(variant: Variant): Promise<Engine> {
  const [module] = await Promise.all([engineOf(variant)?.module ?? loadCore(variant), tryEager(variant)]);
  return engineOf(variant) ?? start(module, variant);
}

async function loadCore(variant: Variant): Promise<WasmModule> {
  if (!wasmProvider) throw notInitialized("await init({ wasm })");
  return compiled(wasmProvider.core, variant);
}

const lacksEager = (variant: Variant) => shared.eager !== undefined && !shared.eager.modules[variant];

async function loadEager(variant: Variant): Promise<void> {
  if (!shared.eager || !lacksEager(variant)) return;
  shared.eager.modules[variant] = await compiled(wasmProvider?.eager ?? shared.eager.compile, variant);
}

/** Best effort: a failure surfaces in `init()` if `rnn-wasm/nn` is used later. */
const tryEager = (variant: Variant): Promise<void> => loadEager(variant).catch(() => {});

async function compiled(compile: WasmProvider["core"], variant: Variant): Promise<WasmModule> {
  try {
    return await compile(variant);
  } catch (cause) {
    throw buildError(variant, cause);
  }
}

const notInitialized = (call: string) =>
  new RnnError("ERR_NOT_INITIALIZED", `init: expected \`${call}\` before this call, got none`);
