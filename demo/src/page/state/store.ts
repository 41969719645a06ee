/**
 * Holds the page's state. Views subscribe to the keys that they show and are redrawn at most once per frame, after a change of these keys.
 */

interface View<State> {
  readonly keys: readonly (keyof State)[];
  readonly draw: (state: Readonly<State>) => void;
}

export class Store<State extends object> {
  readonly #state: State;
  readonly #views: View<State>[] = [];
  #changed = new Set<keyof State>();
  #isScheduled = false;

  constructor(state: State) {
    this.#state = state;
  }

  get state(): Readonly<State> {
    return this.#state;
  }

  set(patch: Partial<State>): void {
    for (const key of Object.keys(patch) as (keyof State)[]) {
      if (Object.is(this.#state[key], patch[key])) continue;
      this.#state[key] = patch[key] as State[typeof key];
      this.touch(key);
    }
  }

  /** Reports a change inside a value, such as a new point of a curve. */
  touch(key: keyof State): void {
    this.#changed.add(key);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => this.#draw());
  }

  /** Calls `draw` in the next frame, and again in the frame after each change of one of `keys`. */
  watch(keys: readonly (keyof State)[], draw: (state: Readonly<State>) => void): void {
    this.#views.push({ keys, draw });
    for (const key of keys) this.touch(key);
  }

  #draw(): void {
    this.#isScheduled = false;
    const changed = this.#changed;
    this.#changed = new Set();
    for (const { keys, draw } of this.#views) if (keys.some((key) => changed.has(key))) draw(this.#state);
  }
}
