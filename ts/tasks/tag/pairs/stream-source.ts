/**
 * Pairs that are read as they are needed, in their order: from an iterable on this thread, or over a feed from the thread that has it.
 */
import { Batches } from "../../../data/batches.js";
import { Fingerprint } from "../../../data/fingerprint.js";
import { RnnError } from "../../../errors/rnn-error.js";
import type { RunState, Sample, StreamSettings } from "../../../training/loop/run-spec.js";
import type { Source } from "../../source.js";
import type { PairSource } from "../pairs.js";
import { KeptPairs, maxKeptSymbols } from "./kept-pairs.js";
import { closeIterator, type PairReader } from "./pair-reader.js";

/** A stream of batches, or the way to it from another thread. */
export interface Feed {
  /** Appends up to `count` batches, from its start again after its end. Tells whether it ends after them. */
  fill(batches: Batches, count: number): boolean | Promise<boolean>;
  /** Whether it ended and cannot start again. */
  readonly isOver: boolean;
  close(): void;
}

export class StreamSource implements Source {
  readonly drawsBatches = false;
  readonly largest: { readonly rows: number; readonly batch: number };
  sample: Sample | undefined;
  readonly #settings: StreamSettings;
  readonly #feed: Feed;
  readonly #heldBack = new Batches();
  readonly #passed = new PassedBatches();

  /** @param rows symbols that a validation takes at once */
  constructor(settings: StreamSettings, feed: Feed, rows: number) {
    const { validation, batchSize } = settings;
    this.#settings = settings;
    this.#feed = feed;
    this.largest = { rows: batchSize, batch: batchSize };
    if (!validation) return;
    this.#heldBack.packByLength(validation, rows);
    this.sample = new Batches().pack(validation, [0], 0, 1).sample;
  }

  get isOver(): boolean {
    return this.#feed.isOver;
  }

  split(): void {}

  beginEpoch(): void {
    if (this.#settings.stepsPerEpoch === undefined) this.#passed.restart();
  }

  async skip(state: RunState): Promise<void> {
    const batches = new Batches();
    for (let left = this.#stepsPassed(state); left > 0 && !this.isOver; left -= batches.count) {
      await this.#feed.fill(batches.restart(), Math.min(left, 256));
      this.#note(batches, 0);
    }
    if (this.#settings.isRepeatable && state.step > 0 && state.passed !== this.passedBy(state))
      throw new RnnError(
        "ERR_INVALID_OPTION",
        `data: expected the pairs that the checkpoint's run read in ${this.#stepsPassed(state)} updates, got others (the file as \`weights\` starts a new run from its model)`,
      );
  }

  passedBy(state: RunState): string | undefined {
    return this.#settings.isRepeatable ? this.#passed.after(this.#stepsPassed(state)) : undefined;
  }

  /** Updates whose batches a resumed run passes over: without an end of its own an epoch is one pass of the stream. */
  #stepsPassed({ step, stepInEpoch }: RunState): number {
    return this.#settings.stepsPerEpoch === undefined ? stepInEpoch : step;
  }

  fill(batches: Batches, count: number, done: number): boolean | Promise<boolean> {
    const { stepsPerEpoch = Number.POSITIVE_INFINITY } = this.#settings;
    const before = batches.count;
    const filled = (streamEnds: boolean) => {
      this.#note(batches, before);
      return streamEnds || done + batches.count - before >= stepsPerEpoch;
    };
    const filling = this.#feed.fill(batches, Math.min(count, stepsPerEpoch - done));
    return filling instanceof Promise ? filling.then(filled) : filled(filling);
  }

  redraw(): void {}

  *validation(): Iterable<Batches> {
    if (this.#heldBack.count) yield this.#heldBack;
  }

  close(): void {
    this.#feed.close();
  }

  #note(batches: Batches, from: number): void {
    if (batches.count) this.sample ??= batches.sample;
    if (this.#settings.isRepeatable) this.#passed.add(batches, from);
  }
}

const nothing = new Fingerprint().digest;

/** Fingerprints of the batches that were read: of all of them after each of the last ones, of which some may not be used yet. */
class PassedBatches {
  #hash = new Fingerprint();
  /** Batches before the last ones. */
  #before = 0;
  #digests = [this.#hash.digest];

  restart(): void {
    this.#hash = new Fingerprint();
    this.#before = 0;
    this.#digests = [this.#hash.digest];
  }

  /** Adds the batches from `from` on. Those before them must be used by now. */
  add({ count, inputs, targets, rowStarts, sizes, timeStarts }: Batches, from: number): void {
    this.#before += this.#digests.length - 1;
    this.#digests = this.#digests.slice(-1);
    for (let i = from; i < count; i++) {
      const [row, end] = [rowStarts[i] as number, rowStarts[i + 1] as number];
      this.#hash.add(sizes, timeStarts[i] as number, timeStarts[i + 1] as number);
      this.#hash.add(inputs, row, end).add(targets, row, end);
      this.#digests.push(this.#hash.digest);
    }
  }

  /** After so many of them; undefined where they are not read yet. */
  after(steps: number): string | undefined {
    return steps === 0 ? nothing : this.#digests[steps - this.#before];
  }
}

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** Reads pairs from an iterable, packs them into batches, and starts again where the iterable can. */
export class PairFeed implements Feed {
  isOver = false;
  readonly #pairs: PairSource;
  readonly #reader: PairReader;
  readonly #batchSize: number;
  #iterator: AnyIterator | undefined;
  #isClosed = false;
  /** Batches of this pass. */
  #passed = 0;
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

  /** @throws RnnError `ERR_INVALID_OPTION` for a further pass of what can be read once, and was too much to keep */
  fill(batches: Batches, count: number): boolean | Promise<boolean> {
    if (this.#ended === "lost") throw tooMuch();
    if (this.#ended) return this.#ended.fill(batches, count, this.#batchSize);
    const iterator = this.#open();
    return Symbol.asyncIterator in this.#pairs
      ? this.#fillLater(iterator as AsyncIterator<unknown>, batches, batches.count + count)
      : this.#fillNow(iterator as Iterator<unknown>, batches, batches.count + count);
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

  /** Takes in what the iterator gave. A batch is done when the pair after it is there: only then is it known not to be the last one. */
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
    else this.isOver = (iterator as unknown) === this.#pairs;
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
