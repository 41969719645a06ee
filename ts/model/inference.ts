/**
 * Networks for inference. A model holds its weights in a garbage-collected array; an engine caches a few networks and loads the weights of
 * the model in use into one of them.
 */

import type { Engine } from "../core/engine.js";
import { currentEngine } from "../core/load.js";
import { Network, slots } from "../core/network.js";
import type { NetworkConfig } from "../core/network-config.js";

/** The size of the cache: up to this many configurations alternate without allocating a network. */
const kept = 4;

let made = 0;

/** Weights in PyTorch's layout and order, and their configuration. */
export class ModelWeights {
  /** Unique for these weights. */
  readonly id = ++made;
  readonly config: NetworkConfig;
  readonly values: Float32Array;
  /** Models of equal sizes share a network. Dropout does not matter for inference. */
  readonly sizes: string;

  constructor(config: NetworkConfig, values: Float32Array) {
    this.config = Object.freeze(config);
    this.values = values;
    this.sizes = JSON.stringify({ ...config, dropout: 0 });
  }
}

interface Slot {
  readonly network: Network;
  /** Id of the weights, not a reference, so that the cache does not retain them. */
  owner?: number;
}

/** The networks of an engine by their sizes, least recently used first. They are lost when the engine crashes. */
interface Cache {
  readonly bySizes: Map<string, Slot>;
  /** PERF: the last entry, which usually is wanted again. */
  latest?: { readonly sizes: string; readonly slot: Slot };
}

const caches = new WeakMap<Engine, Cache>();

/** A network with these weights, for immediate use: the next caller may get the same network. */
export function networkWith(weights: ModelWeights): Network {
  const slot = slotFor(currentEngine(), weights);
  if (slot.owner !== weights.id) {
    delete slot.owner;
    slot.network.write(slots.weights, weights.values);
    slot.owner = weights.id;
  }
  return slot.network;
}

function slotFor(engine: Engine, { config, sizes }: ModelWeights): Slot {
  let cache = caches.get(engine);
  if (!cache) {
    cache = { bySizes: new Map() };
    caches.set(engine, cache);
  }
  if (cache.latest?.sizes === sizes) return cache.latest.slot;
  const { bySizes } = cache;
  const slot = bySizes.get(sizes) ?? { network: new Network(engine, config) };
  bySizes.delete(sizes);
  bySizes.set(sizes, slot);
  cache.latest = { sizes, slot };
  for (const [oldest, { network }] of bySizes) {
    if (bySizes.size <= kept) break;
    bySizes.delete(oldest);
    network.free();
  }
  return slot;
}

/** A network with one sequence in its queue: all elements of `inputs`, or as many as `length` says. */
export function networkReading(weights: ModelWeights, inputs: Int32Array | Float32Array, length?: number): Network {
  const network = networkWith(weights);
  network.loadSequence(inputs, 1, length);
  return network;
}
