/**
 * A run and what is shown of it: signals that the frame and the views read, and the actions of users.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { Curve } from "../../shared/curve.js";
import { type Interventions, noInterventions, possibleWith } from "../../shared/interventions.js";
import type {
  Analysis,
  Command,
  Flat,
  ModelSettings,
  Pace,
  Report,
  RunStart,
  RunView,
  SavedRun,
} from "../../shared/protocol.js";
import type { Common, Lesson } from "./address.js";
import type { Basis } from "./basis.js";
import { type Comparison, changed } from "./comparison.js";
import { type Cursor, forgetPlace, newCursor } from "./cursor.js";
import { groupOf, PastRuns } from "./past-runs.js";
import type { SavedSession } from "./saved.js";
import { WorkerClient } from "./worker-client.js";

/** The minimum time between changes of the picture if the user prefers reduced motion. */
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const calmMs = 500;

const initialRun: RunView = { phase: "starting", step: 0 };

export interface SessionStart<Settings, Query> extends Pick<Common, "variant" | "pace" | "interventions" | "lesson"> {
  readonly settings: Settings;
  readonly query: Query;
  readonly ownText?: string | undefined;
}

export class Session<
  Settings extends ModelSettings & Flat,
  Query extends Flat,
  Seen,
  View extends Basis<Settings> = Basis<Settings>,
