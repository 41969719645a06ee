/**
 * Data-parallel training: replicas of a network make the same updates, and each computes the gradients of its share of a batch. All of them
 * sum the gradients in the same order, so their weights stay identical bit for bit.
 */
import type { NetworkShare } from "../../core/network-share.js";

/** A replica's contribution to an update; after the exchange, the sum of all contributions. */
export interface Part {
  readonly gradients: Float32Array;
  /** The loss, and the core's second result. */
  readonly results: Float64Array;
}

/** Adds gradients to this replica's, in the core. */
export type Adder = Pick<NetworkShare, "add">;

/** How replicas on different threads sum their parts. */
export interface Exchange {
  /** Replaces this replica's part by the sum of all parts. @returns false if another replica has failed */
  sum(part: Part, adder: Adder): boolean | Promise<boolean>;
  /** Releases the replicas that wait for this one. */
  fail(): void;
}

/** A replica on its thread. */
export class Replica {
  readonly #share: NetworkShare;
  readonly #exchange: Exchange;

  constructor(share: NetworkShare, exchange: Exchange) {
    this.#share = share;
    this.#exchange = exchange;
  }

  /**
   * Makes updates with the first `count` batches of the network's queue.
   * @param load fills the queue; if it throws, other replicas may already be waiting
   * @returns the number of updates; fewer if the next one diverged, on all replicas, or another replica has failed
   */
  async train(count: number, load = () => {}): Promise<number> {
    try {
      load();
      for (let i = 0; i < count; i++) {
        const summed = this.#exchange.sum(this.#share.train(i), this.#share);
        // PERF: do not await results that are already there, because a task takes longer than a small update.
        if (!(typeof summed === "boolean" ? summed : await summed)) return i;
        if (!this.#share.update(i)) return i;
      }
      return count;
    } catch (error) {
      this.#exchange.fail();
      throw error;
    }
  }
}

/** Adds the results of other parts to those of the first one, in order. */
export function addResults(to: Part, more: readonly Part[]): void {
  for (const { results } of more) for (const i of [0, 1]) (to.results[i] as number) += results[i] as number;
}
