/**
 * A source of data in blocks: sources of the task's own, one after another. That of the first block stays, with what is held back. Each block
 * is shuffled by itself, in an order that follows from one draw of an epoch and the number of the block.
 */
import type { Network } from "../../core/network.js";
import type { Batches } from "../../data/batches.js";
import { Generator } from "../../random/generator.js";
import type { Draws, Position, Source, SourceMaker, TaskServices, Verdict } from "../source.js";
import type { AnyTraining } from "../task.js";
import type { BlocksSpec, SentBlock } from "./resolve-blocks.js";

/** Draws of the run's generator before the first epoch, then of one for each block. */
class BlockDraws implements Draws {
  readonly #run: Draws;
  #block: Generator | undefined;

  constructor(run: Draws) {
    this.#run = run;
  }

  begin(seed: number, block: number): void {
    this.#block = new Generator(seed + block);
  }

  drawIntegers(high: number, count: number): Uint32Array {
    const block = this.#block;
    if (!block) return this.#run.drawIntegers(high, count);
    return Uint32Array.from({ length: count }, () => block.nextUint32() % high);
  }

  drawPermutation(count: number): Uint32Array {
    const block = this.#block;
    if (!block) return this.#run.drawPermutation(count);
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < count - 1; i++) {
      const other = i + (block.nextUint32() % (count - i));
      [order[i], order[other]] = [order[other] as number, order[i] as number];
    }
    return order;
  }
}

/** Seeds of epochs. */
const seeds = 2 ** 31;

class BlockSource implements Source {
  readonly drawsBatches = false;
  readonly largest: Source["largest"];
  isOver = false;
  /** Whether the batches of the latest `fill` begin a block. */
  startsAnew = false;
  readonly #first: Source;
  readonly #draws: BlockDraws;
  readonly #run: Draws;
  readonly #spec: BlocksSpec;
  readonly #load: (index: number) => Promise<SentBlock & { readonly made: Source }>;
  #current: Source;
  #seed = 0;
  #index = 0;
  /** Batches of this epoch before the current block. */
  #before = 0;
  #isLast: boolean;
  #end: number;
  /** Whether all batches of the current block are filled. */
  #isUsed = false;

  constructor(
    first: Source,
    spec: BlocksSpec,
    draws: { readonly run: Draws; readonly blocks: BlockDraws },
    load: (index: number) => Promise<SentBlock & { readonly made: Source }>,
  ) {
    this.#first = first;
    this.#current = first;
    this.#spec = spec;
    this.#run = draws.run;
    this.#draws = draws.blocks;
    this.#load = load;
    this.#isLast = spec.first.isLast;
    this.#end = spec.first.end;
    this.largest = first.largest;
  }

  /** Sequences, or characters of the text, that were read in this epoch. */
  get read(): number {
    return this.#end;
  }

  split(): void {
    this.#first.split();
  }

  beginEpoch(): void {
    this.#seed = this.#run.drawIntegers(seeds, 1)[0] as number;
    this.#before = 0;
    this.#begin(0, this.#first, this.#spec.first);
  }

  async skip({ stepInEpoch }: Position, scratch: Batches): Promise<void> {
    for (let left = stepInEpoch; left > 0; left -= scratch.count)
      await this.fill(scratch.restart(), Math.min(left, 64), stepInEpoch - left);
    scratch.restart();
    this.startsAnew = false;
  }

  passedBy(): undefined {
    return undefined;
  }

  redraw(): void {
    // Batches draw nothing.
  }

  fill(batches: Batches, count: number, done: number): boolean | Promise<boolean> {
    if (!this.#isUsed) return this.#fill(batches, count, done);
    return this.#load(this.#index + 1).then((block) => {
      this.#before = done;
      this.#begin(this.#index + 1, block.made, block);
      return this.#fill(batches, count, done);
    });
  }

  jobs(): Iterable<unknown> {
    return this.#first.jobs();
  }

  verdict(scores: readonly unknown[]): Verdict | undefined {
    return this.#first.verdict(scores);
  }

  sample(network: Network): unknown {
    return this.#first.sample(network);
  }

  #begin(index: number, source: Source, { end, isLast }: Pick<SentBlock, "end" | "isLast">): void {
    this.#draws.begin(this.#seed, index);
    this.#index = index;
    this.#current = source;
    this.#isLast = isLast;
    this.#end = end;
    this.#isUsed = false;
    this.isOver = isLast && this.#spec.isOneShot;
    source.beginEpoch();
  }

  #fill(batches: Batches, count: number, done: number): boolean {
    this.startsAnew = done === this.#before;
    // Sources in memory fill at once.
    this.#isUsed = this.#current.fill(batches, count, done - this.#before) as boolean;
    return this.#isUsed && this.#isLast;
  }
}

/** Makes the source of a run in blocks. @param first what the first block's source is made from */
export async function blockSources(
  training: AnyTraining,
  first: unknown,
  spec: BlocksSpec,
  services: TaskServices,
): Promise<SourceMaker> {
  const makeFirst = await training.source(first, services);
  // What later blocks find in themselves is of no interest.
  const silent: TaskServices = { call() {} };
  return (run, rows) => {
    const blocks = new BlockDraws(run);
    return new BlockSource(makeFirst(blocks, rows), spec, { run, blocks }, async (index) => {
      const block = (await services.call("block", index)) as SentBlock;
      const made = (await training.source(block.source, silent))(blocks, rows);
      made.split();
      return { ...block, made };
    });
  };
}
