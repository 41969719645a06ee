/**
 * Checks and encodes pairs of sequences, and collects them in flat arrays.
 */

import type { AlignedSequences } from "../../../data/batches.js";
import { readItems } from "../../../data/read-items.js";
import type { ReadingControl } from "../../../data/reading.js";
import { IntList, kindOf, type SequenceKind } from "../../../data/sequence.js";
import type { Vocabulary } from "../../../data/vocabulary.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { invalidOption } from "../../../errors/validate.js";
import type { PairSource } from "../training-data.js";

/** Encodes and collects pairs one by one. */
export class PairReader {
  readonly #alphabet: Vocabulary;
  readonly #outputAlphabet: Vocabulary;
  readonly #name: string;
  /** The kind of the first pair's target. */
  targetKind: SequenceKind | undefined;
  readonly #inputs = new IntList();
  readonly #targets = new IntList();
  readonly #starts = new IntList();
  /** The number of pairs read, including empty ones. */
  #given = 0;

  constructor(name: string, alphabet: Vocabulary, outputAlphabet: Vocabulary) {
    this.#name = name;
    this.#alphabet = alphabet;
    this.#outputAlphabet = outputAlphabet;
    this.#starts.push(0);
  }

  /** The number of collected pairs. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /**
   * Adds a pair. Empty pairs are skipped.
   * @throws RnnError `ERR_INVALID_OPTION`, `ERR_RAGGED_PAIR`, `ERR_UNKNOWN_SYMBOL`, `ERR_INDEX_RANGE`, with pair and position
   */
  read(pair: unknown): void {
    const [inputs, targets] = [this.#inputs, this.#targets];
    const where = () => `${this.#name}[${this.#given}]`;
    if (!Array.isArray(pair) || pair.length !== 2) throw invalidOption(where(), "[input, target]", pair);
    const kind = kindOf(pair[1], () => `${where()}[1]`);
    this.#alphabet.encode(pair[0], () => `${where()}[0]`, inputs);
    this.#outputAlphabet.encode(pair[1], () => `${where()}[1]`, targets);
    if (inputs.length !== targets.length) {
      const start = this.#starts.data[this.count] as number;
      const [wanted, got] = [inputs.length - start, targets.length - start];
      throw new RnnError(
        "ERR_RAGGED_PAIR",
        `${where()}: expected as many symbols in the target as in the input, got ${wanted} and ${got}`,
      );
    }
    this.targetKind ??= kind;
    this.#given++;
    if (inputs.length > (this.#starts.data[this.count] as number)) this.#starts.push(inputs.length);
  }

  /** Removes the first pairs. */
  dropFirst(count: number): void {
    const starts = this.#starts;
    const from = starts.data[count] as number;
    const end = starts.data[this.count] as number;
    for (const list of [this.#inputs, this.#targets]) {
      list.data.copyWithin(0, from, end);
      list.length = end - from;
    }
    for (let i = count; i < starts.length; i++) starts.data[i - count] = (starts.data[i] as number) - from;
    starts.length -= count;
  }

  /** The collected pairs without a copy, valid until the next `read`. */
  get view(): AlignedSequences {
    return { inputs: this.#inputs.data, targets: this.#targets.data, starts: this.#starts.data };
  }

  /** A copy of the collected pairs. */
  take(): AlignedSequences {
    return { inputs: this.#inputs.take(), targets: this.#targets.take(), starts: this.#starts.take() };
  }

  /**
   * Reads a source to its end, and yields to the event loop in between. Errors of the source are thrown unchanged.
   * @param control may end the reading before the source does
   */
  async readAll(pairs: PairSource, control?: ReadingControl): Promise<AlignedSequences> {
    await readItems<unknown>(pairs, (pair) => this.read(pair), control);
    return this.take();
  }
}
