/**
 * A model that reads as the data comes: what it has read so far stays in its state.
 */

/** A model that reads as the data comes: what it has read so far stays in its state. */
export interface Stream<Chunk, Answer> {
  /**
   * Reads on. Any way of cutting a sequence into chunks gives the same answers.
   * @returns the answer for this chunk
   * @throws RnnError as the model's `predict`; the state is then what it was
   */
  write(chunk: Chunk): Answer;
  /** Forgets what was read. */
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
