/**
 * The run that the page shows. Internally it is a series of runs: each intervention and each opened file starts a new one from edited
 * weights, while the page shows one continuous run.
 */
import { init, load, startTraining, type Tagger, type TaggerOptions, type TrainingRun } from "rnn-wasm";
import { pointEvery } from "../shared/curve.js";
import { Held, holdsAny, type Interventions, noInterventions, recordsOf } from "../shared/interventions.js";
import { fitted, vocabularyOf } from "../shared/message.js";
import type { Pace, RunStart, RunView, ViewRequest } from "../shared/protocol.js";
import { secretOf } from "../shared/reading.js";
import type { Settings } from "../shared/settings.js";
import { type TaskData, taskData } from "../shared/task.js";
import { analyse } from "./analyse.js";
import { KeptModels } from "./kept-models.js";
import { errorText, type MessageBatcher } from "./message-batcher.js";
import { openModel } from "./open-model.js";
import { Pacing, tick } from "./pacing.js";
import { firstRunConfig, laterRunConfig, type RunConfig, resumedRunConfig } from "./run-config.js";

const endings = {
  until: "Every letter of the validation is right.",
  patience: "It stopped getting better; the best weights were kept.",
  maxSteps: "Done.",
  epochs: "Done.",
  stopped: "Stopped.",
} as const;

export class TrainingWorker {
  readonly #batcher: MessageBatcher;
  #settings!: Settings;
  #interventions: Interventions = noInterventions;
  #variant: RunStart["variant"] = "auto";
  #task: TaskData | undefined;
  #pace: Pace = 0;
  #viewRequest: ViewRequest = { message: "", selectedStep: undefined };
  #view: RunView = { phase: "starting", step: 0 };
  #run: TrainingRun<Tagger> | undefined;
  /** Updates before the current run of the package. */
  #base = 0;
  #held = new Held();
  /** The model of a finished run, or of a file without a task. */
  #model: Tagger | undefined;
  readonly #kept = new KeptModels();
  /** Counters of starts and analyses: asynchronous work stops when a later one has started. */
  #begun = 0;
  #analyses = 0;
  /** The run that receives updates. */
  #driven: TrainingRun<Tagger> | undefined;

  constructor(batcher: MessageBatcher) {
    this.#batcher = batcher;
  }

