/**
 * Streaming inference.
 */

/** Runs a model on a sequence that arrives in chunks, and carries the state from chunk to chunk. */
export interface Stream<Chunk, Answer> {
  /**
   * Reads the next chunk. The results do not depend on how a sequence is divided into chunks.
   * @returns the model's output for this chunk
   * @throws RnnError like the model's `predict`; the state is then unchanged
   */
  write(chunk: Chunk): Answer;
  /** Resets the state. */
  reset(): void;
}

/** A stream over a state of zeros of `length` numbers. */
export class StateStream<Chunk, Answer> implements Stream<Chunk, Answer> {
  readonly #answer: (chunk: Chunk, state: Float32Array) => Answer;
  readonly #state: Float32Array;

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  constructor(length: number, answer: (chunk: Chunk, state: Float32Array) => Answer) {
    this.#state = new Float32Array(length);
    this.#answer = answer;
  }

  write(chunk: Chunk): Answer {
    return this.#answer(chunk, this.#state);
  }

  reset(): void {
    this.#state.fill(0);
  }
}
