/**
 * The run that the page shows. Internally it is a series of runs: each intervention and each opened file starts a new one from edited
 * weights, while the page shows one continuous run.
 */
import { init, load, type Model, startTraining, type TrainingRun } from "rnn-wasm";
import { pointEvery } from "../shared/curve.js";
import { Held, holdsAny, type Interventions, noInterventions, recordsOf } from "../shared/interventions.js";
import type { Flat, ModelSettings, OpenedModel, Pace, RunStart, RunView, ViewRequest } from "../shared/protocol.js";
import { reasonOf } from "../shared/reason.js";
import { KeptModels } from "./kept-models.js";
import type { MessageBatcher } from "./message-batcher.js";
import { Pacing, paceAt, tick } from "./pacing.js";
import { type AnySubject, type LookRequest, pointsOf } from "./subject.js";
import { subjects } from "./subjects.js";

const endings = {
  until: "Every answer on the validation data is right.",
  patience: "The validation stopped improving; the best weights were kept.",
  maxSteps: "The run is over.",
  epochs: "The run is over.",
  stopped: "Stopped.",
} as const;

/** Updates between two looks at whether the milestone is reached. The result must not depend on how busy the machine is. */
const milestoneEvery = 16;

/** The minimum time between two looks at a model that trains: more of them are hardly seen, and take time from training. */
const lookEveryMs = 50;

export class TrainingWorker {
  readonly #batcher: MessageBatcher;
  #subject!: AnySubject;
  #settings!: Flat & ModelSettings;
  #interventions: Interventions = noInterventions;
  #variant: RunStart["variant"] = "auto";
  /** The subject's data; undefined for a model that does not fit it. */
  #prepared: unknown;
  #pace: Pace = 0;
  #viewRequest: ViewRequest = { query: {}, selectedStep: undefined, influence: false };
  #view: RunView = { phase: "starting", step: 0 };
  #score: number | undefined;
  #milestone: number | undefined;
  #run: TrainingRun<Model> | undefined;
  /** Updates before the current run of the package. */
  #base = 0;
  #held = new Held();
  /** The model of a finished run, or of a file without data. */
  #model: Model | undefined;
  readonly #kept = new KeptModels();
  /** Those of them that forgot their state at every step. */
  readonly #forgetful = new WeakSet<Model>();
  /** Counters of starts and analyses: asynchronous work stops when a later one has started. */
  #begun = 0;
  #analyses = 0;
  /** The run that receives updates. */
  #driven: TrainingRun<Model> | undefined;

  constructor(batcher: MessageBatcher) {
    this.#batcher = batcher;
  }

