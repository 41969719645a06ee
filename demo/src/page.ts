/**
 * What can be done with the page as a whole: begin again, with other settings, with somebody's file. Each ends in a run that begins.
 */
import { load, type Model } from "rnn-wasm";
import { Curve } from "./learning/curve.js";
import type { Learner } from "./learning/learner.js";
import { noSwitches } from "./learning/switches.js";
import { type TaskData, taskData } from "./learning/task.js";
import type { Kept } from "./state/session.js";
import { difference, type Settings } from "./state/settings.js";
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
    const task = this.#task();
    if (task) this.#learner.begin(task, { isPlaying: true });
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
  }

  /** Shows a model out of a file, ours or PyTorch's, trained as it is. */
  async open(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const task = this.#task();
    try {
      const model = await loadWith(bytes, task);
      const { embeddingDim, hiddenSize, numLayers, bidirectional } = model.config;
      const settings = { ...this.#store.state.settings, embeddingDim, hiddenSize, numLayers, bidirectional };
      this.#store.set({ settings, switches: noSwitches, runName: "an opened file" });
      const fits = task?.cipher && sameSymbols(model, task.cipher.alphabet);
      this.#learner.begin(fits ? task : undefined, { weights: model.save(), isPlaying: false });
    } catch (error) {
      this.complain(error);
    }
  }

  /** Goes on where a reload interrupted. */
  goOn({ file, isFinished, isPlaying, held, base, step, curve, runName }: Kept): void {
    const task = this.#task();
    this.#store.set({ runName });
    const began = { held, curve: Curve.from(curve) };
    if (isFinished || !task) this.#learner.begin(task, { ...began, base: step, weights: file, isPlaying: false });
    else this.#learner.begin(task, { ...began, base, resume: file, isPlaying });
  }

  complain(error: unknown): void {
    this.#store.set({ trouble: error instanceof Error ? error.message : String(error) });
  }

  #task(): TaskData | undefined {
    const { settings, pairsText } = this.#store.state;
    try {
      return taskData(settings, pairsText);
    } catch (error) {
      this.complain(error);
      return undefined;
    }
  }
}

/** A file of PyTorch's has no alphabet: it gets that of the task at hand. */
async function loadWith(bytes: Uint8Array<ArrayBuffer>, task: TaskData | undefined): Promise<Model> {
  const alphabet = task?.cipher?.alphabet;
  if (alphabet === undefined) return load(bytes);
  return load(bytes).catch(() => load(bytes, { alphabet, outputAlphabet: alphabet }));
}

const sameSymbols = ({ alphabet, outputAlphabet }: Model, wanted: string) =>
  [alphabet, outputAlphabet].every((symbols) => [...symbols].join("\n") === [...wanted].join("\n"));
