/**
 * Actions on the whole page: restart, change the settings, open a file. Each starts a run.
 */
import { Curve } from "../shared/curve.js";
import { noInterventions, possibleWith } from "../shared/interventions.js";
import { difference, type Settings } from "../shared/settings.js";
import type { SavedSession } from "./state/session.js";
import type { PageStore } from "./state/state.js";
import type { WorkerClient } from "./worker-client.js";

/** The number of earlier runs to keep. */
const maxPastRuns = 8;

export class Page {
  readonly #store: PageStore;
  readonly #client: WorkerClient;

  constructor(store: PageStore, client: WorkerClient) {
    this.#store = store;
    this.#client = client;
  }

  /** Starts a run from random weights with the current settings. */
  begin(): void {
    this.#client.begin({ isPlaying: true });
  }

  /** Restarts, and keeps the previous run for comparison. */
  restart(settings: Settings = this.#store.state.settings): void {
    const { runName, curve, pastRuns, settings: before } = this.#store.state;
    const name = difference(before, settings) || "the same again";
    const past = curve.lastStep > 0 ? [...pastRuns, { name: runName, curve }].slice(-maxPastRuns) : pastRuns;
    const interventions = possibleWith(settings, this.#store.state.interventions);
    this.#store.set({ settings, interventions, pastRuns: past, runName: past.length ? name : settings.task });
    this.begin();
  }

  /** Trains on pairs that were typed, pasted or dropped. */
  learnPairs(pairsText: string, settings: Settings): void {
    this.#store.set({ pairsText });
    this.restart(settings);
    // The message must be one of the inputs.
    const first = this.#client.task?.pairs[0]?.[0];
    if (first === undefined) return;
    this.#store.set({ message: typeof first === "string" ? first : first.join(" ") });
    this.#client.analyse();
  }

  /** Opens a model from a file by this package or by PyTorch. */
  open(weights: Uint8Array<ArrayBuffer>): void {
    this.#store.set({ interventions: noInterventions, runName: "an opened model" });
    this.#client.begin({ weights, isPlaying: false });
  }

  /** Resumes the run after a reload. */
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
