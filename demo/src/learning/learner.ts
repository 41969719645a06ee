/**
 * The run that the page shows. It is one run of the package after another: each switch, and each file that is opened, begins a new one
 * from edited weights; for whoever watches it goes on. Training is in the package's own worker; of its weights the analyst gets a copy
 * whenever it has time.
 */
import { load, startTraining, type TrainingRun, type TrainOptions } from "rnn-wasm";
import type { Analyst } from "../analysis/analyst.js";
import { atFirst, type PageStore, type RunView } from "../state/state.js";
import { Curve, pointEvery } from "./curve.js";
import { nextFrame, Pacing } from "./pacing.js";
import { secretOf } from "./reading.js";
import { firstStage, laterStage, resumedStage, type Stage } from "./stage.js";
import { Held, type HeldRows, holdsAny, recordsOf, type Switches } from "./switches.js";
import type { TaskData } from "./task.js";

/** What a run begins with. */
export interface Beginning {
  /** A file to start from; else weights are drawn. */
  readonly weights?: Uint8Array<ArrayBuffer> | undefined;
  /** A checkpoint to go on from, and what was held in it. */
  readonly resume?: Uint8Array<ArrayBuffer> | undefined;
  readonly held?: HeldRows | undefined;
  /** Updates before this run of the package. */
  readonly base?: number | undefined;
  readonly curve?: Curve | undefined;
  readonly isPlaying: boolean;
}

type Variant = "auto" | "simd128" | "relaxed";

export class Learner {
  readonly #store: PageStore;
  readonly #analyst: Analyst;
  readonly variant: Variant;
  #task: TaskData | undefined;
  #run: TrainingRun | undefined;
  /** Updates before the package's present run. */
  #base = 0;
  #held = new Held();
  #isNewRun = true;
  /** The latest file of its weights: a checkpoint, or what was opened. */
  #file: Uint8Array<ArrayBuffer> | undefined;
  #isDriven = false;

  constructor(store: PageStore, analyst: Analyst, variant: Variant) {
    this.#store = store;
    this.#analyst = analyst;
    this.variant = variant;
  }

  get task(): TaskData | undefined {
    return this.#task;
  }

