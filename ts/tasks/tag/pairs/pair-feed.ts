/**
 * Reads pairs from an iterable, packs them into batches, and starts again where the iterable can. On the calling thread.
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
  /** Batches of this pass. */
  #passed = 0;
  #isClosed = false;
  /** What a source that can be read once has given so far, where the run needs it again. */
  #kept: KeptPairs | undefined;
  /** Where the next batches come from after such a source's end: what was kept, or nowhere if that was too much. */
  #ended: KeptPairs | "lost" | undefined;
  readonly #isKept: boolean;

  /** @param isKept whether what can be read only once is kept for further passes */
  constructor(pairs: PairSource, reader: PairReader, batchSize: number, isKept: boolean) {
    this.#pairs = pairs;
    this.#reader = reader;
    this.#batchSize = batchSize;
    this.#isKept = isKept && this.isOneShot;
    if (this.#isKept) this.#kept = new KeptPairs();
  }

  /** Whether it can be read only once: its iterator is it itself. Asking opens it. */
  get isOneShot(): boolean {
    return (this.#open() as unknown) === this.#pairs;
  }

  /**
   * Up to `count` batches, from the start again after the end; valid until the next call.
   * @throws RnnError `ERR_INVALID_OPTION` for a further pass of what can be read once, and was too much to keep
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

  /** Takes in what the iterator gave. A batch is flushed one pair late: the last one of an epoch must be known as such. */
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
    `pairs: expected what can be read again for another epoch (an array, or an object that iterates from the start each time), ` +
      `got an iterator of more than the ${maxKeptSymbols} symbols that are kept`,
  );
