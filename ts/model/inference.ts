/**
 * Networks for the models that are asked something. A model keeps its weights as an array that the garbage collector owns; an engine
 * keeps a few networks and puts into one the weights of the model that is asked.
 */

import type { Engine } from "../core/engine.js";
import { currentEngine } from "../core/load.js";
import { Network, type NetworkConfig, slots } from "../core/network.js";

/** Models of different sizes that can be asked in turn without making another network. */
const kept = 4;

let made = 0;

/** Weights in PyTorch's layout and order, and the sizes that they belong to. */
export class ModelWeights {
  /** No other weights have it. */
  readonly id = ++made;
  readonly config: NetworkConfig;
  readonly values: Float32Array;
  /** Models of equal sizes can share a network. Dropout is for training: here it makes no difference. */
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

/** By the sizes, least recently used first. An engine that crashed takes its networks with it. */
const networks = new WeakMap<Engine, Map<string, Slot>>();

/** A network with these weights, to be used at once: the next caller may get the same one. */
export function networkWith(weights: ModelWeights): Network {
  const slot = slotFor(currentEngine(), weights);
  if (slot.owner !== weights.id) {
    delete slot.owner;
    slot.network.write(slots.weights, weights.values);
    slot.owner = weights.id;
  }
  return slot.network;
}

function slotFor(engine: Engine, { config, sizes: key }: ModelWeights): Slot {
  let bySizes = networks.get(engine);
  if (!bySizes) {
    bySizes = new Map();
    networks.set(engine, bySizes);
  }
  const slot = bySizes.get(key) ?? { network: new Network(engine, config) };
  bySizes.delete(key);
  bySizes.set(key, slot);
  for (const [oldest, { network }] of bySizes) {
    if (bySizes.size <= kept) break;
    bySizes.delete(oldest);
    network.free();
  }
  return slot;
}

/** A network that has one sequence in its queue. */
export function networkReading(weights: ModelWeights, inputs: Int32Array | Float32Array): Network {
  const network = networkWith(weights);
  network.loadSequence(inputs);
  return network;
}
