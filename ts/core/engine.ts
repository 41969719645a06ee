/**
 * One instance of the core: its classes, views of its memory, and what its failures mean. How an instance comes to be is load.ts.
 */

import { type ErrorCode, RnnError } from "../errors/rnn-error.js";
import type { WasmMemory, WasmModule } from "../host/platform.js";
import { createGlue } from "./generated/glue.js";
import type { Variant } from "./variant.js";

/** What wasm-bindgen made of the crate, for one instance. */
export type Core = ReturnType<typeof createGlue>;

/** The numbers that the core throws (crates/rnn-core/src/error.rs), from 1. TypeScript has checked before; these are the second line. */
const coreErrors: readonly (readonly [ErrorCode, string])[] = [
  ["ERR_SHAPE", "sizes that do not fit each other"],
  ["ERR_INDEX_RANGE", "an index past its end"],
  ["ERR_OUT_OF_MEMORY", "no memory left"],
  ["ERR_DIVERGED", "a number that is not finite"],
  ["ERR_INVALID_OPTION", "an option that it cannot run"],
  ["ERR_EMPTY_DATASET", "nothing to work on"],
];

export class Engine {
  readonly variant: Variant;
  readonly module: WasmModule;
  readonly core: Core;
  #memory: WasmMemory;
  #crash: RnnError | undefined;

  /** Instantiates synchronously: a compiled module costs well under a millisecond. */
  constructor(module: WasmModule, variant: Variant) {
    this.module = module;
    this.variant = variant;
    this.core = createGlue(registryFor(this));
    try {
      this.#memory = this.core.initSync({ module }).memory;
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new RnnError("ERR_OUT_OF_MEMORY", "engine: expected room for the core's memory, got none", { cause });
    }
  }

  /** Whether an earlier call trapped. Nothing in this instance can be trusted then, and every call says so. */
  get crashed(): boolean {
    return this.#crash !== undefined;
  }

  /**
   * Runs `work`, the one way to call into the core.
   * @throws RnnError what the core reported, or `ERR_ENGINE_CRASHED` / `ERR_OUT_OF_MEMORY` after a trap, now and at every later call
   */
  call<T>(work: () => T): T {
    if (this.#crash) throw new RnnError(this.#crash.code, this.#crash.message, { cause: this.#crash.cause });
    try {
      return work();
    } catch (thrown) {
      throw this.#explain(thrown);
    }
  }

  /** Frees an object of the core. After a crash there is nothing left to free, and calling in would trap again. */
  free(object: { free(): void }): void {
    if (!this.#crash) object.free();
  }

  /** `length` f32 at `ptr`, valid until the next call that may allocate: memory that grows detaches every view of it. */
  floats(ptr: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#buffer, ptr, length);
  }

  /** `length` u32 at `ptr`; valid as {@link floats}. */
  words(ptr: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#buffer, ptr, length);
  }

  /** `length` f64 at `ptr`; valid as {@link floats}. */
  doubles(ptr: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#buffer, ptr, length);
  }

  /** Asked for anew each time, since growth replaces it. It is never shared. */
  get #buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  /** Whether there is memory left. Where there is none, the small things that the core cannot do without make it trap. */
  get #canGrow(): boolean {
    try {
      return this.#memory.grow(1) > 0;
    } catch {
      return false;
    }
  }

  #explain(thrown: unknown): unknown {
    if (typeof thrown === "number") {
      const [code, what] = coreErrors[thrown - 1] ?? (["ERR_ENGINE_CRASHED", `error ${thrown}`] as const);
      return new RnnError(code, `core: ${what}`);
    }
    // A trap, or an end of stack or memory that struck somewhere inside the core.
    if (!(thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError)) return thrown;
    const outOfMemory = thrown instanceof RangeError ? /alloc|memory|length/i.test(thrown.message) : !this.#canGrow;
    this.#crash = outOfMemory
      ? new RnnError("ERR_OUT_OF_MEMORY", "engine: no memory left; a new one starts at the next call", {
          cause: thrown,
        })
      : new RnnError("ERR_ENGINE_CRASHED", "engine: it crashed; a new one starts at the next call", { cause: thrown });
    return this.#crash;
  }
}

/** A FinalizationRegistry for the glue, which frees what the garbage collector found: never in an instance that crashed. */
function registryFor(engine: Engine): typeof FinalizationRegistry {
  return class<T> extends FinalizationRegistry<T> {
    constructor(free: (held: T) => void) {
      super((held) => {
        if (!engine.crashed) free(held);
      });
    }
  };
}