  async begin(runStart: RunStart): Promise<void> {
    const { settings, pairsText, weights, resume, held, base = 0, isPlaying, variant } = runStart;
    this.#end();
    this.#kept.clear();
    this.#settings = settings;
    this.#interventions = runStart.interventions;
    this.#variant = variant;
    this.#held = new Held(held);
    this.#base = base;
    this.#task = undefined;
    this.#view = { phase: "starting", step: base };
    const begun = ++this.#begun;
    await init({ variant });
    if (begun !== this.#begun) return;
    // A file may have another alphabet, which does not fit the current task.
    if (weights) return this.#open(weights, taskOrNone(settings, pairsText));
    const task = taskData(settings, pairsText);
    this.#task = task;
    // The interventions may have changed meanwhile.
    const interventions = this.#interventions;
    if (resume) return this.#start(resumedRunConfig(task, settings, interventions.forget), { resume }, isPlaying);
    const isHeld = holdsAny(interventions);
    this.#start(firstRunConfig(task, settings, interventions.forget), {}, isPlaying && !isHeld);
    // Initialize the weights first, then apply the interventions.
    if (isHeld) await this.#continueFrom(interventions, isPlaying);
  }

  async play(): Promise<void> {
    const { phase } = this.#view;
    if (phase === "running" || !this.#task) return;
    if (isOver(phase)) await this.#continueFrom(this.#interventions, true);
    else this.#drive();
  }

  async pause(): Promise<void> {
    const { phase } = this.#view;
    if (phase !== "running") return;
    this.#tell({ phase: "pausing" });
    // Wait for pending updates, so that the saved run is the one on display.
    await this.#run?.pause();
    await this.#saveAndAnalyse();
    // The run may have ended or continued meanwhile.
    if (this.#view.phase === "pausing") this.#tell({ phase: "paused" });
  }

  /** Makes one update and stays paused. */
  async step(): Promise<void> {
    if (!this.#task) return;
    if (isOver(this.#view.phase)) await this.#continueFrom(this.#interventions, false);
    if (this.#view.phase === "running") this.#tell({ phase: "paused" });
    await this.#run?.step(1);
    await this.#saveAndAnalyse();
  }

  set pace(pace: Pace) {
    this.#pace = pace;
  }

  async show(viewRequest: ViewRequest): Promise<void> {
    this.#viewRequest = viewRequest;
    await this.#analyse();
  }

  /** Applies `interventions` to the current weights. */
  async setInterventions(interventions: Interventions): Promise<void> {
    this.#interventions = interventions;
    if (this.#run) await this.#continueFrom(interventions, this.#view.phase === "running");
    else await this.#analyse();
  }

  /** The model as a file. */
  async file(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#now()).save();
  }

  /** Opens a model from a file. */
  async #open(weights: Uint8Array<ArrayBuffer>, task: TaskData | undefined): Promise<void> {
    const begun = this.#begun;
    const { model, opened } = await openModel(weights, task);
    if (begun !== this.#begun) return;
    this.#batcher.tell({ opened });
    this.#settings = { ...this.#settings, ...opened };
    this.#task = opened.fitsTask ? task : undefined;
    if (this.#task) {
      this.#start(
        laterRunConfig(this.#task, this.#settings, this.#interventions.forget, 0),
        { weights: model.save() },
        false,
      );
      this.#tell({ ending: "Opened with its weights." });
      return;
    }
    // A model without data can be analysed but not trained.
    this.#model = model;
    this.#tell({ phase: "finished", ending: "Opened. To train it, give it something to learn from." });
    await this.#saveAndAnalyse();
  }

  /** Starts a new run of the package from the current weights, with the interventions applied. */
  async #continueFrom(interventions: Interventions, isPlaying: boolean): Promise<void> {
    const before = this.#run;
    await before?.pause();
    const model = await this.#now();
    if (before !== this.#run) return;
    const { step, accuracy = 0 } = this.#view;
    this.#base = step;
    const weights = this.#held.apply(recordsOf(model), this.#settings, interventions);
    const { alphabet, outputAlphabet } = model;
    const runConfig = laterRunConfig(this.#task as TaskData, this.#settings, interventions.forget, accuracy);
    this.#start(runConfig, { weights, alphabet, outputAlphabet }, isPlaying);
  }

  #start({ data, options }: RunConfig, more: TaggerOptions, isPlaying: boolean): void {
    this.#end();
    const run = startTraining(data, { ...options, ...more, variant: this.#variant, progressEvery: pointEvery });
    this.#run = run;
    // Paused: it makes only the requested updates.
    void run.pause();
    // Following the run reports its failure.
    run.result.catch(() => {});
    void this.#follow(run);
    if (isPlaying) this.#drive();
    else {
      this.#tell({ phase: "paused", ending: undefined });
      this.#watch(this.#saveAndAnalyse());
    }
  }

  #end(): void {
    const run = this.#run;
    this.#run = undefined;
    this.#model = undefined;
    this.#analyses++;
    void run?.stop();
  }

  /** Reports the run's progress and its end. */
  async #follow(run: TrainingRun<Tagger>): Promise<void> {
    try {
      for await (const { step: steps, loss, accuracy, validation, symbolsPerSecond } of run) {
        if (run !== this.#run) return;
        const step = this.#base + steps;
        this.#batcher.point({ step, loss, accuracy });
        this.#tell({ step, loss, accuracy: validation?.accuracy ?? accuracy, symbolsPerSecond: symbolsPerSecond });
        if (validation?.step !== steps) continue;
        this.#batcher.tell({ validation: { step, accuracy: validation.accuracy } });
        await this.#keep();
      }
      const model = await run.result;
      if (run !== this.#run) return;
      this.#model = model;
      const { steps, reason } = model.training;
      this.#tell({ phase: "finished", step: this.#base + steps, ending: endings[reason] });
      await this.#saveAndAnalyse();
    } catch (error) {
      if (run !== this.#run) return;
      this.#tell({ phase: "failed" });
      this.#batcher.tell({ errorMessage: errorText(error) });
    }
  }

  /** Requests updates, frame by frame, while the run plays. */
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

  async #advanceWhileRunning(run: TrainingRun<Tagger>, pacing: Pacing): Promise<void> {
    const isWanted = () => run === this.#run && this.#view.phase === "running";
    // Save the initial weights, so that even a short run has some to go back to.
    if (isWanted() && this.#viewRequest.selectedStep === undefined) await this.#analyse();
    while (isWanted()) {
      const began = performance.now();
      if (this.#pace === "full") await run.resume();
      else {
        const count = pacing.next(this.#pace);
        // At a slow pace most frames have no update, and nothing new to analyse.
        if (count === 0) {
          await tick(0);
          continue;
        }
        await run.step(count);
        pacing.took(count, performance.now() - began);
      }
      const looked = performance.now();
      if (isWanted() && this.#viewRequest.selectedStep === undefined) await this.#analyse();
      // Analysis takes at most a third of the time.
      await tick(2 * (performance.now() - looked));
    }
    await run.pause();
  }

  /** The current model. */
  async #now(): Promise<Tagger> {
    const run = this.#run;
    if (this.#model) return this.#model;
    if (!run) throw new Error("There is no model yet");
    return load(await run.checkpoint(), { task: "tag" });
  }

  async #saveAndAnalyse(): Promise<void> {
    await this.#keep();
    await this.#analyse();
  }

  /** Sends the page the run to save for a reload. */
  async #keep(): Promise<void> {
    const run = this.#run;
    const file = this.#model ? this.#model.save() : await run?.checkpoint().catch(() => undefined);
    if (file && run === this.#run) this.#batcher.tell({ savedRun: { file, held: this.#held.rows, base: this.#base } });
  }

  /** Analyses the current or past weights. */
  async #analyse(): Promise<void> {
    const { message, selectedStep } = this.#viewRequest;
    const { step } = this.#view;
    const look = ++this.#analyses;
    const now = await this.#now().catch(() => undefined);
    // A later analysis has replaced this one.
    if (!now || look !== this.#analyses) return;
    if (selectedStep === undefined) this.#kept.keep(step, now);
    const task = this.#task;
    const model = selectedStep === undefined ? now : this.#kept.nearest(selectedStep);
    const seen = analyse(model, {
      message: task ? secretOf(task, message) : fitted(message, vocabularyOf(model.alphabet)),
      probes: task?.probes ?? [],
      forget: this.#interventions.forget,
    });
    const isNow = selectedStep === undefined;
    this.#batcher.tell({ analysis: { ...seen, step: selectedStep ?? step, isNow, kept: this.#kept.steps } });
  }

  /** Reports the failure of work that no caller awaits. */
  #watch(work: Promise<void>): void {
    work.catch((error) => this.#batcher.tell({ errorMessage: errorText(error) }));
  }

  #tell(patch: Partial<RunView>): void {
    this.#view = { ...this.#view, ...patch };
    this.#batcher.run(patch);
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
