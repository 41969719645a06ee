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
import { loadingError } from "./wasm-support.js";

/** Options of {@link init}. */
export interface InitOptions {
  /** The wasm file, if you serve it yourself; by default the one inside the entry. */
  readonly wasm?: WasmSource | PromiseLike<WasmSource> | undefined;
  /** The build of the core; default `"auto"`, the fastest that runs here. */
  readonly variant?: VariantOption | undefined;
}

interface Shared {
  /** The variant for synchronous code: that of `init()`, otherwise the first that was loaded. */
  current?: Variant;
  engines: Partial<Record<Variant, Engine>>;
  loading: Partial<Record<Variant, Promise<Engine>>>;
  /** The parts of the wasm that are in use. */
  parts: Partial<Record<PartName, Part>>;
}

/** Parts of the core that only some programs load: the operations of `rnn-wasm/nn`, the sampler of text generators, and replicas. */
export type PartName = "eager" | "sampler" | "replica";

interface Part {
  /** How to compile it if no entry with embedded wasm is in use. */
  readonly compile: CompilePart;
  readonly modules: Partial<Record<Variant, WasmModule>>;
  /** Why it could not be loaded, the last time. */
  failure?: unknown;
}

type CompilePart = (variant: Variant) => Promise<WasmModule>;

/** The key on globalThis, which all copies of this module share; a symbol, so that listings of globals omit it. */
const key = Symbol.for(`rnn-wasm ${version} engines`);
const globals = globalThis as { [key]?: Shared };
globals[key] ??= { engines: {}, loading: {}, parts: {} };
const shared = globals[key];

/** Compiles the wasm inside an entry: the core and its parts. */
export interface WasmProvider {
  /** The variants of the core that it has, the baseline first. */
  readonly variants: readonly [Variant, ...Variant[]];
  readonly core: (variant: Variant) => Promise<WasmModule>;
  readonly parts: Readonly<Partial<Record<PartName, CompilePart>>>;
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
 * Makes every later load include a part.
 * @param compile how to compile it if no entry with embedded wasm is in use
 */
export function alsoLoad(name: PartName, compile: CompilePart): void {
  shared.parts[name] ??= { compile, modules: {} };
}

/** @throws RnnError `ERR_NOT_INITIALIZED` if the engine of this variant was loaded without the part */
export function partModule(name: PartName, variant: Variant): WasmModule {
  const part = shared.parts[name];
  const module = part?.modules[variant];
  if (!module) throw part?.failure ?? notInitialized("await init()");
  return module;
}

/** The modules of the loaded parts, to send to another thread. */
export type LoadedParts = Partial<Record<PartName, WasmModule>>;

export function loadedParts(variant: Variant): LoadedParts {
  const loaded = Object.entries(shared.parts).map(([name, { modules }]) => [name, modules[variant]]);
  return Object.fromEntries(loaded.filter(([, module]) => module));
}

/**
 * Loads the core early, from another place, or in a given variant. `train`, `startTraining` and `load` load it themselves; `rnn-wasm/nn`
 * and the `slim` entry require this call.
 * @throws RnnError `ERR_INVALID_OPTION`, `ERR_FORMAT` for a file that is not this version's wasm, `ERR_NOT_INITIALIZED` if the core cannot run
 */
export async function init(options: InitOptions = {}): Promise<void> {
  checkKeys("init", options, ["wasm", "variant"]);
  const wanted = checkOneOf("variant", options.variant ?? "auto", variantOptions);
  if (lacksWebAssembly()) throw await refusal(({ noWebAssembly }) => noWebAssembly());
  if (options.wasm === undefined) {
    if (!wasmProvider && !engineOf(chosen(wanted)))
      throw invalidOption("wasm", "the wasm file (this entry does not contain it)", undefined);
    const engine = await loadEngine(wanted);
    await loadParts(engine.variant);
    shared.current = engine.variant;
    return;
  }
  // Imported only for wasm from elsewhere.
  const { compile } = await import("./wasm-source.js");
  const { module, variant } = await compile(options.wasm);
  if (wanted !== "auto" && wanted !== variant)
    throw invalidOption("variant", `${variant}, the variant of the wasm file`, wanted);
  await tryParts(variant);
  shared.current = (engineOf(variant) ?? start(module, variant)).variant;
}

/**
 * Returns the engine of a variant. Loads it on first use, and replaces it after a crash.
 * @param option `"auto"` for `init()`'s choice, else the fastest that runs here
 */
export async function loadEngine(option: VariantOption = "auto"): Promise<Engine> {
  if (lacksWebAssembly()) throw await refusal(({ noWebAssembly }) => noWebAssembly());
  const variant = chosen(option);
  const loaded = engineOf(variant);
  if (loaded && lackedParts(variant).length === 0) return loaded;
  shared.loading[variant] ??= load(variant).finally(() => delete shared.loading[variant]);
  const engine = await shared.loading[variant];
  // The module of a part may have been imported after this load began.
  await tryParts(variant);
  return engine;
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

/** Starts the engine synchronously from modules that another thread has compiled; all later calls use it. */
export function engineFromModule(module: WasmModule, variant: Variant, parts: LoadedParts = {}): Engine {
  shared.current = variant;
  for (const [name, part] of Object.entries(parts)) {
    alsoLoad(name as PartName, async () => part);
    (shared.parts[name as PartName] as Part).modules[variant] = part;
  }
  return engineOf(variant) ?? start(module, variant);
}

const chosen = (option: VariantOption): Variant => (option === "auto" ? (shared.current ?? fastest()) : option);

function fastest(): Variant {
  const variant = fastestVariant();
  return wasmProvider?.variants.includes(variant) === false ? wasmProvider.variants[0] : variant;
}

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
  const [module] = await Promise.all([engineOf(variant)?.module ?? loadCore(variant), tryParts(variant)]);
  return engineOf(variant) ?? start(module, variant);
}

async function loadCore(variant: Variant): Promise<WasmModule> {
  if (!wasmProvider) throw notInitialized("await init({ wasm })");
  return compiled(wasmProvider.core, variant);
}

const lackedParts = (variant: Variant) =>
  (Object.entries(shared.parts) as [PartName, Part][]).filter(([, { modules }]) => !modules[variant]);

async function loadParts(variant: Variant): Promise<void> {
  const loading = lackedParts(variant).map(async ([name, part]) => {
    try {
      part.modules[variant] = await compiled(wasmProvider?.parts[name] ?? part.compile, variant);
    } catch (error) {
      part.failure = error;
      throw error;
    }
  });
  await Promise.all(loading);
}

/** Best effort: a failure surfaces when the part is used. */
const tryParts = (variant: Variant): Promise<void> => loadParts(variant).catch(() => {});

async function compiled(compile: WasmProvider["core"], variant: Variant): Promise<WasmModule> {
  try {
    return await compile(variant);
  } catch (cause) {
    throw await refusal(({ buildError }) => buildError(variant, cause));
  }
}

const lacksWebAssembly = () => typeof WebAssembly !== "object";

/** An error about why the core cannot run here; if that cannot be loaded, the reason for it. */
async function refusal(of: (errors: typeof import("./wasm-refusal.js")) => RnnError): Promise<unknown> {
  try {
    return of(await import("./wasm-refusal.js"));
  } catch (error) {
    return loadingError(error);
  }
}

const notInitialized = (call: string) =>
  new RnnError("ERR_NOT_INITIALIZED", `init: expected \`${call}\` before this call, got none`);
