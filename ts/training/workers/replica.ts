/**
 * Data-parallel training: replicas of a network take the same updates, each computing the gradients of its share of a batch. What they
 * exchange in between is summed in the same order for all, so all hold the same bits afterwards.
 */
import type { Network } from "../../core/network.js";

/** What a replica adds to an update, and after the exchange what all of them gave together. */
export interface Part {
  readonly gradients: Float32Array;
  /** Loss, and symbols that were right. */
  readonly found: Float64Array;
}

/** How replicas on different threads come to the sum of their parts. */
export interface Exchange {
  /** Puts the sum of all parts in the place of this one's. False: another replica has failed, and there is none. */
  sum(part: Part): boolean | Promise<boolean>;
  /** Releases the replicas that would wait for this one. */
  fail(): void;
}

/** One of them, on its thread. */
export class Replica {
  readonly #network: Network;
  readonly #exchange: Exchange;

  constructor(network: Network, exchange: Exchange) {
    this.#network = network;
    this.#exchange = exchange;
  }

  /**
   * Updates with the first `count` batches of the network's queue. Resolves with how many were made; fewer: the next one diverged, for all
   * replicas, or another one has failed.
   * @param load fills the queue; while it fails, others may be waiting already
   */
  async train(count: number, load = () => {}): Promise<number> {
    try {
      load();
      for (let i = 0; i < count; i++) {
        const summed = this.#exchange.sum(this.#network.trainShare(i));
        // PERF: nothing is waited for that is there already: a turn of the queue of tasks is longer than a small update.
        if (!(typeof summed === "boolean" ? summed : await summed)) return i;
        if (!this.#network.update(i)) return i;
      }
      return count;
    } catch (error) {
      this.#exchange.fail();
      throw error;
    }
  }
}

/** Adds parts to the first one, in their order. */
export function addUp({ gradients, found }: Part, more: readonly Part[]): void {
  for (const part of more) {
    const others = part.gradients;
    // PERF: it sees arrays of one kind: with those of `found` it would take half as long again, 0.9 ms for 430,000 weights.
    for (let i = 0; i < gradients.length; i++) (gradients[i] as number) += others[i] as number;
    for (const i of [0, 1]) (found[i] as number) += part.found[i] as number;
  }
}
