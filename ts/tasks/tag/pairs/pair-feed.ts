/**
 * Reads pairs from an iterable on the calling thread, packs them into batches, and starts again if the iterable can.
 */
import { Batches } from "../../../data/batches.js";
import { closeIterator } from "../../../data/read-items.js";
import { RnnError } from "../../../errors/rnn-error.js";
import type { PairSource } from "../training-data.js";
import { KeptPairs, maxKeptSymbols } from "./kept-pairs.js";
import type { PairReader } from "./pair-reader.js";
import type { Filled } from "./stream-source.js";

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

export class PairFeed {
  readonly #pairs: PairSource;
  readonly #reader: PairReader;
  readonly #batchSize: number;
  readonly #batches = new Batches();
  #isOver = false;
  #iterator: AnyIterator | undefined;
  /** The number of batches of this pass. */
  #passed = 0;
  #isClosed = false;
  /** The pairs so far of a source that can be read only once, if the run needs them again. */
  #kept: KeptPairs | undefined;
  /** After the end of such a source: the kept pairs, or "lost" if there were too many. */
  #ended: KeptPairs | "lost" | undefined;
  readonly #isKept: boolean;

  /** @param isKept whether to keep the pairs of a source that can be read only once */
  constructor(pairs: PairSource, reader: PairReader, batchSize: number, isKept: boolean) {
    this.#pairs = pairs;
    this.#reader = reader;
    this.#batchSize = batchSize;
    this.#isKept = isKept && this.isOneShot;
    if (this.#isKept) this.#kept = new KeptPairs();
  }

  /** Whether the source can be read only once, because it is its own iterator. Opens the source. */
  get isOneShot(): boolean {
    return (this.#open() as unknown) === this.#pairs;
  }

  /**
   * Returns up to `count` batches, valid until the next call. After the end it starts again.
   * @throws RnnError `ERR_INVALID_OPTION` for another pass of a source that can be read only once and was too large to keep
   */
  fill(count: number): Filled | Promise<Filled> {
    if (this.#ended === "lost") throw tooMuch();
    const batches = this.#batches.restart();
    const filled = (ends: boolean): Filled => ({ batches, ends, isOver: this.#isOver });
    if (this.#ended) return filled(this.#ended.fill(batches, count, this.#batchSize));
    const iterator = this.#open();
    return Symbol.asyncIterator in this.#pairs
      ? this.#fillLater(iterator as AsyncIterator<unknown>, batches, count).then(filled)
      : filled(this.#fillNow(iterator as Iterator<unknown>, batches, count));
  }

  close(): void {
    closeIterator(this.#iterator);
    this.#isClosed = true;
  }

  #open(): AnyIterator {
    const pairs = this.#pairs;
    this.#iterator ??= Symbol.asyncIterator in pairs ? pairs[Symbol.asyncIterator]() : pairs[Symbol.iterator]();
    return this.#iterator;
  }

  #fillNow(iterator: Iterator<unknown>, batches: Batches, wanted: number): boolean {
    while (batches.count < wanted) if (this.#take(iterator.next(), iterator, batches)) return true;
    return false;
  }

  async #fillLater(iterator: AsyncIterator<unknown>, batches: Batches, wanted: number): Promise<boolean> {
    while (batches.count < wanted && !this.#isClosed)
      if (this.#take(await iterator.next(), iterator, batches)) return true;
    return false;
  }

  /** Handles a result of the iterator. A batch is flushed one pair late, because the last batch of an epoch must be known as such. */
  #take({ done, value }: IteratorResult<unknown>, iterator: AnyIterator, batches: Batches): boolean {
    const reader = this.#reader;
    const held = reader.count;
    if (!done) {
      reader.read(value);
      if (reader.count > this.#batchSize) this.#flush(batches, held);
      return false;
    }
    if (held) this.#flush(batches, held);
    if (this.#passed === 0)
      throw new RnnError("ERR_EMPTY_DATASET", "pairs: expected at least one pair that is not empty, got none");
    this.#passed = 0;
    this.#iterator = undefined;
    if (this.#isKept) this.#ended = this.#kept ?? "lost";
    else this.#isOver = (iterator as unknown) === this.#pairs;
    return true;
  }

  #flush(batches: Batches, count: number): void {
    const reader = this.#reader;
    if (this.#kept && !this.#kept.add(reader.view, count)) this.#kept = undefined;
    batches.pack(
      reader.view,
      Array.from({ length: count }, (_, i) => i),
      0,
      count,
    );
    reader.dropFirst(count);
    this.#passed++;
  }
}

const tooMuch = () =>
  new RnnError(
    "ERR_INVALID_OPTION",
    `pairs: expected data that can be read again for another epoch (an array, or an object that iterates from the start each time), ` +
      `got an iterator of more than ${maxKeptSymbols} symbols, which is the limit for keeping them`,
  );
