/**
 * Ends the reading of data from outside, also while an iterator is waited for that may never answer.
 */
export class ReadingControl {
  /** Whether what was read so far is to do. */
  isStopped = false;
  #failure: { readonly error: unknown } | undefined;
  #wake = () => {};

  stop(): void {
    this.isStopped = true;
    this.#wake();
  }

  /** Ends it by an error, which {@link check} throws. */
  abort(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  check(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** The iterator's next result; undefined where the reading was ended meanwhile. */
  next<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T> | undefined> {
    // A promise for each item, and not a race against one that lives as long as the run: that one would collect all their reactions.
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      Promise.resolve(iterator.next()).then(resolve, reject);
    });
  }
}
