/**
 * Every method that the core exports, called with any numbers in any order, over buffers of any bytes. Each call does its work or throws
 * the number of an error; nothing traps, hangs, or leaks memory. What lies outside: methods called on what is no object of the
 * core or was freed, and bytes written past the lengths that were reserved. Those are TypeScript's to keep right, and nobody else calls.
 */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { eagerClass } from "../../ts/core/eager.js";
import type { Engine } from "../../ts/core/engine.js";
import { replicaClass } from "../../ts/core/network-share.js";
import { samplerClass } from "../../ts/core/sampler.js";
import type { Variant } from "../../ts/core/variant.js";
import { chance } from "../formats/damaged-files.js";

type Next = ReturnType<typeof chance>;
type Method = (...values: unknown[]) => unknown;
type Methods = Readonly<Record<string, Method>>;

/** The module of a variant, as the package has it. */
export const moduleOf = (file: Variant | `${"eager" | "replica" | "sampler"}-${Variant}`) =>
  new WebAssembly.Module(readFileSync(new URL(`../../ts/core/generated/${file}.wasm`, import.meta.url)));

/** Around the roots of 2³²: products of two of them wrap around. */
const roots = [65535, 65536, 65537];

/** Around the ends of 32 bits and of their halves, and what is no number of anything. None of it is memory that could be had. */
const odd: readonly unknown[] = [
  ...[-1, -2, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 30, 2 ** 29, 2 ** 53, 1e308, -1e308],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, 1e-300, -0],
  ...[undefined, null, true, "7", "x", [], {}],
];

function argument(next: Next, allocates: boolean): unknown {
  const kind = next(14);
  if (kind === 0) return odd[next(odd.length)];
  // Where room is made for as many it would be gigabytes, and take its time.
  if (kind === 3 && !allocates) return roots[next(roots.length)];
  if (kind === 1) return next(50);
  return kind === 2 ? next(1000) / 1000 : next(10);
}

const argumentsFor = (method: Method, next: Next) => {
  const allocates = !method.name || /reserve|saved_ptr|state_ptr|^recurrent/.test(method.name);
  return Array.from({ length: method.length }, () => argument(next, allocates));
};

/** Calls, and fails unless it answers or throws one of the core's errors. */
function attempt(call: () => unknown): { value: unknown } | undefined {
  try {
    return { value: call() };
  } catch (error) {
    if (typeof error === "number" && error >= 1 && error <= 6) return undefined;
    throw error;
  }
}

/** All methods of a class but those that end an object. */
const methodsOf = (Class: { readonly prototype: object }): string[] =>
  Object.getOwnPropertyNames(Class.prototype).filter((name) => !/^constructor$|^free$|^__|Symbol/.test(name));

/** A length that a buffer has now. */
const lengthOf = (value: unknown) => (typeof value === "number" ? value >>> 0 : 0);

function fillWords(engine: Engine, next: Next, place: unknown, length: number, limit: number): void {
  const words = engine.words(place as number, length);
  for (let i = 0; i < length; i++) words[i] = next(60) === 0 ? next(2 ** 32) : next(limit);
}

function fillFloats(engine: Engine, next: Next, place: unknown, length: number): void {
  const isAny = next(8) === 0;
  if (isAny) fillWords(engine, next, place, length, 2 ** 32);
  else engine.floats(place as number, length).set(Array.from({ length }, () => next(2001) / 1000 - 1));
}

/** CONFIG_WORDS of the crate. */
const configLength = 13;

/** Words of a configuration, most of which have a meaning: see crates/rnn-core/src/model/config.rs. */
function configFor(next: Next): Uint32Array {
  const words = new Uint32Array(next(50) === 0 ? next(20) : configLength);
  for (const at of [2, 3, 4, 5, 10]) words[at] = Number(argument(next, true));
  words[1] = next(2);
  words[6] = 1 + next(2);
  if (next(2) === 0) new Float32Array(words.buffer)[7] = Number(argument(next, true));
  if (next(20) === 0) words[next(words.length)] = next(2 ** 32);
  return words;
}

