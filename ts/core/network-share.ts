/**
 * Trains a network on its share of each batch: a class, and a wasm file linked to the core. Only training in several workers loads them.
 */
import { parts } from "./embedded-parts.js";
import type { Engine } from "./engine.js";
import { createReplica } from "./generated/replica.js";
import { alsoLoad, partModule } from "./load.js";
import { type Network, resultLength } from "./network.js";

/** Makes every later load include the wasm file. */
export const loadReplicas = (): void => alsoLoad("replica", parts.replica);

type ReplicaClass = ReturnType<typeof createReplica>;

/** One class per engine. */
const classes = new WeakMap<Engine, ReplicaClass>();

/**
 * The class for an engine's instance.
 * @throws RnnError `ERR_NOT_INITIALIZED` if the engine was loaded without it
 */
export function replicaClass(engine: Engine, part = partModule("replica", engine.variant)): ReplicaClass {
  const known = classes.get(engine) ?? createReplica(engine.link(part));
  classes.set(engine, known);
  return known;
}

export class NetworkShare {
  readonly #network: Network;
  readonly #replica: InstanceType<ReplicaClass>;
  /** The length of the gradients. */
  readonly length: number;

  /**
   * Declares `network` as replica `index` of `of`.
   * @throws RnnError `ERR_NOT_INITIALIZED` if the engine was loaded without the wasm file
   */
  constructor(network: Network, index: number, of: number) {
    this.#network = network;
    this.#replica = network.lend((_, engine) => new (replicaClass(engine))(index, of));
    this.length = network.lend((model) => this.#replica.gradients_len(model));
    // Here, because memory that grows later would detach the views of an update.
    network.lend((model) => this.#replica.received_ptr(model));
  }

  /**
   * The first half of an update with batch `index` of the queue: computes this network's share of the gradients, the loss and the metric.
   * @returns views, into which the sums over all networks are written before {@link update}
   */
  train(index: number): { gradients: Float32Array<ArrayBuffer>; results: Float64Array } {
    const gradients = this.#network.lend((model, engine) => {
      this.#replica.train_share(model, index);
      return engine.floats(this.#replica.gradients_ptr(model), this.length);
    });
    return { gradients, results: this.#network.results.subarray(index * resultLength, index * resultLength + 2) };
  }

  /** Adds gradients of another network to those of this one, from `from` on. Their number is a multiple of four. */
  add(gradients: Float32Array, from: number): void {
    this.#network.lend((model, engine) => {
      engine.floats(this.#replica.received_ptr(model), gradients.length).set(gradients);
      this.#replica.add_received(model, from, gradients.length);
    });
  }

  /** The second half of an update. @returns false if it diverged, which changes nothing */
  update(index: number): boolean {
    return this.#network.lend((model) => this.#replica.update(model, index));
  }
}
