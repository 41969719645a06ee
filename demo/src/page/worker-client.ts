/**
 * The page's side of the training worker: sends commands, and stores reports in the page's state.
 */

import { Curve } from "../shared/curve.js";
import type { Interventions } from "../shared/interventions.js";
import type { Command, OpenedModel, Report, RunStart, SavedRun, Variant } from "../shared/protocol.js";
import { expectedReading, isRead } from "../shared/reading.js";
import { type TaskData, taskData } from "../shared/task.js";
import { initialRun, type PageStore } from "./state/state.js";

/** What a run starts with besides the page's state. */
export type Start = Pick<RunStart, "weights" | "resume" | "held" | "base" | "isPlaying"> & { readonly curve?: Curve };

export class WorkerClient {
  readonly variant: Variant;
  readonly #store: PageStore;
  readonly #worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "training" });
  #task: TaskData | undefined;
  #generation = 0;
  #savedRun: SavedRun | undefined;
  #requests = 0;
  readonly #waiting = new Map<
    number,
    { resolve: (bytes: Uint8Array<ArrayBuffer>) => void; reject: (error: Error) => void }
  >();

  constructor(store: PageStore, variant: Variant) {
    this.#store = store;
    this.variant = variant;
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => this.#take(data);
    this.#worker.onerror = ({ message }) => store.set({ errorMessage: message });
    store.watch(["pace"], ({ pace }) => this.#send({ name: "pace", pace }));
  }

  /** The task; undefined if there is only a model. */
  get task(): TaskData | undefined {
    return this.#task;
  }

  /** The run to save for a reload. */
  get savedRun(): SavedRun | undefined {
    return this.#savedRun;
  }

  /** Starts a run from the page's state and discards the previous one. */
  begin({ curve = new Curve(), ...start }: Start): void {
    const { settings, pairsText, interventions, message, pace } = this.#store.state;
    this.#generation++;
    this.#savedRun = undefined;
    const run = { ...initialRun, step: start.base ?? 0 };
    this.#store.set({ curve, run, kept: [], selectedStep: undefined, readAt: undefined, errorMessage: "" });
    try {
      this.#task = taskData(settings, pairsText);
    } catch (error) {
      this.#task = undefined;
      this.#store.set({ errorMessage: error instanceof Error ? error.message : String(error) });
    }
    if (!this.#task && !start.weights) this.#store.set({ run: { ...run, phase: "failed" } });
    this.#send({ name: "show", viewRequest: { message, selectedStep: undefined } });
    this.#send({ name: "pace", pace });
    const runStart = { ...start, settings, pairsText, interventions, variant: this.variant };
    this.#send({ name: "begin", runStart, generation: this.#generation });
  }

  play(): void {
    this.#comeBack();
    this.#send({ name: "play" });
  }

  pause(): void {
    this.#send({ name: "pause" });
  }

  /** Makes one update and stays paused. */
  step(): void {
    this.#comeBack();
    this.#send({ name: "step" });
  }

  /** Requests an analysis of the message and weights that the page's state selects. */
  analyse(): void {
    const { message, selectedStep } = this.#store.state;
    this.#send({ name: "show", viewRequest: { message, selectedStep } });
  }

  /** Applies `interventions`. */
  setInterventions(interventions: Interventions): void {
    this.#store.set({ interventions });
    this.#comeBack();
    this.#send({ name: "setInterventions", interventions });
  }

  /** The model as a file. */
  file(): Promise<Uint8Array<ArrayBuffer>> {
    const request = ++this.#requests;
    this.#send({ name: "file", request });
    return new Promise((resolve, reject) => this.#waiting.set(request, { resolve, reject }));
  }

  /** Returns to the current weights. */
  #comeBack(): void {
    if (this.#store.state.selectedStep === undefined) return;
    this.#store.set({ selectedStep: undefined });
    this.analyse();
  }

  #send(command: Command): void {
    this.#worker.postMessage(command);
  }

  #take(report: Report): void {
    if (report.file) this.#deliver(report.file);
    if (report.generation !== this.#generation) return;
    const { run, points = [], validation, analysis, savedRun, opened, errorMessage } = report;
    const store = this.#store;
    const { curve } = store.state;
    for (const { step, loss, accuracy } of points) curve.add(step, loss, accuracy);
    if (validation) curve.addValidation(validation.step, validation.accuracy);
    if (points.length || validation) store.touch("curve");
    if (opened) this.#noteOpened(opened);
    if (savedRun) this.#savedRun = savedRun;
    if (run) store.set({ run: { ...store.state.run, ...run } });
    if (errorMessage !== undefined) store.set({ errorMessage });
    if (!analysis) return;
    const { readAt, message } = store.state;
    store.set({ analysis, kept: analysis.kept });
    const isReadNow = analysis.isNow && isRead(analysis, expectedReading(this.#task, message));
    if (readAt === undefined && isReadNow) store.set({ readAt: analysis.step });
  }

  #noteOpened({ fitsTask, ...sizes }: OpenedModel): void {
    if (!fitsTask) this.#task = undefined;
    this.#store.set({ settings: { ...this.#store.state.settings, ...sizes }, errorMessage: "" });
  }

  #deliver({ request, bytes, errorMessage = "" }: NonNullable<Report["file"]>): void {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (bytes) waiting?.resolve(bytes);
    else waiting?.reject(new Error(errorMessage));
  }
}