const widthOf = (config: Uint32Array) => (config[1] === 1 ? (config[2] as number) : 0);

interface Queue {
  rows: number;
  targets: number;
  time: number;
  steps: number;
}

class ModelRound {
  readonly #engine: Engine;
  readonly #next: Next;
  readonly #model: Methods & { free(): void };
  /** Numbers of an input row; 0 for tokens. */
  readonly #width: number;
  readonly #sampler: Methods;
  readonly #replicas: new (
    index: number,
    of: number,
  ) => object;
  readonly #queue: Queue = { rows: 0, targets: 0, time: 0, steps: 0 };

  constructor(
    engine: Engine,
    next: Next,
    model: object,
    width: number,
    [sampler, replicas]: readonly [object, new (index: number, of: number) => object],
  ) {
    this.#sampler = sampler as Methods;
    this.#replicas = replicas;
    this.#width = width;
    this.#engine = engine;
    this.#next = next;
    this.#model = model as Methods & { free(): void };
  }

  run(names: readonly string[]): number {
    const next = this.#next;
    const calls = next(24);
    for (let i = 0; i < calls; i++) {
      // Updates are what the most can go wrong in.
      const kind = next(7);
      if (kind === 0) this.#reserve();
      else if (kind === 1) this.#update();
      else if (kind === 2) this.#draw();
      else if (kind === 3) this.#share();
      else this.#call(names[next(names.length)] as string);
    }
    this.#model.free();
    return calls;
  }

  #call(name: string, values = argumentsFor(this.#model[name] as Method, this.#next)): unknown {
    if (name === "reserve") return this.#reserve(values);
    return attempt(() => this.#model[name]?.(...values))?.value;
  }

  #reserve(values: unknown[] = argumentsFor(this.#model["reserve"] as Method, this.#next)): void {
    if (!attempt(() => this.#model["reserve"]?.(...values))) return;
    const [rows, targets, time, steps] = values.slice(2).map((value) => Number(value) >>> 0) as [
      number,
      number,
      number,
      number,
    ];
    const queue = this.#queue;
    queue.rows = Math.max(queue.rows, rows);
    queue.targets = Math.max(queue.targets, targets);
    queue.time = Math.max(queue.time, time);
    queue.steps = Math.max(queue.steps, steps);
    this.#fill();
  }

  #fill(): void {
    const { rows, targets, time, steps } = this.#queue;
    const [engine, next] = [this.#engine, this.#next];
    const inputs = this.#call("inputs_ptr", []);
    if (this.#width === 0) fillWords(engine, next, inputs, rows, 5);
    else fillFloats(engine, next, inputs, rows * this.#width);
    fillWords(engine, next, this.#call("targets_ptr", []), targets, 5);
    fillWords(engine, next, this.#call("times_ptr", []), steps, 4);
    fillWords(engine, next, this.#call("batch_sizes_ptr", []), time, 4);
    engine
      .words(this.#call("batch_sizes_ptr", []) as number, time)
      .sort()
      .reverse();
    const rates = engine.doubles(this.#call("lr_ptr", []) as number, steps);
    for (let i = 0; i < steps; i++) rates[i] = next(6) === 0 ? Number(odd[next(16)]) : 1e-3;
    fillFloats(engine, next, this.#call("transfer_ptr", []), this.#call("num_parameters", []) as number);
    if (next(4) === 0)
      fillWords(engine, next, this.#call("generator_ptr", []), lengthOf(this.#call("generator_len", [])), 2 ** 32);
  }

  /** A request of any words, of which many ask for little. */
  #draw(): void {
    const [next, sampler, model] = [this.#next, this.#sampler, this.#model];
    const length = next(40);
    const place = attempt(() => sampler["request_ptr"]?.(length))?.value;
    fillWords(this.#engine, next, place, length, 6);
    const numbers = [0, 0.5, 1, ...odd];
    attempt(() => sampler["generate"]?.(model, numbers[next(numbers.length)], numbers[next(numbers.length)]));
    attempt(() => sampler["draw_weighted"]?.(model, next(2) === 0 ? length : odd[next(odd.length)]));
  }

  /** Updates of a replica: of itself alone, or with gradients that others would have summed. */
  #share(): void {
    const [next, model] = [this.#next, this.#model];
    const made = attempt(() => new this.#replicas(next(3), next(4)));
    if (!made) return;
    const replica = made.value as Methods & { free(): void };
    attempt(() => replica["train_share"]?.(model, next(3)));
    const length = lengthOf(attempt(() => replica["gradients_len"]?.(model))?.value);
    const place = attempt(() => replica["gradients_ptr"]?.(model))?.value;
    if (next(4) === 0) fillFloats(this.#engine, next, place, length);
    attempt(() => replica["received_ptr"]?.(model));
    attempt(() => replica["add_received"]?.(model, odd[next(odd.length)], next(2) === 0 ? length : next(64)));
    attempt(() => replica["update"]?.(model, next(3)));
    replica.free();
  }

  /** One update that is refused leaves the weights as they were. */
  #update(): void {
    const before = this.#weights();
    if (this.#call("train", [1]) !== 1) expect(this.#weights()).toBe(before);
  }

  #weights(): string {
    this.#call("export_state", [0]);
    const length = this.#call("num_parameters", []) as number;
    return this.#engine.words(this.#call("transfer_ptr", []) as number, length).join();
  }
}

function eagerRound(
  engine: Engine,
  Eager: ReturnType<typeof eagerClass>,
  next: Next,
  names: readonly string[],
): number {
  const eager = new Eager() as unknown as Methods & { free(): void };
  const calls = next(24);
  for (let i = 0; i < calls; i++) {
    const name = next(3) === 0 ? "recurrent" : (names[next(names.length)] as string);
    const values = argumentsFor(eager[name] as Method, next);
    if (name !== "reserve") {
      attempt(() => eager[name]?.(...values));
      continue;
    }
    const [floats, words] = [next(3000), next(60)];
    attempt(() => eager["reserve"]?.(...values));
    if (!attempt(() => eager["reserve"]?.(floats, words))) continue;
    fillFloats(engine, next, eager["floats_ptr"]?.(), floats);
    fillWords(engine, next, eager["words_ptr"]?.(), words, 4);
  }
  eager.free();
  return calls;
}

/** How much is done. */
export interface Effort {
  readonly rounds?: number;
  readonly ms?: number;
}

/** Rounds of calls, each of a seed of its own; one that fails says which. */
export function fuzzBindings(engine: Engine, { rounds = Number.POSITIVE_INFINITY, ms = 600_000 }: Effort) {
  const { Model } = engine.core;
  const Eager = eagerClass(engine, moduleOf(`eager-${engine.variant}`));
  const sampler = new (samplerClass(engine, moduleOf(`sampler-${engine.variant}`)))();
  const parts = [sampler, replicaClass(engine, moduleOf(`replica-${engine.variant}`))] as const;
  const [ofModel, ofEager] = [methodsOf(Model), methodsOf(Eager)];
  const end = performance.now() + ms;
  const memory = () =>
    (engine.core.initSync({ module: engine.module }) as { memory: WebAssembly.Memory }).memory.buffer;
  let [calls, models, round, half] = [0, 0, 0, 0];
  for (; round < rounds && performance.now() < end; round++) {
    const next = chance(round);
    try {
      if (round % 2 === 0) calls += eagerRound(engine, Eager, next, ofEager);
      else {
        const config = configFor(next);
        attempt(() =>
          Model.bytes_needed(
            config,
            argument(next, false) as number,
            argument(next, false) as number,
            argument(next, false) as number,
          ),
        );
        const made = attempt(() => new Model(config));
        if (made) {
          models++;
          calls += new ModelRound(engine, next, made.value as object, widthOf(config), parts).run(ofModel);
        }
      }
    } catch (error) {
      throw new Error(`round ${round}`, { cause: error });
    }
    if (performance.now() < end - ms / 2 || round < rounds / 2) half = memory().byteLength;
  }
  return { rounds: round, models, calls, methods: ofModel.length + ofEager.length, half, end: memory().byteLength };
}