  async begin(runStart: RunStart): Promise<void> {
    const { resume, weights, isPlaying } = runStart;
    this.#take(runStart);
    const begun = ++this.#begun;
    await init({ variant: this.#variant });
    if (begun !== this.#begun) return;
    if (weights) {
      const model = await load(weights, { task: this.#subject.task });
      if (begun !== this.#begun) return;
      this.#model = model;
      this.#tell({ phase: "finished", ending: undefined });
      return this.#saveAndAnalyse();
    }
    this.#prepared = this.#subject.prepare(this.#settings, runStart.ownText);
    // The interventions may have changed meanwhile.
    const interventions = this.#interventions;
    if (resume) return this.#start("checkpoint", { resume }, isPlaying);
    const isHeld = holdsAny(interventions);
    this.#start("random", {}, isPlaying && !isHeld);
    // Initialize the weights first, then apply the interventions.
    if (isHeld) await this.#continueFrom(interventions, isPlaying);
  }

  /**
   * Opens a model from a file of this package or of PyTorch. A file that cannot be opened leaves the run as it is.
   * @param accept called before the run of the model begins
   */
  async open(runStart: RunStart, accept: (opened: OpenedModel) => void): Promise<void> {
    const { subject: name, weights, settings, ownText, variant } = runStart;
    const subject = subjects[name];
    await init({ variant });
    const prepared = preparedOrNone(subject, settings as Flat & ModelSettings, ownText);
    const { task } = subject;
    const bytes = weights as Uint8Array<ArrayBuffer>;
    // A PyTorch file has no alphabet and gets that of the data.
    const model: Model = await load(bytes, { task }).catch((error) => {
      const options = subject.loadOptions?.(prepared);
      if (!options) throw error;
      return load(bytes, { ...options, task });
    });
    const fits = prepared !== undefined && subject.fits(model, prepared);
    const opened = { ...settings, ...subject.settingsOf(model) };
    accept({ settings: opened, fits });
    this.#take({ ...runStart, settings: opened, interventions: noInterventions });
    this.#begun++;
    this.#prepared = fits ? prepared : undefined;
    if (fits) {
      this.#start("weights", { weights: model.save() }, false);
      this.#tell({ ending: "Opened with its weights." });
      return;
    }
    // A model without data can be analysed but not trained.
    this.#model = model;
    this.#tell({ phase: "finished", ending: "Opened. It cannot be trained on this data: its symbols are others." });
    await this.#saveAndAnalyse();
  }

  async play(): Promise<void> {
    const { phase } = this.#view;
    if (phase === "running" || this.#prepared === undefined) return;
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
    if (this.#prepared === undefined) return;
    if (isOver(this.#view.phase)) await this.#continueFrom(this.#interventions, false);
    if (this.#view.phase === "running") this.#tell({ phase: "paused" });
    const run = this.#run;
    if (run) await this.#advance(run, 1);
    await this.#saveAndAnalyse();
  }

  set pace(pace: Pace) {
    this.#pace = pace;
  }

  async show(viewRequest: ViewRequest): Promise<void> {
    const before = this.#viewRequest;
    this.#viewRequest = viewRequest;
    if (this.#subject?.hasReached && JSON.stringify(before.query) !== JSON.stringify(viewRequest.query)) {
      this.#milestone = undefined;
      this.#batcher.tell({ milestone: null });
      if (this.#view.phase !== "starting") await this.#lookForMilestone();
    }
    await this.#analyse();
  }

  /** Applies `interventions` to the current weights. */
  async setInterventions(interventions: Interventions): Promise<void> {
    this.#interventions = interventions;
    this.#tell({ changedAt: this.#view.step });
    if (this.#run && this.#prepared !== undefined) {
      await this.#continueFrom(interventions, this.#view.phase === "running");
    } else await this.#analyse();
  }

  /** The model as a file. */
  async file(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#now()).save();
  }

  /** Ends the current run and takes over what another one starts with. */
  #take({ subject, settings, interventions, variant, held, milestone, base = 0, step = base }: RunStart): void {
    this.#end();
    this.#kept.clear();
    this.#subject = subjects[subject];
    this.#settings = settings as Flat & ModelSettings;
    this.#interventions = interventions;
    this.#variant = variant;
    this.#held = new Held(held);
    this.#base = base;
    this.#milestone = milestone;
    this.#score = undefined;
    this.#prepared = undefined;
    this.#view = { phase: "starting", step };
  }

  /** Starts a new run of the package from the current weights, with the interventions applied. */
  async #continueFrom(interventions: Interventions, isPlaying: boolean): Promise<void> {
    const before = this.#run;
    await before?.pause();
    const model = await this.#now();
    if (before !== this.#run) return;
    this.#base = this.#view.step;
    const weights = this.#held.apply(recordsOf(model), this.#settings, interventions);
    this.#start("weights", { ...this.#subject.optionsOf?.(model), weights }, isPlaying);
  }

  #start(from: "random" | "weights" | "checkpoint", more: object, isPlaying: boolean): void {
    this.#end();
    const [settings, interventions, score] = [this.#settings, this.#interventions, this.#score];
    const { data, options } = this.#subject.plan(this.#prepared, { settings, interventions, from, score });
    const all = { ...options, ...more, variant: this.#variant, progressEvery: pointEvery };
    const run = startTraining(data as never, all as never) as unknown as TrainingRun<Model>;
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
  async #follow(run: TrainingRun<Model>): Promise<void> {
    try {
      for await (const progress of run) {
        if (run !== this.#run) return;
        const { point, validation } = pointsOf(progress, this.#base, this.#subject);
        this.#batcher.point(point);
        this.#tell({ step: point.step, symbolsPerSecond: progress.symbolsPerSecond });
        if (validation?.step !== point.step) continue;
        this.#score = validation.score;
        this.#batcher.validation(validation);
        await this.#keep();
      }
      const model = await run.result;
      if (run !== this.#run) return;
      this.#model = model;
      const { steps, reason, validation } = model.training;
      const kept =
        validation && reason === "patience" ? ` They are those after ${this.#base + validation.step} updates.` : "";
      this.#tell({ phase: "finished", step: this.#base + steps, ending: `${endings[reason]}${kept}` });
      await this.#saveAndAnalyse();
    } catch (error) {
      if (run !== this.#run) return;
      this.#tell({ phase: "failed" });
      this.#batcher.tell({ errorMessage: reasonOf(error) });
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

  async #advanceWhileRunning(run: TrainingRun<Model>, pacing: Pacing): Promise<void> {
    const isWanted = () => run === this.#run && this.#view.phase === "running";
    const usualSteps = this.#subject.usualSteps(this.#settings);
    // Save the initial weights, so that even a short run has some to go back to.
    if (isWanted() && this.#viewRequest.selectedStep === undefined) await this.#analyse();
    let nextLook = 0;
    while (isWanted()) {
      const began = performance.now();
      const count = pacing.next(paceAt(this.#pace, this.#view.step, usualSteps));
      // At a slow pace most frames have no update, and nothing new to analyse.
      if (count === 0) {
        await tick(0);
        continue;
      }
      await this.#advance(run, count, isWanted);
      pacing.took(count, performance.now() - began);
      const looked = performance.now();
      if (looked >= nextLook && isWanted() && this.#viewRequest.selectedStep === undefined) {
        await this.#analyse();
        // Looking takes at most a third of the time.
        nextLook = looked + Math.max(lookEveryMs, 3 * (performance.now() - looked));
      }
      await tick(0);
    }
    await run.pause();
  }

  /** Makes updates, and looks for the milestone after every 16th of the run, however they are divided into frames. */
  async #advance(run: TrainingRun<Model>, count: number, isWanted = () => true): Promise<void> {
    for (let left = count; left > 0 && run === this.#run && isWanted(); ) {
      const { step } = this.#view;
      const isAwaited = this.#milestone === undefined && this.#subject.hasReached !== undefined;
      const part = isAwaited ? Math.min(left, milestoneEvery - (step % milestoneEvery)) : left;
      await run.step(part);
      left -= part;
      if (run !== this.#run) return;
      // Progress may be on its way, and a run that has ended reports its last update itself.
      if (this.#model === undefined && this.#view.step < step + part) this.#tell({ step: step + part });
      if (isAwaited && this.#view.step % milestoneEvery === 0) await this.#lookForMilestone();
    }
  }

  async #lookForMilestone(): Promise<void> {
    const { step } = this.#view;
    const now = await this.#now().catch(() => undefined);
    if (!now || this.#prepared === undefined || this.#milestone !== undefined) return;
    if (!this.#subject.hasReached?.(now, this.#prepared, this.#lookRequest(false))) return;
    this.#milestone = step;
    this.#batcher.tell({ milestone: step });
  }

  /** The current model. */
  async #now(): Promise<Model> {
    const run = this.#run;
    if (this.#model) return this.#model;
    if (!run) throw new Error("There is no model yet");
    return load(await run.checkpoint(), { task: this.#subject.task });
  }

  async #saveAndAnalyse(): Promise<void> {
    await this.#keep();
    await this.#analyse();
  }

  /** Sends the page the run to save for a reload. */
  async #keep(): Promise<void> {
    const run = this.#run;
    const file = this.#model ? this.#model.save() : await run?.checkpoint().catch(() => undefined);
    if (!file || run !== this.#run) return;
    this.#batcher.tell({ savedRun: { file, held: this.#held.rows, base: this.#base, milestone: this.#milestone } });
  }

  #lookRequest(isAtRest: boolean): LookRequest<Flat & ModelSettings, Flat> {
    const { query, influence } = this.#viewRequest;
    return { settings: this.#settings, query, influence, isAtRest, forget: this.#interventions.forget };
  }

  /** Analyses the current or past weights. */
  async #analyse(): Promise<void> {
    const { selectedStep } = this.#viewRequest;
    const { step, phase } = this.#view;
    const look = ++this.#analyses;
    const now = await this.#now().catch(() => undefined);
    // A later analysis has replaced this one.
    if (!now || look !== this.#analyses) return;
    if (selectedStep === undefined) {
      this.#kept.keep(step, now);
      this.#forgetful[this.#interventions.forget ? "add" : "delete"](now);
    }
    const model = selectedStep === undefined ? now : this.#kept.nearest(selectedStep);
    // Earlier weights are shown as they were, whatever is broken now.
    const forget = this.#forgetful.has(model);
    const found = this.#subject.look(model, this.#prepared, { ...this.#lookRequest(phase !== "running"), forget });
    this.#batcher.tell({
      analysis: {
        ...found,
        numParameters: model.numParameters,
        step: selectedStep ?? step,
        isNow: selectedStep === undefined,
        kept: this.#kept.steps,
      },
    });
  }

  /** Reports the failure of work that no caller awaits. */
  #watch(work: Promise<void>): void {
    work.catch((error) => this.#batcher.tell({ errorMessage: reasonOf(error) }));
  }

  #tell(patch: Partial<RunView>): void {
    this.#view = { ...this.#view, ...patch };
    this.#batcher.run(patch);
  }
}

const isOver = (phase: RunView["phase"]) => phase === "finished" || phase === "failed";

function preparedOrNone(subject: AnySubject, settings: Flat & ModelSettings, ownText: string | undefined): unknown {
  try {
    return subject.prepare(settings, ownText);
  } catch {
    return undefined;
  }
}
