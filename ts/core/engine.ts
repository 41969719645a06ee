/**
 * One instance of the core: its classes, views of its memory, and its errors. load.ts creates instances.
 */

import { type ErrorCode, RnnError } from "../errors/rnn-error.js";
import type { WasmMemory, WasmModule } from "../host/platform.js";
import { createGlue } from "./generated/glue.js";
import type { Variant } from "./variant.js";

/** wasm-bindgen's classes of one instance. */
export type Core = ReturnType<typeof createGlue>;

/** The errors of the core by number, from 1 (crates/rnn-core/src/error.rs). TypeScript checks first, so they should not occur. */
const coreErrors: readonly (readonly [ErrorCode, string])[] = [
  ["ERR_SHAPE", "sizes that do not fit each other"],
  ["ERR_INDEX_RANGE", "an index past its end"],
  ["ERR_OUT_OF_MEMORY", "no memory left"],
  ["ERR_DIVERGED", "a number that is not finite"],
  ["ERR_INVALID_OPTION", "an option that it cannot run"],
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
      throw new RnnError("ERR_OUT_OF_MEMORY", "engine: expected memory for the core, got none", { cause });
    }
  }

  /** Whether an earlier call trapped. The instance is then unusable, and every later call throws. */
  get crashed(): boolean {
    return this.#crash !== undefined;
  }

  /** Links a part of the wasm to this instance. @returns its exports, for the glue of the part's class */
  link(part: WasmModule): ReturnType<Core["late"]> {
    const { wasm, ...helpers } = this.core.late();
    const { exports } = new WebAssembly.Instance(part, { core: wasm });
    return { ...helpers, wasm: { ...wasm, ...exports } };
  }

  /**
   * Runs `work`. All calls into the core go through this method.
   * @throws RnnError reported by the core; `ERR_ENGINE_CRASHED` or `ERR_OUT_OF_MEMORY` for a trap in this or an earlier call
   */
  call<T>(work: () => T): T {
    if (this.#crash) throw new RnnError(this.#crash.code, this.#crash.message, { cause: this.#crash.cause });
    try {
      return work();
    } catch (thrown) {
      throw this.#explain(thrown);
    }
  }

  /** Frees an object of the core; does nothing after a crash, where the call would trap again. */
  free(object: { free(): void }): void {
    if (!this.#crash) object.free();
  }

  /** A view of `length` f32 at `ptr`, valid until the next call that may allocate, because growing memory detaches all views. */
  floats(ptr: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#buffer, ptr, length);
  }

  /** A view of `length` u32 at `ptr`; see {@link floats}. */
  words(ptr: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#buffer, ptr, length);
  }

  /** A view of `length` f64 at `ptr`; see {@link floats}. */
  doubles(ptr: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#buffer, ptr, length);
  }

  /** Read each time, because growth replaces the buffer. It is never shared. */
  get #buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  /** Whether memory can still grow. Without memory, the core's small, infallible allocations trap. */
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
    // A trap, a stack overflow, or a failed allocation inside the core.
    if (!(thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError)) return thrown;
    const outOfMemory = thrown instanceof RangeError ? /alloc|memory|length/i.test(thrown.message) : !this.#canGrow;
    this.#crash = outOfMemory
      ? new RnnError("ERR_OUT_OF_MEMORY", "engine: out of memory; the next call starts a new engine", {
          cause: thrown,
        })
      : new RnnError("ERR_ENGINE_CRASHED", "engine: crashed; the next call starts a new engine", { cause: thrown });
    return this.#crash;
  }
}

/** The glue's FinalizationRegistry. It frees collected objects, but not in a crashed instance. */
function registryFor(engine: Engine): typeof FinalizationRegistry {
  return class<T> extends FinalizationRegistry<T> {
    constructor(free: (held: T) => void) {
      super((held) => {
        if (!engine.crashed) free(held);
      });
    }
  };
}