> {
  readonly view: View;
  readonly settings: Signal<Settings>;
  readonly query: Signal<Query>;
  /** The user's own data, if there is any. */
  readonly ownText: Signal<string | undefined>;
  readonly pace: Signal<Pace>;
  readonly interventions: Signal<Interventions>;
  readonly lesson: Signal<Lesson>;
  readonly run = signal<RunView>(initialRun);
  /** Its contents change; the signal is set anew then. */
  readonly curve = signal<{ readonly points: Curve }>({ points: new Curve() });
  readonly pastRuns = new PastRuns(() => this.#group);
  /** The run beside this one, if two are compared. */
  readonly beside = signal<
    { readonly comparison: Comparison<Settings>; readonly session: Session<Settings, Query, Seen, View> } | undefined
  >(undefined);
  readonly analysis = signal<Analysis<Seen> | undefined>(undefined);
  /** The update whose weights are shown; undefined for the latest. */
  readonly selectedStep = signal<number | undefined>(undefined);
  /** The update after which the milestone was reached. */
  readonly milestone = signal<number | undefined>(undefined);
  readonly errorMessage = signal("");
  /** Texts of fields that are wrong, and why. */
  readonly drafts = signal<Readonly<Record<string, { readonly text: string; readonly error: string }>>>({});
  /** Whether the influence of inputs is shown. */
  readonly wantsInfluence = signal(false);
  /** The current model is one that cannot be trained on the data. */
  readonly isForeign = signal(false);
  readonly cursor: Cursor;
  /** The step that is pointed at; by default the last one. */
  readonly at: ReadonlySignal<number>;
  readonly variant: Common["variant"];
  /** The session that this one is beside of, which gets what users do to either. */
  #leader: Session<Settings, Query, Seen, View> | undefined;
  #client: WorkerClient | undefined;
  #savedRun: SavedRun | undefined;
  #shownAt = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(view: View, start: SessionStart<Settings, Query>, cursor = newCursor()) {
    this.view = view;
    this.settings = signal(start.settings);
    this.query = signal(start.query);
    this.ownText = signal(start.ownText);
    this.pace = signal(start.pace);
    this.interventions = signal(start.interventions);
    this.lesson = signal(start.lesson);
    this.variant = start.variant;
    this.cursor = cursor;
    this.at = computed(() => {
      const last = (this.analysis.value?.inside.reads.length ?? 0) - 1;
      const wanted = this.cursor.at.value ?? this.cursor.pinned.value ?? view.pointsAt?.(last + 1) ?? last;
      return Math.max(0, Math.min(wanted, last));
    });
  }

  /** The run to save for a reload. */
  get savedRun(): SavedRun | undefined {
    return this.#savedRun;
  }

  /** Starts a run from random weights. */
  begin(isPlaying = false): void {
    this.#begin({ isPlaying });
  }

  /** Starts no run, because settings or data are wrong. */
  refuse(drafts: ReturnType<Session<Settings, Query, Seen, View>["drafts"]["peek"]>): void {
    this.drafts.value = drafts;
    this.run.value = { phase: "failed", step: 0 };
  }

  /** Starts again with training, and with these interventions only. */
  train(settings: Settings, interventions = noInterventions): void {
    this.#restart({ settings, interventions, isPlaying: true });
  }

  /** Starts again, and keeps the previous run for comparison. */
  restart(settings: Settings = this.settings.value, isPlaying = this.#isRunning): void {
    this.#restart({ settings, isPlaying });
  }

  /** Learns from the user's own data. */
  learn(ownText: string, settings: Settings): void {
    this.#restart({ settings, ownText, isPlaying: this.#isRunning });
  }

  /** Begins a run beside this one, in which one thing is changed, and this one anew; undefined ends it. */
  compare(comparison: Comparison<Settings> | undefined): void {
    this.#endComparison();
    if (!comparison) return;
    const { view, cursor, variant } = this;
    const start = {
      ...changed(comparison, this.#conditions),
      query: this.query.value,
      pace: this.pace.value,
      lesson: this.lesson.value,
      variant,
    };
    const session = new Session<Settings, Query, Seen, View>(view, start, cursor);
    session.#leader = this;
    this.beside.value = { comparison, session };
    this.restart();
  }

  /** Resumes the run after a reload. */
  resume({ file, isFinished, isPlaying, held, base, step, curve, milestone, ownText }: SavedSession): void {
    this.ownText.value = ownText;
    const began = { held, milestone, step };
    if (isFinished) this.#begin({ ...began, base: step, weights: file, isPlaying: false });
    else this.#begin({ ...began, base, resume: file, isPlaying });
    this.curve.value = { points: Curve.from(curve) };
    this.milestone.value = milestone;
  }

  /**
   * Opens a model from a file. The current run stays until the file turns out to be one.
   * @throws Error with a message for the user
   */
  async open(weights: Uint8Array<ArrayBuffer>): Promise<void> {
    const opened = await this.#worker.open({ ...this.#runStart({ isPlaying: false }), weights });
    batch(() => {
      this.#endComparison();
      this.#keepRun(this);
      this.#reset(0);
      this.settings.value = opened.settings as Settings;
      this.interventions.value = noInterventions;
      this.isForeign.value = !opened.fits;
    });
  }

  play(): void {
    this.#comeBack();
    this.#send({ name: "play" });
  }

  pause(): void {
    if (this.#client) this.#send({ name: "pause" });
  }

  /** Makes one update and stays paused. */
  step(): void {
    this.#comeBack();
    this.#send({ name: "step" });
  }

  setPace(pace: Pace): void {
    this.pace.value = pace;
    this.#send({ name: "pace", pace });
    this.beside.value?.session.setPace(pace);
  }

  /** Shows the weights of a past update. */
  lookAt(selectedStep: number | undefined): void {
    if (this.selectedStep.value === selectedStep) return;
    this.selectedStep.value = selectedStep;
    this.#show();
  }

  /** Asks the model something else; two models that are compared are asked the same. */
  ask(query: Partial<Query>): void {
    if (this.#leader) this.#leader.ask(query);
    else for (const one of this.#both) one.#ask(query);
  }

  /** Whether to compute the influence of inputs, which takes long. */
  showInfluence(isWanted: boolean): void {
    if (this.wantsInfluence.value === isWanted) return;
    this.wantsInfluence.value = isWanted;
    if (isWanted) this.#show();
  }

  setInterventions(interventions: Interventions): void {
    this.interventions.value = interventions;
    this.#comeBack();
    this.#send({ name: "setInterventions", interventions });
    const { comparison, session } = this.beside.value ?? {};
    if (comparison) session?.setInterventions(changed(comparison, this.#conditions).interventions);
  }

  /** The model as a file. */
  file(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#worker.file();
  }

  close(): void {
    clearTimeout(this.#later);
    this.#client?.close();
    this.#client = undefined;
    this.beside.value?.session.close();
  }

  /** This session, and the one beside it. */
  get #both(): readonly Session<Settings, Query, Seen, View>[] {
    const { session } = this.beside.value ?? {};
    return session ? [this, session] : [this];
  }

  get #isRunning(): boolean {
    return this.#both.some(({ run }) => run.value.phase === "running");
  }

  get #conditions() {
    return { settings: this.settings.value, interventions: this.interventions.value };
  }

  get #group(): string {
    return groupOf(this.view, this.settings.value, this.ownText.value);
  }

  #ask(query: Partial<Query>): void {
    const { asked = "" } = this.view;
    if (query[asked] !== undefined && query[asked] !== this.query.value[asked]) forgetPlace(this.cursor);
    this.query.value = { ...this.query.value, ...query };
    this.#show();
  }

  /** Starts again, the run beside it too. */
  #restart(changes: {
    readonly settings: Settings;
    readonly isPlaying: boolean;
    readonly interventions?: Interventions;
    readonly ownText?: string;
  }): void {
    const { settings, isPlaying, interventions = this.interventions.value, ownText = this.ownText.value } = changes;
    const { comparison, session } = this.beside.value ?? {};
    batch(() => {
      for (const one of this.#both) this.#keepRun(one);
      // A place in other data means nothing here.
      const { choice } = this.view;
      if (settings[choice] !== this.settings.value[choice] || ownText !== this.ownText.value)
        this.cursor.pinned.value = undefined;
      this.settings.value = settings;
      this.ownText.value = ownText;
      this.interventions.value = possibleWith(settings, interventions);
      if (!comparison || !session) return;
      const other = changed(comparison, this.#conditions);
      session.settings.value = other.settings;
      session.interventions.value = other.interventions;
      session.ownText.value = ownText;
    });
    for (const one of this.#both) one.begin(isPlaying);
  }

  #keepRun(session: Session<Settings, Query, Seen, View>): void {
    const { points } = session.curve.value;
    if (points.lastStep === 0) return;
    this.pastRuns.add({ ...session.#conditions, group: session.#group, curve: points });
  }

  #endComparison(): void {
    const { session } = this.beside.value ?? {};
    if (!session) return;
    this.#keepRun(session);
    this.beside.value = undefined;
    session.close();
  }

  get #worker(): WorkerClient {
    this.#client ??= new WorkerClient(
      (report) => this.#take(report),
      (message) => {
        this.errorMessage.value = message || "The training worker could not be loaded.";
      },
    );
    return this.#client;
  }

  #runStart(start: Partial<RunStart> & Pick<RunStart, "isPlaying">): RunStart {
    return {
      subject: this.view.name,
      variant: this.variant,
      settings: this.settings.value,
      ownText: this.ownText.value,
      interventions: this.interventions.value,
      ...start,
    };
  }

  #begin(start: Partial<RunStart> & Pick<RunStart, "isPlaying">): void {
    batch(() => this.#reset(start.step ?? start.base ?? 0));
    this.#show();
    this.#send({ name: "pace", pace: this.pace.value });
    this.#worker.begin(this.#runStart(start));
  }

  #reset(step: number): void {
    this.#savedRun = undefined;
    this.curve.value = { points: new Curve() };
    this.run.value = { ...initialRun, step };
    this.selectedStep.value = undefined;
    this.milestone.value = undefined;
    this.errorMessage.value = "";
    this.drafts.value = {};
    this.isForeign.value = false;
  }

  /** Returns to the current weights. */
  #comeBack(): void {
    if (this.selectedStep.value !== undefined) this.lookAt(undefined);
  }

  #show(): void {
    const viewRequest = {
      query: this.query.value,
      selectedStep: this.selectedStep.value,
      influence: this.wantsInfluence.value,
    };
    this.#send({ name: "show", viewRequest });
  }

  #send(command: Command): void {
    this.#worker.send(command);
  }

  #take({ run, points = [], validations = [], milestone, analysis, savedRun, errorMessage }: Report): void {
    batch(() => {
      const { points: curve } = this.curve.value;
      for (const point of points) curve.add(point);
      for (const point of validations) curve.addValidation(point);
      if (points.length || validations.length) this.curve.value = { points: curve };
      if (savedRun) this.#savedRun = savedRun;
      if (milestone !== undefined) this.milestone.value = milestone ?? undefined;
      if (run) this.#update(run);
      if (errorMessage !== undefined) this.errorMessage.value = errorMessage;
      if (analysis) this.#display(analysis as Analysis<Seen>);
    });
  }

  #update(run: Partial<RunView>): void {
    this.run.value = { ...this.run.value, ...run };
    if (run.phase === "finished") (this.#leader ?? this).#showRealSpeed();
  }

  /** What has been seen to learn is shown at its real speed from now on. */
  #showRealSpeed(): void {
    const isOver = this.#both.every(({ run }) => run.value.phase === "finished");
    if (isOver && this.pace.value === "stretched") this.setPace("full");
  }

  #display(analysis: Analysis<Seen>): void {
    clearTimeout(this.#later);
    const wait = this.#shownAt + calmMs - performance.now();
    if (calm.matches && wait > 0) {
      this.#later = setTimeout(() => this.#display(analysis), wait);
      return;
    }
    this.#shownAt = performance.now();
    this.analysis.value = analysis;
  }
}
