/**
 * A model that reads as the symbols come: what it has read so far stays in its state.
 */
import type { Sequence } from "../data/sequence.js";

/** A model that reads as the symbols come: what it has read so far stays in its state. */
export class ModelStream<Output extends Sequence = Sequence> {
  readonly #answer: (chunk: Sequence, state: Float32Array) => Output;
  /** h and c of each layer. */
  readonly #state: Float32Array;

  /** @internal Streams are made by `Model.stream()`. */
  constructor(size: number, answer: (chunk: Sequence, state: Float32Array) => Output) {
    this.#state = new Float32Array(size);
    this.#answer = answer;
  }

  /**
   * Reads on. Any way of cutting a sequence into chunks gives the same output.
   * @returns the output for this chunk
   * @throws RnnError as `Model.predict`; the state is then what it was
   */
  write(chunk: Sequence): Output {
    return this.#answer(chunk, this.#state);
  }

  /** Forgets what was read. */
  reset(): void {
    this.#state.fill(0);
  }
}
