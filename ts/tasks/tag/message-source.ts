/**
 * An endless source of random messages and their encryptions, in epochs of a given number of updates.
 */
import { Batches } from "../../data/batches.js";
import { ensureCapacity } from "../../data/sequence.js";
import type { Draws } from "../source.js";
import type { Encrypt } from "./encryption.js";
import type { MessageSpec } from "./source-spec.js";
import { TagSource } from "./tag-source.js";

export class MessageSource extends TagSource {
  readonly drawsBatches = true;
  readonly isOver = false;
  readonly largest: { readonly rows: number; readonly batch: number };
  readonly #spec: MessageSpec;
  readonly #encrypt: Encrypt;
  readonly #draws: Draws;
  readonly #messagesAtOnce: number;
  readonly #heldBack = new Batches();
  #original = new Int32Array(64);

  /** @param rows symbols per batch of a validation */
  constructor(spec: MessageSpec, encrypt: Encrypt, draws: Draws, rows: number) {
    super(rows);
    const { batchSize, messageLength, example } = spec;
    this.example = example;
    this.#spec = spec;
    this.#encrypt = encrypt;
    this.#draws = draws;
    this.#messagesAtOnce = Math.ceil(rows / messageLength);
    this.largest = { rows: batchSize * messageLength, batch: batchSize };
  }

  fill(batches: Batches, count: number, done: number): boolean | Promise<boolean> {
    const { stepsPerEpoch, batchSize } = this.#spec;
    const steps = Math.min(count, stepsPerEpoch - done);
    const filling = this.#append(batches, steps, batchSize);
    const ends = done + steps === stepsPerEpoch;
    return filling ? filling.then(() => ends) : ends;
  }

  override redraw(count: number): void {
    this.#draw(count * this.#spec.batchSize);
  }

  protected override *heldBack(): Iterable<Batches | Promise<Batches>> {
    // PyTorch draws all of them at once; drawing in parts gives the same numbers.
    for (let left = this.#spec.validation; left > 0; left -= this.#messagesAtOnce) {
      const batches = this.#heldBack.restart();
      const filling = this.#append(batches, 1, Math.min(left, this.#messagesAtOnce));
      yield filling ? filling.then(() => batches) : batches;
    }
  }

  #draw(messages: number): Uint32Array {
    const { inputs, messageLength } = this.#spec;
    return this.#draws.drawIntegers(inputs.length, messages * messageLength);
  }

  #append(batches: Batches, steps: number, batchSize: number): Promise<void> | undefined {
    const { messageLength } = this.#spec;
    const length = steps * batchSize * messageLength;
    const drawn = this.#draw(steps * batchSize);
    const original = ensureCapacity(this.#original, length);
    this.#original = original;
    original.set(length < drawn.length ? drawn.subarray(0, length) : drawn);
    const encrypted = this.#encrypt(original.subarray(0, length), messageLength);
    if (encrypted instanceof Promise) return encrypted.then((late) => this.#put(batches, steps, batchSize, late));
    this.#put(batches, steps, batchSize, encrypted);
    return undefined;
  }

  /** Transposes consecutive messages into batches in time order. */
  #put(batches: Batches, steps: number, batchSize: number, encrypted: Int32Array): void {
    const { inputs, targets, messageLength } = this.#spec;
    const original = this.#original;
    const size = batchSize * messageLength;
    let row = batches.rectangles(steps, messageLength, batchSize);
    // PERF: fields are read once.
    const { inputs: read, targets: wanted } = batches;
    if (batchSize === 1) {
      // PERF: single messages are in time order already. The general loop takes twice as long for them.
      for (let at = 0; at < steps * size; at++, row++) {
        read[row] = inputs[encrypted[at] as number] as number;
        wanted[row] = targets[original[at] as number] as number;
      }
      return;
    }
    for (let start = 0; start < steps * size; start += size) {
      // PERF: rows are written in order, because writing message by message would miss the cache.
      for (let first = start; first < start + messageLength; first++) {
        for (let from = first; from < start + size; from += messageLength, row++) {
          read[row] = inputs[encrypted[from] as number] as number;
          wanted[row] = targets[original[from] as number] as number;
        }
      }
    }
  }
}