  /** Begins a run of a task, and forgets the one before. */
  begin(task: TaskData | undefined, beginning: Beginning): void {
    const { weights, resume, held, base = 0, curve = new Curve(), isPlaying } = beginning;
    this.#task = task;
    this.#held = new Held(held);
    this.#isNewRun = true;
    this.#base = base;
    this.#store.set({
      curve,
      run: { ...atFirst, step: base },
      kept: [],
      past: undefined,
      readAt: undefined,
      trouble: "",
    });
    const { settings, switches } = this.#store.state;
    const { forget } = switches;
    if (!task) this.#showOnly(weights ?? resume);
    else if (weights) this.#start(laterStage(task, settings, forget, 0), { weights }, isPlaying);
    else if (resume) this.#start(resumedStage(task, settings, forget), { resume }, isPlaying);
    else if (!holdsAny(switches)) this.#start(firstStage(task, settings, forget), {}, isPlaying);
    else {
      // Weights are drawn, and then held.
      this.#start(firstStage(task, settings, forget), {}, false);
      void this.#continueFrom(switches, isPlaying);
    }
  }

  /** A model without data can be looked at. */
  #showOnly(file: Uint8Array<ArrayBuffer> | undefined): void {
    this.#end();
    this.#file = file;
    this.#setRun({ phase: "finished", ending: "Opened. To train it, give it something to learn from." });
    void this.look();
  }

  play(): void {
    const { phase } = this.#store.state.run;
    if (phase === "running" || !this.#task) return;
    this.#store.set({ past: undefined });
    if (phase === "finished" || phase === "failed") void this.#continueFrom(this.#store.state.switches, true);
    else {
      this.#setRun({ phase: "running" });
      void this.#drive();
    }
  }

  pause(): void {
    if (this.#store.state.run.phase !== "running") return;
    this.#setRun({ phase: "paused" });
    void this.#run?.pause();
  }

  /** Makes one update, and stays paused. */
  async step(): Promise<void> {
    if (!this.#task) return;
    const { phase } = this.#store.state.run;
    this.#store.set({ past: undefined });
    if (phase === "finished" || phase === "failed") await this.#continueFrom(this.#store.state.switches, false);
    this.pause();
    await this.#run?.step(1);
    await this.look();
  }

  /** Holds and releases what `switches` say, in the weights as they are. */
  async interfere(switches: Switches): Promise<void> {
    const { phase } = this.#store.state.run;
    this.#store.set({ switches, past: undefined });
    if (this.#task) await this.#continueFrom(switches, phase === "running");
  }

  /** The model as a file. */
  async file(): Promise<Uint8Array<ArrayBuffer>> {
    return (await load(await this.checkpoint())).save();
  }

  /** The run as it is, as a file to go on from. */
  async checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    // A run that has ended may have kept better weights than its last ones.
    if (this.#run && this.#store.state.run.phase !== "finished") this.#file = await this.#run.checkpoint();
    if (!this.#file) throw new Error("There is no model yet");
    return this.#file.slice();
  }

  /** What is kept for a reload, without waiting for anything. */
  get keepsake(): Pick<Beginning, "resume" | "held" | "base"> {
    return { resume: this.#file, held: this.#held.rows, base: this.#base };
  }

  /** Has the analyst look at the weights: at those now, or at past ones. */
  async look(): Promise<void> {
    const { message, past, run, switches } = this.#store.state;
    const task = this.#task;
    const file = past === undefined ? await this.checkpoint().catch(() => undefined) : undefined;
    if (past === undefined && !file) return;
    this.#analyst.look({
      step: past ?? run.step,
      file,
      isNewRun: this.#isNewRun,
      message: secretOf(task, message),
      probes: task?.probes ?? [],
      forget: switches.forget,
      variant: this.variant,
    });
    this.#isNewRun = false;
  }

  /** A new run of the package, from the weights as they are, with what is held. */
  async #continueFrom(switches: Switches, isPlaying: boolean): Promise<void> {
    const { step } = this.#store.state.run;
    const before = this.#run;
    await before?.pause();
    const model = await load(await this.checkpoint());
    if (before !== this.#run) return;
    this.#base = step;
    const weights = this.#held.apply(recordsOf(model), switches);
    const { alphabet, outputAlphabet } = model;
    const { settings, run } = this.#store.state;
    const stage = laterStage(this.#task as TaskData, settings, switches.forget, run.accuracy ?? 0);
    this.#start(stage, { weights, alphabet, outputAlphabet }, isPlaying);
  }

  /** Options of a run that goes on until it is perfect again, if it is not now. */
  #start({ data, options }: Stage, more: TrainOptions, isPlaying: boolean): void {
    this.#end();
    const run = startTraining(data, {
      ...options,
      ...more,
      worker: true,
      variant: this.variant,
      progressEvery: pointEvery,
      onCheckpoint: (bytes) => {
        if (run === this.#run) this.#file = bytes;
      },
    });
    this.#run = run;
    // It makes the updates that the page asks for.
    void run.pause();
    // Its failure is told by following it.
    run.result.catch(() => {});
    void this.#follow(run);
    this.#setRun({ phase: isPlaying ? "running" : "paused", ending: undefined });
    if (isPlaying) void this.#drive();
    else void this.look();
  }

  #end(): void {
    const run = this.#run;
    this.#run = undefined;
    void run?.stop();
  }

  /** Takes the run's progress in, and its end. */
  async #follow(run: TrainingRun): Promise<void> {
    try {
      for await (const progress of run) {
        if (run !== this.#run) return;
        const step = this.#base + progress.step;
        const { curve } = this.#store.state;
        curve.add(step, progress.loss, progress.accuracy);
        const { validation } = progress;
        if (validation) curve.addValidation(this.#base + validation.step, validation.accuracy);
        this.#store.touch("curve");
        this.#setRun({
          step,
          loss: progress.loss,
          accuracy: validation?.accuracy ?? progress.accuracy,
          lettersPerSecond: progress.charsPerSecond,
        });
      }
      const model = await run.result;
      const { training } = model;
      if (run !== this.#run) return;
      this.#file = model.save();
      const endings = {
        until: "Every letter of the validation is right.",
        patience: "It stopped getting better; the best weights were kept.",
        maxSteps: "Done.",
        epochs: "Done.",
        stopped: "Stopped.",
      };
      this.#setRun({ phase: "finished", step: this.#base + training.steps, ending: endings[training.reason] });
      await this.look();
    } catch (error) {
      if (run !== this.#run) return;
      this.#setRun({ phase: "failed" });
      this.#store.set({ trouble: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Asks for updates, frame by frame, while it is to run. */
  async #drive(): Promise<void> {
    if (this.#isDriven) return;
    this.#isDriven = true;
    const pacing = new Pacing();
    try {
      while (this.#store.state.run.phase === "running" && this.#run) {
        await this.#advance(this.#run, pacing);
        if (!this.#analyst.isBusy && this.#store.state.past === undefined) await this.look();
        await nextFrame();
      }
    } finally {
      this.#isDriven = false;
    }
  }

  async #advance(run: TrainingRun, pacing: Pacing): Promise<void> {
    const { pace } = this.#store.state;
    const count = pacing.next(pace === "full" ? 0 : pace);
    if (pace === "full") return run.resume();
    const began = performance.now();
    await run.step(count);
    pacing.took(count, performance.now() - began);
  }

  #setRun(patch: Partial<RunView>): void {
    this.#store.set({ run: { ...this.#store.state.run, ...patch } });
  }
}
