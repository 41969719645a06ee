/**
 * Draws symbols from networks: a class, and a wasm file linked to the core. Only text generators load them.
 */

import type { WasmModule } from "../host/platform.js";
import { parts } from "./embedded-parts.js";
import type { Engine } from "./engine.js";
import { createSampler } from "./generated/sampler.js";
import { alsoLoad, partModule } from "./load.js";
import type { Network } from "./network.js";

// Importing this module makes every entry load engines with the class.
alsoLoad("sampler", parts.sampler);

/** How to draw symbols, in PyTorch's order: logits / temperature → `topK` → `topP` → softmax → `multinomial`. */
export interface Sampling {
  /** 0: the most likely symbol, without a draw. */
  readonly temperature: number;
  /** The number of most likely symbols to draw from, plus those that equal the last one; `Infinity` for all. */
  readonly topK: number;
  /** The probability mass of the nucleus, including the symbol that crosses it; 1 for all. */
  readonly topP: number;
  /** An output that is never drawn. */
  readonly never: number | undefined;
  /** An output that ends the drawing. */
  readonly end: number | undefined;
  /** A sequence of symbols that ends the drawing; empty for none. */
  readonly stop: ArrayLike<number>;
}

/** The state that the next symbols depend on; each call replaces it. */
export interface SamplingState {
  /** The network's state before `inputs`, f32[states][layers][hiddenSize]. */
  readonly state: Float32Array;
  /** A snapshot of the generator. */
  readonly generator: Uint32Array;
  /** Symbols to read before the first draw. If empty, a symbol drawn with equal probabilities is read first. */
  inputs: ArrayLike<number>;
}

type SamplerClass = ReturnType<typeof createSampler>;

/** One sampler per engine. */
const samplers = new WeakMap<Engine, InstanceType<SamplerClass>>();

const none = 2 ** 32 - 1;
const headerLength = 7;

/**
 * Draws symbols in chunks, until the end, a stop, or `length`.
 * @param chunk symbols of the first chunk; each further one is twice as large, up to `maxChunk`
 */
export function* drawChunks(
  network: () => Network,
  sampling: Sampling,
  from: SamplingState,
  length: number,
  [chunk, maxChunk]: readonly [number, number],
): Generator<Uint32Array, undefined> {
  const { end, stop } = sampling;
  let kept = new Uint32Array();
  let size = chunk;
  for (let left = length; left > 0; left -= size, size = Math.min(2 * size, maxChunk)) {
    const count = Math.min(size, left);
    const drawn = drawSymbols(network(), sampling, from, count, kept);
    yield drawn;
    const last = Uint32Array.from([...kept, ...drawn.slice(-stop.length || drawn.length)]).slice(-stop.length);
    const stops = stop.length > 0 && last.length === stop.length && last.every((symbol, i) => symbol === stop[i]);
    if (drawn.length < count || drawn.at(-1) === end || stops) return;
    // A stop may begin in this chunk.
    kept = stop.length > 1 ? last.slice(-(stop.length - 1)) : kept;
  }
}

/**
 * Draws up to `count` symbols in one call into the core; fewer after the end or a stop.
 * @param kept symbols drawn before, which may be the start of a stop sequence
 * @throws RnnError `ERR_INDEX_RANGE` for a symbol that the network cannot read, `ERR_OUT_OF_MEMORY`
 */
export function drawSymbols(
  network: Network,
  { temperature, topK, topP, never = none, end = none, stop }: Sampling,
  from: SamplingState,
  count: number,
  kept: ArrayLike<number> = [],
): Uint32Array {
  const before = kept.length;
  const header = [Math.min(topK, none), never, end, from.inputs.length, stop.length, before, before + count];
  const start = headerLength + from.inputs.length + stop.length;
  network.generator = from.generator;
  const drawn = network.lend((model, engine) => {
    const sampler = samplerOf(engine);
    const request = engine.words(sampler.request_ptr(start + before + count), start + before);
    request.set(header);
    request.set(from.inputs, headerLength);
    request.set(stop, headerLength + from.inputs.length);
    request.set(kept, start);
    const { length } = from.state;
    engine.floats(model.state_ptr(1), length).set(from.state);
    const end = sampler.generate(model, temperature, topP);
    from.state.set(engine.floats(model.state_ptr(1), length));
    return engine.words(sampler.request_ptr(0) + 4 * (start + before), end - before).slice();
  });
  from.generator.set(network.generator);
  if (drawn.length > 0) from.inputs = drawn.subarray(-1);
  return drawn;
}

/** `torch.multinomial(weights, 1)`. */
export function drawWeighted(network: Network, weights: Float32Array, generator: Uint32Array): number {
  network.generator = generator;
  const index = network.lend((model, engine) => {
    const sampler = samplerOf(engine);
    engine.floats(sampler.request_ptr(weights.length), weights.length).set(weights);
    return sampler.draw_weighted(model, weights.length);
  });
  generator.set(network.generator);
  return index;
}

function samplerOf(engine: Engine): InstanceType<SamplerClass> {
  const known = samplers.get(engine);
  if (known) return known;
  const Sampler = samplerClass(engine);
  const sampler = new Sampler();
  samplers.set(engine, sampler);
  return sampler;
}

/**
 * Creates the class for an engine's instance.
 * @throws RnnError `ERR_NOT_INITIALIZED` if the engine was loaded without it
 */
export const samplerClass = (engine: Engine, part: WasmModule = partModule("sampler", engine.variant)): SamplerClass =>
  createSampler(engine.link(part));
