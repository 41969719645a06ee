/**
 * Stops or aborts the reading of data, even while it waits for an iterator that may never answer.
 */
export class ReadingControl {
  /** Whether to finish with the data read so far. */
  isStopped = false;
  #failure: { readonly error: unknown } | undefined;
  #wake = () => {};

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
    // One promise per item. `Promise.race` against a promise that lives as long as the run would leak a reaction per item.
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      Promise.resolve(work).then(resolve, reject);
    });
  }
}
