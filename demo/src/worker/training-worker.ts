/**
 * The run that the page shows. It is one run of the package after another: each switch, and each file that is opened, begins a new one
 * from edited weights; for whoever watches it goes on.
 */
import { init, load, type Model, startTraining, type TrainingRun, type TrainOptions } from "rnn-wasm";
import { pointEvery } from "../shared/curve.js";
import { fitted, vocabularyOf } from "../shared/message.js";
import { secretOf } from "../shared/reading.js";
import { firstStage, laterStage, resumedStage, type Stage } from "./run-config.js";
import { Held, holdsAny, noSwitches, recordsOf, type Switches } from "../shared/switches.js";
import { type TaskData, taskData } from "../shared/task.js";
import type { Settings } from "../shared/settings.js";
import { analyse } from "./analyse.js";
import { KeptModels } from "./kept-models.js";
import { openModel } from "./open-model.js";
import { type Outbox, wordsOf } from "./message-batcher.js";
import { Pacing, tick } from "./pacing.js";
import type { Beginning, Pace, RunView, Showing } from "../shared/protocol.js";

const endings = {
  until: "Every letter of the validation is right.",
  patience: "It stopped getting better; the best weights were kept.",
  maxSteps: "Done.",
  epochs: "Done.",
  stopped: "Stopped.",
} as const;

export class Laboratory {
  readonly #outbox: Outbox;
  #settings!: Settings;
  #switches: Switches = noSwitches;
  #variant: Beginning["variant"] = "auto";
  #task: TaskData | undefined;
  #pace: Pace = 0;
  #showing: Showing = { message: "", past: undefined };
  #view: RunView = { phase: "starting", step: 0 };
  #run: TrainingRun | undefined;
  /** Updates before the package's present run. */
  #base = 0;
  #held = new Held();
  /** Of a run that is over, or of a file without a task. */
  #model: Model | undefined;
  readonly #kept = new KeptModels();
  /** How often it was begun, and looked at: what was overtaken meanwhile stops. */
  #begun = 0;
  #looks = 0;
  /** The run for which updates are asked. */
  #driven: TrainingRun | undefined;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  async begin(beginning: Beginning): Promise<void> {
    const { settings, pairsText, weights, resume, held, base = 0, isPlaying, variant } = beginning;
    this.#end();
    this.#kept.clear();
    this.#settings = settings;
    this.#switches = beginning.switches;
    this.#variant = variant;
    this.#held = new Held(held);
    this.#base = base;
    this.#task = undefined;
    this.#view = { phase: "starting", step: base };
    const begun = ++this.#begun;
    await init({ variant });
    if (begun !== this.#begun) return;
    // A file may bring its own alphabet; then the task at hand is not one for it.
    if (weights) return this.#open(weights, taskOrNone(settings, pairsText));
    const task = taskData(settings, pairsText);
    this.#task = task;
    // They may have been changed meanwhile.
    const switches = this.#switches;
    if (resume) return this.#start(resumedStage(task, settings, switches.forget), { resume }, isPlaying);
    const isHeld = holdsAny(switches);
    this.#start(firstStage(task, settings, switches.forget), {}, isPlaying && !isHeld);
    // Weights are drawn, and then held.
    if (isHeld) await this.#continueFrom(switches, isPlaying);
  }

