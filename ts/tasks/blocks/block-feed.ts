/**
 * Reads data in blocks, on the calling thread: a number of sequences, or of symbols of a text, at a time. After the end it starts again.
 */
import { closeIterator } from "../../data/read-items.js";
import type { ReadingControl } from "../../data/reading.js";
import { isPromise } from "../../errors/realms.js";
import { invalidOption } from "../../errors/validate.js";

/** Some of the data, in the form of all of it. */
export interface Block {
  readonly data: Readonly<Record<string, unknown>>;
  /** Sequences, or characters of the text, before it. */
  readonly offset: number;
  /** The same after it. */
  readonly end: number;
  readonly isLast: boolean;
}

type AnySource = Iterable<unknown> | AsyncIterable<unknown>;
type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** Data by its keys, such as `{ sequences, labels }`, whose sources are read in step. */
export type BlockData = Readonly<Record<string, AnySource>>;

/** How data is cut. */
export interface BlockSizes {
  /** Sequences, or characters, of a block. */
  readonly size: number;
  /** A shorter rest joins the block before it. */
  readonly least: number;
  /** Whether the sources are pieces of one text. */
  readonly isText: boolean;
}

export class BlockFeed {
  readonly #data: BlockData;
  readonly #sizes: BlockSizes;
  /** Where the reading stops, and who may end it. */
  readonly #control: ReadingControl;
  #iterators: AnyIterator[] | undefined;
  /** What was read of each source, and belongs to the next blocks. */
  #read: unknown[][] = [];
  #hasEnded = false;
  #offset = 0;
  /** The number of blocks of this pass. */
  #passed = 0;

  constructor(data: BlockData, sizes: BlockSizes, control: ReadingControl) {
    this.#data = data;
    this.#sizes = sizes;
    this.#control = control;
  }

  /** Whether a source can be read only once, because it is its own iterator. */
  get isOneShot(): boolean {
    return this.#open().some((iterator) => Object.values(this.#data).includes(iterator as unknown as AnySource));
  }

  /** Block `index` of a pass, which is the next one, or the one after the first of a new pass. */
  async block(index: number): Promise<Block> {
    if (this.#passed > index) this.#restart();
    while (this.#passed < index) await this.#next();
    return this.#next();
  }

  close(): void {
    for (const iterator of this.#iterators ?? []) closeIterator(iterator);
    this.#iterators = undefined;
  }

  #restart(): void {
    this.close();
    this.#read = [];
    this.#hasEnded = false;
    this.#offset = 0;
    this.#passed = 0;
  }

  #open(): AnyIterator[] {
    this.#iterators ??= Object.values(this.#data).map((source) =>
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator](),
    );
    return this.#iterators;
  }

  async #next(): Promise<Block> {
    const { size, least, isText } = this.#sizes;
    while (!this.#hasEnded && this.#length < size + least) await this.#readOne();
    const length = this.#hasEnded && this.#length < size + least ? this.#length : size;
    const offset = this.#offset;
    const taken = this.#read.map((items) =>
      isText ? this.#takeText(items as string[], length) : items.splice(0, length),
    );
    const data = Object.fromEntries(Object.keys(this.#data).map((key, i) => [key, taken[i]]));
    const end = offset + (isText ? (taken[0] as string).length : length);
    this.#offset = end;
    this.#passed++;
    return { data, offset, end, isLast: this.#hasEnded && this.#length === 0 };
  }

  /** What is read and not taken yet: of several sources, of the longest, so that the last block shows which one is shorter. */
  get #length(): number {
    if (!this.#sizes.isText) return Math.max(0, ...this.#read.map(({ length }) => length));
    return (this.#read[0] as string[] | undefined)?.reduce((sum, piece) => sum + piece.length, 0) ?? 0;
  }

  async #readOne(): Promise<void> {
    const iterators = this.#open();
    this.#read = iterators.map((_, i) => this.#read[i] ?? []);
    const ended: boolean[] = [];
    for (const [i, iterator] of iterators.entries()) {
      const next = iterator.next();
      const result = isPromise(next) ? await this.#control.untilEnd(next) : next;
      this.#control.check();
      ended.push(!result || result.done === true);
      if (!result || result.done) continue;
      if (this.#sizes.isText && typeof result.value !== "string")
        throw invalidOption("text", "pieces of text", result.value);
      (this.#read[i] as unknown[]).push(result.value);
    }
    this.#hasEnded = ended.every((has) => has);
  }

  /** The first `length` characters; a pair of surrogates stays together. */
  #takeText(pieces: string[], length: number): string {
    const text = pieces.join("");
    const isHigh = (text.charCodeAt(length - 1) & 0xfc00) === 0xd800 && length < text.length;
    const end = isHigh ? length + 1 : length;
    pieces.splice(0, pieces.length, ...(end < text.length ? [text.slice(end)] : []));
    return text.slice(0, end);
  }
}
