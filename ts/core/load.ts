/**
 * Brings engines to life, one for each variant, and shares them: among the entries of the package, among its ES modules and its
 * CommonJS, and among two copies of the same version in one program.
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
  /** The wasm file, for those who serve it themselves; by default the one that the entry carries. */
  readonly wasm?: WasmSource | PromiseLike<WasmSource> | undefined;
  /** Which build of the core; default `"auto"`, the fastest that runs here. */
  readonly variant?: VariantOption | undefined;
}

interface Shared {
  /** What synchronous code uses: `init()`'s choice, or else the first engine that was loaded. */
  current?: Variant;
  engines: Partial<Record<Variant, Engine>>;
  loading: Partial<Record<Variant, Promise<Engine>>>;
  /** What `rnn-wasm/nn` needs besides, where it is in use. */
  eager?: { readonly compile: Carried["eager"]; modules: Partial<Record<Variant, WasmModule>> };
}

/** On globalThis under a symbol, where every copy of this module finds it and no listing of globals shows it. */
const key = Symbol.for(`rnn-wasm ${version} engines`);
const globals = globalThis as { [key]?: Shared };
globals[key] ??= { engines: {}, loading: {} };
const shared = globals[key];

/** The wasm that an entry has with it, compiled: the core, and what is linked to it for `rnn-wasm/nn`. */
export interface Carried {
  readonly core: (variant: Variant) => Promise<WasmModule>;
  readonly eager: (variant: Variant) => Promise<WasmModule>;
}

let carried: Carried | undefined;

/**
 * `work` for an entry that has wasm with it. Not done once for all when the entry is loaded: bundlers leave out what is done there and
 * exports nothing.
 */
export function carrying<Work extends (...args: never[]) => unknown>(wasm: Carried, work: Work): Work {
  return ((...args) => {
    carried ??= wasm;
    return work(...args);
  }) as Work;
}

/**
 * From now on whoever loads an engine loads the eager operations too.
 * @param compile how, where no entry that carries wasm is in use
 */
export function alsoLoadEager(compile: Carried["eager"]): void {
  shared.eager ??= { compile, modules: {} };
}

/** @throws RnnError `ERR_NOT_INITIALIZED` where the engine of this variant was loaded without */
export function eagerModule(variant: Variant): WasmModule {
  const module = shared.eager?.modules[variant];
  if (!module) throw notInitialized("await init()");
  return module;
}

/**
 * Loads the core before it is needed, from elsewhere, or as a chosen variant. `train`, `startTraining` and `load` do it themselves;
 * `rnn-wasm/nn` and a `slim` entry need it.
 * @throws RnnError `ERR_INVALID_OPTION`, `ERR_FORMAT` for a file that is not this version's wasm, `ERR_NOT_INITIALIZED` where the core cannot run
 */
export async function init(options: InitOptions = {}): Promise<void> {
  checkKeys("init", options, ["wasm", "variant"]);
  const wanted = checkOneOf("variant", options.variant ?? "auto", variantOptions);
  assertWebAssembly();
  if (options.wasm === undefined) {
    if (!carried && !engineOf(chosen(wanted)))
      throw invalidOption("wasm", "the wasm file (this entry carries none)", undefined);
    const engine = await loadEngine(wanted);
    await loadEager(engine.variant);
    shared.current = engine.variant;
    return;
  }
  // Loaded only for wasm that the entry does not carry.
  const { compile } = await import("./wasm-source.js");
  const { module, variant } = await compile(options.wasm);
  if (wanted !== "auto" && wanted !== variant) throw invalidOption("variant", `${variant} as the wasm file is`, wanted);
  await tryEager(variant);
  shared.current = (engineOf(variant) ?? start(module, variant)).variant;
}

/**
 * The engine of a variant, loaded if it is not yet; a fresh one where the last crashed.
 * @param option `"auto"`: the one that `init()` chose, else the fastest that runs here
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
 * The engine for synchronous code; a fresh one where the last crashed.
 * @throws RnnError `ERR_NOT_INITIALIZED` before `init()`
 */
export function currentEngine(): Engine {
  const engine = shared.current && engineOf(shared.current);
  if (!engine) throw notInitialized("await init()");
  return engine;
}

/** Starts from a module that another thread compiled; synchronously, and as what every later call uses. */
export function engineFromModule(module: WasmModule, variant: Variant): Engine {
  shared.current = variant;
  return engineOf(variant) ?? start(module, variant);
}

const chosen = (option: VariantOption): Variant => (option === "auto" ? (shared.current ?? fastestVariant()) : option);

/** The loaded engine of a variant. One that crashed is replaced on the way, from the module that it was made of. */
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
  if (!carried) throw notInitialized("await init({ wasm })");
  return compiled(carried.core, variant);
}

const lacksEager = (variant: Variant) => shared.eager !== undefined && !shared.eager.modules[variant];

async function loadEager(variant: Variant): Promise<void> {
  if (!shared.eager || !lacksEager(variant)) return;
  shared.eager.modules[variant] = await compiled(carried?.eager ?? shared.eager.compile, variant);
}

/** For those who can do without: who goes on to use `rnn-wasm/nn` is told to `init()` it, and that then says what is wrong. */
const tryEager = (variant: Variant): Promise<void> => loadEager(variant).catch(() => {});

async function compiled(compile: Carried["core"], variant: Variant): Promise<WasmModule> {
  try {
    return await compile(variant);
  } catch (cause) {
    throw buildError(variant, cause);
  }
}

const notInitialized = (call: string) =>
  new RnnError("ERR_NOT_INITIALIZED", `init: expected \`${call}\` before this call, got none`);
