/**
 * What can be done with the page as a whole: begin again, with other settings, with somebody's file. Each ends in a run that begins.
 */
import { Curve } from "../shared/curve.js";
import { noInterventions } from "../shared/interventions.js";
import { difference, type Settings } from "../shared/settings.js";
import type { SavedSession } from "./state/session.js";
import type { PageStore } from "./state/state.js";
import type { WorkerClient } from "./worker-client.js";

/** Earlier runs that are kept. */
const mostPast = 8;

export class Page {
  readonly #store: PageStore;
  readonly #client: WorkerClient;

  constructor(store: PageStore, client: WorkerClient) {
    this.#store = store;
    this.#client = client;
  }

  /** A run from drawn weights, with the settings as they are. */
  begin(): void {
    this.#client.begin({ isPlaying: true });
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
    const first = this.#client.task?.pairs[0]?.[0];
    if (first === undefined) return;
    this.#store.set({ message: typeof first === "string" ? first : first.join(" ") });
    this.#client.analyse();
  }

  /** Shows a model out of a file, ours or PyTorch's, trained as it is. */
  open(weights: Uint8Array<ArrayBuffer>): void {
    this.#store.set({ interventions: noInterventions, runName: "an opened model" });
    this.#client.begin({ weights, isPlaying: false });
  }

  /** Goes on where a reload interrupted. */
  resume({ file, isFinished, isPlaying, held, base, step, curve, runName }: SavedSession): void {
    this.#store.set({ runName });
    const began = { held, curve: Curve.from(curve) };
    if (isFinished) this.#client.begin({ ...began, base: step, weights: file, isPlaying: false });
    else this.#client.begin({ ...began, base, resume: file, isPlaying });
  }

  showError(error: unknown): void {
    this.#store.set({ errorMessage: error instanceof Error ? error.message : String(error) });
  }
}
