/**
 * A source of pairs that the thread with their iterable reads on demand, in order.
 */

import { type BatchArrays, Batches } from "../../../data/batches.js";
import { Fingerprint } from "../../../data/fingerprint.js";
import { RnnError } from "../../../errors/rnn-error.js";
import type { Position, TaskServices } from "../../source.js";
import type { StreamSpec } from "../source-spec.js";
import { TagSource } from "../tag-source.js";
import { appendBatches } from "./append-batches.js";
import { firstOf } from "./first-example.js";

/** The result of the service `"fill"`: batches, whether the stream ends after them, and whether it cannot start again. */
export interface Filled {
  readonly batches: BatchArrays;
  readonly ends: boolean;
  readonly isOver: boolean;
}

export class StreamSource extends TagSource {
  readonly drawsBatches = false;
  readonly largest: { readonly rows: number; readonly batch: number };
  isOver = false;
  readonly #spec: StreamSpec;
  readonly #services: TaskServices;
  readonly #heldBack = new Batches();
  readonly #passed = new PassedBatches();

  /** @param rows symbols per batch of a validation */
  constructor(spec: StreamSpec, services: TaskServices, rows: number) {
    super(rows);
    const { validation, batchSize } = spec;
    this.#spec = spec;
    this.#services = services;
    this.largest = { rows: batchSize, batch: batchSize };
    if (!validation) return;
    this.#heldBack.packByLength(validation, rows);
    this.example = firstOf(new Batches().pack(validation, [0], 0, 1));
  }

  override beginEpoch(): void {
    if (this.#spec.stepsPerEpoch === undefined) this.#passed.restart();
  }

  override async skip(position: Position): Promise<void> {
    const batches = new Batches();
    for (let left = this.#stepsPassed(position); left > 0 && !this.isOver; left -= batches.count) {
      await this.#append(batches.restart(), Math.min(left, 256));
      this.#note(batches, 0);
    }
    if (this.#spec.isRepeatable && position.step > 0 && position.passed !== this.passedBy(position))
      throw new RnnError(
        "ERR_INVALID_OPTION",
        `data: expected the pairs that the checkpoint's run read in ${this.#stepsPassed(position)} updates, got others (the file as \`weights\` starts a new run from its model)`,
      );
  }

  override passedBy(position: Position): string | undefined {
    return this.#spec.isRepeatable ? this.#passed.after(this.#stepsPassed(position)) : undefined;
  }

  /** The number of updates whose batches a resumed run skips. Without `stepsPerEpoch`, an epoch is one pass of the stream. */
  #stepsPassed({ step, stepInEpoch }: Position): number {
    return this.#spec.stepsPerEpoch === undefined ? stepInEpoch : step;
  }

  fill(batches: Batches, count: number, done: number): boolean | Promise<boolean> {
    const { stepsPerEpoch = Number.POSITIVE_INFINITY } = this.#spec;
    const before = batches.count;
    const filled = (streamEnds: boolean) => {
      this.#note(batches, before);
      return streamEnds || done + batches.count - before >= stepsPerEpoch;
    };
    const filling = this.#append(batches, Math.min(count, stepsPerEpoch - done));
    return filling instanceof Promise ? filling.then(filled) : filled(filling);
  }

  protected override *heldBack(): Iterable<Batches> {
    if (this.#heldBack.count) yield this.#heldBack;
  }

  /** Appends batches that the calling thread reads. @returns whether the stream ends after them */
  #append(batches: Batches, count: number): boolean | Promise<boolean> {
    const filled = this.#services.call("fill", count) as Filled | Promise<Filled>;
    const append = ({ batches: read, ends, isOver }: Filled) => {
      appendBatches(batches, read);
      this.isOver = isOver;
      return ends;
    };
    return filled instanceof Promise ? filled.then(append) : append(filled);
  }

  #note(batches: Batches, from: number): void {
    if (batches.count) this.example ??= firstOf(batches);
    if (this.#spec.isRepeatable) this.#passed.add(batches, from);
  }
}

const nothing = new Fingerprint().digest;

/** The fingerprint of all batches read, after each of the latest ones, some of which may not be used yet. */
class PassedBatches {
  #hash = new Fingerprint();
  /** The number of batches before the latest ones. */
  #before = 0;
  #digests = [this.#hash.digest];

  restart(): void {
    this.#hash = new Fingerprint();
    this.#before = 0;
    this.#digests = [this.#hash.digest];
  }

  /** Adds the batches starting at `from`. Earlier ones must have been used. */
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

  /** The fingerprint after `steps` batches; undefined if they are not read yet. */
  after(steps: number): string | undefined {
    return steps === 0 ? nothing : this.#digests[steps - this.#before];
  }
}
