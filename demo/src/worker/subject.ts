/**
 * What a view's part of the worker does: it prepares data, configures runs of the package, and looks at models.
 */
import type { load, Model, Progress, TaskName, TrainingData } from "rnn-wasm";
import type { Interventions } from "../shared/interventions.js";
import type { Analysis, Flat, ModelSettings, Point, ValidationPoint } from "../shared/protocol.js";

/** Data and options of a run of the package. */
export interface Plan {
  readonly data: TrainingData;
  readonly options: object;
}

/** What a run is planned by. */
export interface PlanRequest<Settings> {
  readonly settings: Settings;
  readonly interventions: Interventions;
  /** A run from random weights, from given ones, or from a checkpoint, which has its options. */
  readonly from: "random" | "weights" | "checkpoint";
  /** The latest score of the run before. */
  readonly score: number | undefined;
}

/** How to look at a model. */
export interface LookRequest<Settings, Query> {
  readonly settings: Settings;
  readonly query: Query;
  readonly forget: boolean;
  readonly influence: boolean;
  /** Whether no updates follow for now, so that there is time for more. */
  readonly isAtRest: boolean;
}

export type Look = Pick<Analysis, "inside" | "seen">;

/** A subject with settings, queries, prepared data and models of its own. */
export interface Subject<Settings, Query, Prepared, Trained extends Model> {
  readonly task: TaskName;
  /** @throws Error with a message for the user */
  prepare(settings: Settings, ownText: string | undefined): Prepared;
  /** The usual number of updates of a run, by which its slow start is stretched. */
  usualSteps(settings: Settings): number;
  plan(prepared: Prepared, request: PlanRequest<Settings>): Plan;
  /** The score of a validation. */
  scoreOf(progress: Progress): number | undefined;
  /** Whether a model has reached the milestone; left out where there is none. */
  hasReached?(model: Trained, prepared: Prepared, request: LookRequest<Settings, Query>): boolean;
  /** @param prepared undefined for a model that does not fit the data */
  look(model: Trained, prepared: Prepared | undefined, request: LookRequest<Settings, Query>): Look;
  /** What {@link load} needs for a file without alphabets. */
  loadOptions?(prepared: Prepared | undefined): Parameters<typeof load>[1];
  /** The settings that an opened model has. */
  settingsOf(model: Trained): Flat;
  fits(model: Trained, prepared: Prepared): boolean;
  /** Options that keep a model's symbols when its weights are trained on. */
  optionsOf?(model: Trained): object;
}

/** A subject as the training worker knows it: what it prepares and queries goes back to it unseen. */
export type AnySubject = Subject<Flat & ModelSettings, Flat, unknown, Model>;

export const defineSubject = <Settings extends ModelSettings, Query, Prepared, Trained extends Model>(
  subject: Subject<Settings, Query, Prepared, Trained>,
): AnySubject => subject as unknown as AnySubject;

/** The points of a progress. */
export function pointsOf(
  progress: Progress,
  base: number,
  subject: AnySubject,
): { readonly point: Point; readonly validation: ValidationPoint | undefined } {
  const { step, loss, validation } = progress;
  const score = subject.scoreOf(progress);
  return {
    point: { step: base + step, loss },
    validation:
      validation && score !== undefined ? { step: base + validation.step, loss: validation.loss, score } : undefined,
  };
}
