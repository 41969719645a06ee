/**
 * Stops or aborts the reading of data, even while it waits for an iterator that may never answer, and closes it at the end of the run.
 */
export class ReadingControl {
  /** Whether to finish with the data read so far. */
  isStopped = false;
  #failure: { readonly error: unknown } | undefined;
  #wake = () => {};
  readonly #inputs: { close(): void }[] = [];

  stop(): void {
    this.isStopped = true;
    this.#wake();
  }

  /** Ends the reading with an error, which {@link check} throws. */
  abort(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  check(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** The iterator's next result; undefined if the reading ended meanwhile. */
  next<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T> | undefined> {
    return this.untilEnd(iterator.next());
  }

  /** The result of work; undefined if the reading ended meanwhile. */
  untilEnd<T>(work: PromiseLike<T>): Promise<T | undefined> {
    // The next source of a stopped reading may never answer either.
    if (this.isStopped) return Promise.resolve(undefined);
    // One promise per item. `Promise.race` against a promise that lives as long as the run would leak a reaction per item.
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      Promise.resolve(work).then(resolve, reject);
    });
  }

  /** Has an input that is read while the run trains closed at its end, however it ends. */
  closeAtEnd<Input extends { close(): void }>(input: Input): Input {
    this.#inputs.push(input);
    return input;
  }

  /** For the end of the run; reading that goes on ends. */
  close(): void {
    this.stop();
    for (const input of this.#inputs) input.close();
  }
}
