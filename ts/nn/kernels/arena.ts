/**
 * The core's scratch memory for eager operations: operands are written to it, the core runs, and results are read from it. Nothing
 * persists there, so all lasting data is on the JavaScript heap.
 */

// Not through the index module, which would move this code to the chunk that all entries share.
import { type EagerCore, eagerClass } from "../../core/eager.js";
import type { Engine } from "../../core/engine.js";
import { currentEngine } from "../../core/load.js";
import { RnnError } from "../../errors/rnn-error.js";
import { copyOf, type Values } from "../arrays/values.js";

/** The number of floats that wasm32 can address. */
const maxFloats = 2 ** 30;

/** Allocates more than needed, so that slowly growing sequences do not reallocate each time. */
const spare = 1.25;

/** A recorded operation whose saved values are still in the core's workspace. */
export interface WorkspaceOwner {
  /** Saves its workspace before another operation overwrites it. */
  evict(): void;
}

export class Arena {
  readonly engine: Engine;
  /** The operation whose forward pass the core's recurrent workspace still holds. */
  workspaceOwner: WorkspaceOwner | undefined;
  /** Two normal numbers from two uniform ones, in f64. */
  readonly normalPair: (u1: number, u2: number) => Float64Array;
  readonly #core: EagerCore;
  #floats = new Float32Array();
  #words = new Uint32Array();
  #hyperparameters = new Float64Array();
  #reserved = { floats: 0, words: 0 };
  #float = 0;
  #word = 0;

  constructor(engine: Engine) {
    this.engine = engine;
    const Eager = eagerClass(engine);
    this.normalPair = (u1, u2) => engine.call(() => Eager.normal_pair(u1, u2));
    this.#core = engine.call(() => new Eager());
  }

  /** Makes the memory large enough for an operation's operands and results, and moves to the start. @throws RnnError `ERR_OUT_OF_MEMORY` */
  open(floats: number, words = 0): this {
    // Memory that grew elsewhere has detached the views: their length is 0.
    if (floats > this.#floats.length || words > this.#words.length) this.#reserve(floats, words);
    this.#float = 0;
    this.#word = 0;
    return this;
  }

  put(values: Values): this {
    this.#floats.set(values, this.#float);
    this.#float += values.length;
    return this;
  }

  putWords(values: Values | Uint32Array): this {
    this.#words.set(values, this.#word);
    this.#word += values.length;
    return this;
  }

  fillWords(word: number, count: number): this {
    this.#words.fill(word, this.#word, this.#word + count);
    this.#word += count;
    return this;
  }

  /** The hyperparameters of an optimizer, for the next updates. */
  putHyperparameters(values: readonly number[]): void {
    for (let i = 0; i < values.length; i++) this.#hyperparameters[i] = values[i] as number;
  }

  zeros(count: number): this {
    this.#floats.fill(0, this.#float, this.#float + count);
    return this.skip(count);
  }

  /** Skips operands, to reach results among or after them. */
  skip(count: number): this {
    this.#float += count;
    return this;
  }

  /** Returns to the start, for results that overwrote their operands. */
  rewind(): this {
    this.#float = 0;
    return this;
  }

  /** Must be called before the workspace is overwritten. */
  evictWorkspace(): void {
    this.workspaceOwner?.evict();
    this.workspaceOwner = undefined;
  }

  run<T>(work: (core: EagerCore) => T): T {
    const result = this.engine.call(() => work(this.#core));
    // The core grew its own scratch memory.
    if (this.#floats.length === 0) this.#view();
    return result;
  }

  /** The next results. They are valid until the next call. */
  next(count: number): Float32Array {
    this.#float += count;
    return this.#floats.subarray(this.#float - count, this.#float);
  }

  /** A copy of the next results. */
  take(count: number): Float32Array {
    this.#float += count;
    return copyOf(this.#floats, this.#float - count, this.#float);
  }

  #reserve(floats: number, words: number): void {
    if (Math.max(floats, words) > maxFloats) {
      throw new RnnError(
        "ERR_OUT_OF_MEMORY",
        `nn: expected an operation of at most 4 GiB, got one of ${Math.ceil((floats + words) / 2 ** 28)}`,
      );
    }
    const reserved = this.#reserved;
    if (floats > reserved.floats || words > reserved.words) {
      const wanted = { floats: Math.ceil(floats * spare), words: Math.ceil(words * spare) };
      const both = { floats: Math.max(wanted.floats, reserved.floats), words: Math.max(wanted.words, reserved.words) };
      this.engine.call(() => this.#core.reserve(both.floats, both.words));
      this.#reserved = both;
    }
    this.#view();
  }

  #view(): void {
    const { floats, words } = this.#reserved;
    this.#floats = this.engine.floats(this.#core.floats_ptr(), floats);
    this.#words = this.engine.words(this.#core.words_ptr(), words);
    this.#hyperparameters = this.engine.doubles(this.#core.hyperparameters_ptr(), 5);
  }
}

const arenas = new WeakMap<Engine, Arena>();
let latest: Arena | undefined;

/** The arena of the engine in use. @throws RnnError `ERR_NOT_INITIALIZED` before `init()` */
export function currentArena(): Arena {
  const engine = currentEngine();
  if (latest?.engine !== engine) {
    latest = arenas.get(engine) ?? new Arena(engine);
    arenas.set(engine, latest);
  }
  return latest;
}
