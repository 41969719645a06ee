/**
 * Exchanges gradients by messages, for threads without shared memory: the first replica collects the parts and sends the sum back. Buffers
 * are transferred rather than copied.
 */
import { type Channel, handOver } from "./channel.js";
import { type Adder, addResults, type Exchange, type Part } from "./replica.js";

/** A part whose buffers are transferred to the other thread. */
const transferred = ({ gradients, results }: Part): Part =>
  handOver({ gradients, results }, gradients.buffer as ArrayBuffer, results.buffer as ArrayBuffer);

/** The exchange of the other replicas with the first. */
export class PostedExchange implements Exchange {
  readonly #collector: Channel;

  constructor(collector: Channel) {
    this.#collector = collector;
  }

  async sum({ gradients, results }: Part): Promise<boolean> {
    const part = transferred({ gradients: gradients.slice(), results: results.slice() });
    const sum = await this.#collector.ask<Part>("sum", part);
    gradients.set(sum.gradients);
    results.set(sum.results);
    return true;
  }

  /** The first replica learns of the failure from the reply that it awaits. */
  fail(): void {}
}

/** The exchange of the first replica. */
export class CollectingExchange implements Exchange {
  readonly #others: number;
  #own: { readonly part: Part; readonly adder: Adder; readonly resolve: (there: boolean) => void } | undefined;
  /** The parts of the other replicas, in order. */
  #parts: { readonly part: Part; readonly resolve: (sum: Part) => void }[] = [];
  #count = 0;
  #hasFailed = false;

  constructor(replicaCount: number) {
    this.#others = replicaCount - 1;
  }

  sum(part: Part, adder: Adder): Promise<boolean> {
    return new Promise((resolve) => {
      this.#own = { part, adder, resolve };
      if (this.#hasFailed) resolve(false);
      else this.#addUp();
    });
  }

  /** Replies to replica `index`, counted from 1, when all parts have arrived. */
  take(index: number, part: Part): Promise<Part> {
    return new Promise((resolve) => {
      this.#parts[index - 1] = { part, resolve };
      this.#count++;
      this.#addUp();
    });
  }

  fail(): void {
    this.#hasFailed = true;
    this.#own?.resolve(false);
  }

  #addUp(): void {
    const [own, parts] = [this.#own, this.#parts];
    if (!own || this.#count < this.#others) return;
    this.#own = undefined;
    this.#parts = [];
    this.#count = 0;
    const { gradients, results } = own.part;
    for (const { part } of parts) own.adder.add(part.gradients, 0);
    addResults(
      own.part,
      parts.map(({ part }) => part),
    );
    for (const { part, resolve } of parts) {
      part.gradients.set(gradients);
      part.results.set(results);
      resolve(transferred(part));
    }
    own.resolve(true);
  }
}
