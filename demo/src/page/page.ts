/**
 * What can be done with the page as a whole: begin again, with other settings, with somebody's file. Each ends in a run that begins.
 */
import { Curve } from "../shared/curve.js";
import type { Learner } from "./worker-client.js";
import { noSwitches } from "../shared/switches.js";
import type { Kept } from "./state/session.js";
import { difference, type Settings } from "../shared/settings.js";
import type { PageStore } from "./state/state.js";

/** Earlier runs that are kept. */
const mostPast = 8;

export class Page {
  readonly #store: PageStore;
  readonly #learner: Learner;

  constructor(store: PageStore, learner: Learner) {
    this.#store = store;
    this.#learner = learner;
  }

  /** A run from drawn weights, with the settings as they are. */
  begin(): void {
    this.#learner.begin({ isPlaying: true });
  }

  /** Begins again, and keeps the run of before for comparison. */
  restart(settings: Settings = this.#store.state.settings): void {
    const { runName, curve, pastRuns, settings: before } = this.#store.state;
    const name = difference(before, settings) || "the same again";
    const past = curve.lastStep > 0 ? [...pastRuns, { name: runName, curve }].slice(-mostPast) : pastRuns;
    this.#store.set({ settings, pastRuns: past, runName: past.length ? name : settings.task });
    this.begin();
  }

  /** Learns from pairs that were typed, pasted or dropped. */
  learnPairs(pairsText: string, settings: Settings): void {
    this.#store.set({ pairsText });
    this.restart(settings);
    // What is read has to be one of the inputs that it knows.
    const first = this.#learner.task?.pairs[0]?.[0];
    if (first === undefined) return;
    this.#store.set({ message: typeof first === "string" ? first : first.join(" ") });
    this.#learner.look();
  }

  /** Shows a model out of a file, ours or PyTorch's, trained as it is. */
  open(weights: Uint8Array<ArrayBuffer>): void {
    this.#store.set({ switches: noSwitches, runName: "an opened model" });
    this.#learner.begin({ weights, isPlaying: false });
  }

  /** Goes on where a reload interrupted. */
  goOn({ file, isFinished, isPlaying, held, base, step, curve, runName }: Kept): void {
    this.#store.set({ runName });
    const began = { held, curve: Curve.from(curve) };
    if (isFinished) this.#learner.begin({ ...began, base: step, weights: file, isPlaying: false });
    else this.#learner.begin({ ...began, base, resume: file, isPlaying });
  }

  complain(error: unknown): void {
    this.#store.set({ trouble: error instanceof Error ? error.message : String(error) });
  }
}