  async play(): Promise<void> {
    const { phase } = this.#view;
    if (phase === "running" || !this.#task) return;
    if (isOver(phase)) await this.#continueFrom(this.#switches, true);
    else this.#drive();
  }

  async pause(): Promise<void> {
    if (this.#view.phase !== "running") return;
    this.#tell({ phase: "paused" });
    // Updates that are under way come first: what is kept for a reload is what is shown.
    await this.#run?.pause();
    await this.#keepAndLook();
  }

  /** Makes one update, and stays paused. */
  async step(): Promise<void> {
    if (!this.#task) return;
    if (isOver(this.#view.phase)) await this.#continueFrom(this.#switches, false);
    if (this.#view.phase === "running") this.#tell({ phase: "paused" });
    await this.#run?.step(1);
    await this.#keepAndLook();
  }

  set pace(pace: Pace) {
    this.#pace = pace;
  }

  async show(showing: Showing): Promise<void> {
    this.#showing = showing;
    await this.#look();
  }

  /** Holds and releases what `switches` say, in the weights as they are. */
  async interfere(switches: Switches): Promise<void> {
    this.#switches = switches;
    if (this.#run) await this.#continueFrom(switches, this.#view.phase === "running");
    else await this.#look();
  }

  /** The model as a file. */
  async file(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#now()).save();
  }

  /** Shows a model out of a file, trained as it is. */
  async #open(weights: Uint8Array<ArrayBuffer>, task: TaskData | undefined): Promise<void> {
    const begun = this.#begun;
    const { model, opened } = await openModel(weights, task);
    if (begun !== this.#begun) return;
    this.#outbox.tell({ opened });
    this.#settings = { ...this.#settings, ...opened };
    this.#task = opened.fitsTask ? task : undefined;
    if (this.#task) {
      this.#start(laterStage(this.#task, this.#settings, this.#switches.forget, 0), { weights: model.save() }, false);
      this.#tell({ ending: "Opened with its weights." });
      return;
    }
    // A model without data can be looked at.
    this.#model = model;
    this.#tell({ phase: "finished", ending: "Opened. To train it, give it something to learn from." });
    await this.#keepAndLook();
  }

  /** A new run of the package, from the weights as they are, with what is held. */
  async #continueFrom(switches: Switches, isPlaying: boolean): Promise<void> {
    const before = this.#run;
    await before?.pause();
    const model = await this.#now();
    if (before !== this.#run) return;
    const { step, accuracy = 0 } = this.#view;
    this.#base = step;
    const weights = this.#held.apply(recordsOf(model), switches);
    const { alphabet, outputAlphabet } = model;
    const stage = laterStage(this.#task as TaskData, this.#settings, switches.forget, accuracy);
    this.#start(stage, { weights, alphabet, outputAlphabet }, isPlaying);
  }

  #start({ data, options }: Stage, more: TrainOptions, isPlaying: boolean): void {
    this.#end();
    const run = startTraining(data, { ...options, ...more, variant: this.#variant, progressEvery: pointEvery });
    this.#run = run;
    // It makes the updates that are asked for.
    void run.pause();
    // Its failure is told by following it.
    run.result.catch(() => {});
    void this.#follow(run);
    if (isPlaying) this.#drive();
    else {
      this.#tell({ phase: "paused", ending: undefined });
      this.#watch(this.#keepAndLook());
    }
  }

  #end(): void {
    const run = this.#run;
    this.#run = undefined;
    this.#model = undefined;
    this.#looks++;
    void run?.stop();
  }

  /** Takes the run's progress in, and its end. */
  async #follow(run: TrainingRun): Promise<void> {
    try {
      for await (const { step: steps, loss, accuracy, validation, charsPerSecond } of run) {
        if (run !== this.#run) return;
        const step = this.#base + steps;
        this.#outbox.point({ step, loss, accuracy });
        this.#tell({ step, loss, accuracy: validation?.accuracy ?? accuracy, lettersPerSecond: charsPerSecond });
        if (validation?.step !== steps) continue;
        this.#outbox.tell({ validation: { step, accuracy: validation.accuracy } });
        await this.#keep();
      }
      const model = await run.result;
      if (run !== this.#run) return;
      this.#model = model;
      const { steps, reason } = model.training;
      this.#tell({ phase: "finished", step: this.#base + steps, ending: endings[reason] });
      await this.#keepAndLook();
    } catch (error) {
      if (run !== this.#run) return;
      this.#tell({ phase: "failed" });
      this.#outbox.tell({ trouble: wordsOf(error) });
    }
  }

  /** Asks for updates, frame by frame, while it is to run. */
  #drive(): void {
    this.#tell({ phase: "running", ending: undefined });
    const run = this.#run;
    if (!run || this.#driven === run) return;
    this.#driven = run;
    const advancing = this.#advanceWhileRunning(run, new Pacing()).finally(() => {
      if (this.#driven === run) this.#driven = undefined;
    });
    this.#watch(advancing);
  }

  async #advanceWhileRunning(run: TrainingRun, pacing: Pacing): Promise<void> {
    const isWanted = () => run === this.#run && this.#view.phase === "running";
    // However short the run will be, there are weights to go back to.
    if (isWanted() && this.#showing.past === undefined) await this.#look();
    while (isWanted()) {
      const began = performance.now();
      if (this.#pace === "full") await run.resume();
      else {
        const count = pacing.next(this.#pace);
        await run.step(count);
        pacing.took(count, performance.now() - began);
      }
      const looked = performance.now();
      if (isWanted() && this.#showing.past === undefined) await this.#look();
      // Looking takes at most a third of the time from training.
      await tick(2 * (performance.now() - looked));
    }
    await run.pause();
  }

  /** The model as it is now. */
  async #now(): Promise<Model> {
    const run = this.#run;
    if (this.#model) return this.#model;
    if (!run) throw new Error("There is no model yet");
    return load(await run.checkpoint());
  }

  async #keepAndLook(): Promise<void> {
    await this.#keep();
    await this.#look();
  }

  /** Hands the page what outlives a reload. */
  async #keep(): Promise<void> {
    const run = this.#run;
    const file = this.#model ? this.#model.save() : await run?.checkpoint().catch(() => undefined);
    if (file && run === this.#run) this.#outbox.tell({ keepsake: { file, held: this.#held.rows, base: this.#base } });
  }

  /** Shows the weights of now, or past ones. */
  async #look(): Promise<void> {
    const { message, past } = this.#showing;
    const { step } = this.#view;
    const look = ++this.#looks;
    const now = await this.#now().catch(() => undefined);
    // Another look, at other weights or by another run, took its place meanwhile.
    if (!now || look !== this.#looks) return;
    if (past === undefined) this.#kept.keep(step, now);
    const task = this.#task;
    const model = past === undefined ? now : this.#kept.nearest(past);
    const seen = analyse(model, {
      message: task ? secretOf(task, message) : fitted(message, vocabularyOf(model.alphabet)),
      probes: task?.probes ?? [],
      forget: this.#switches.forget,
    });
    const isNow = past === undefined;
    this.#outbox.tell({ analysis: { ...seen, step: past ?? step, isNow, kept: this.#kept.steps } });
  }

  /** Tells what goes wrong where nobody waits for it. */
  #watch(work: Promise<void>): void {
    work.catch((error) => this.#outbox.tell({ trouble: wordsOf(error) }));
  }

  #tell(patch: Partial<RunView>): void {
    this.#view = { ...this.#view, ...patch };
    this.#outbox.run(patch);
  }
}

const isOver = (phase: RunView["phase"]) => phase === "finished" || phase === "failed";

function taskOrNone(settings: Settings, pairsText: string | undefined): TaskData | undefined {
  try {
    return taskData(settings, pairsText);
  } catch {
    return undefined;
  }
}
