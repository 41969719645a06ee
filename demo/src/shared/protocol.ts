/**
 * The messages between the page and a training worker. They are the same for every view: what a view learns and shows is in `settings`,
 * `query` and `seen`, whose types are its own.
 */

import type { UnitPart } from "../../../ts/model/cells.js";
import type { HeldCell, HeldRows, Interventions } from "./interventions.js";

/** The views that train a model. */
export const subjectNames = ["forecast", "names", "write", "decipher"] as const;
export type SubjectName = (typeof subjectNames)[number];

/** Plain values by name, which fit into an address. */
export type Flat = Readonly<Record<string, string | number | boolean>>;

/** The settings that all views have. */
export interface ModelSettings extends HeldCell {
  readonly seed: number;
  readonly hiddenSize: number;
  readonly lr: number;
}

export type Variant = "auto" | "simd128" | "relaxed";

/** Updates per second; "full" for as fast as possible; "stretched" begins slowly, and makes the usual number of updates in some seconds. */
export type Pace = number | "full" | "stretched";

/** What a run starts with. */
export interface RunStart {
  readonly subject: SubjectName;
  readonly variant: Variant;
  readonly settings: Flat;
  /** The user's own data, as text. */
  readonly ownText: string | undefined;
  readonly interventions: Interventions;
  readonly isPlaying: boolean;
  /** Past updates, and when the milestone was reached, for a run that continues. */
  readonly base?: number | undefined;
  /** The update that the run is at: `base` and those of the checkpoint. */
  readonly step?: number | undefined;
  readonly milestone?: number | undefined;
  /** A checkpoint to resume from, or a finished model, and its interventions. */
  readonly resume?: Uint8Array<ArrayBuffer> | undefined;
  readonly weights?: Uint8Array<ArrayBuffer> | undefined;
  readonly held?: HeldRows | undefined;
}

/** What to show of the model. */
export interface ViewRequest {
  /** What to ask the model, such as a message to read. */
  readonly query: Flat;
  /** A past update; undefined for the current weights. */
  readonly selectedStep: number | undefined;
  /** Whether to compute the influence of inputs on outputs, which takes long. */
  readonly influence: boolean;
}

/** Commands of the page. */
export type Command =
  | { readonly name: "begin"; readonly runStart: RunStart; readonly generation: number }
  | { readonly name: "play" | "pause" | "step" }
  | { readonly name: "pace"; readonly pace: Pace }
  | { readonly name: "show"; readonly viewRequest: ViewRequest }
  | { readonly name: "setInterventions"; readonly interventions: Interventions }
  | { readonly name: "open"; readonly request: number; readonly runStart: RunStart; readonly generation: number }
  | { readonly name: "file"; readonly request: number };

/** The state of a run. */
export interface RunView {
  /** `pausing`: no more updates are requested, but some are still running. */
  readonly phase: "starting" | "running" | "pausing" | "paused" | "finished" | "failed";
  readonly step: number;
  /** The update at which an intervention changed the network last. */
  readonly changedAt?: number | undefined;
  /** Why it ended, for the user. */
  readonly ending?: string | undefined;
  readonly symbolsPerSecond?: number | undefined;
}

/** Of an update's batch. */
export interface Point {
  readonly step: number;
  readonly loss: number;
}

/** Of what was held back. */
export interface ValidationPoint extends Point {
  /** The score that the view shows, such as the share of right letters. */
  readonly score: number;
}

/** What to save for a reload: a checkpoint, or the model of a finished run; its interventions; and the updates before it. */
export interface SavedRun {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly held: HeldRows;
  readonly base: number;
  readonly milestone: number | undefined;
}

/** Gates and states of one direction of a layer, [part][t][unit] in the order of {@link Inside.parts}. */
export interface DirectionUnits {
  readonly name: string;
  readonly hidden: number;
  readonly values: Float32Array<ArrayBuffer>;
  /** Whether it reads from the end, so that its state comes from the step after. */
  readonly isReverse: boolean;
}

/** An answer that a model could give, and its probability; for numbers, the only answer. */
export interface Answer {
  readonly text: string;
  readonly share: number;
}

export interface ReadSeries {
  /** Beyond the visible rows, the network's own forecasts. */
  readonly values: readonly number[];
  readonly times: readonly string[];
  readonly unit: string;
  /** The row that the first step reads, from 0, and the number of all rows. */
  readonly firstRow: number;
  readonly rows: number;
  /** What the network makes of each value before it reads it, what it answers likewise, and what that is: "a change of …". */
  readonly form: string;
  readonly readAs: readonly string[];
  readonly answeredAs: readonly string[];
}

/** What goes on inside a network while it reads a sequence. */
export interface Inside {
  /** What it reads at each step, and its likeliest answers there. */
  readonly reads: readonly string[];
  readonly says: readonly (readonly Answer[])[];
  /** The answer that counts at each step: what follows in a text that is written, otherwise the likeliest. */
  readonly taken: readonly Answer[];
  /** The first step that reads the answer before it; undefined if all that is read is given. */
  readonly ownFrom?: number | undefined;
  /** Steps at the beginning that read a symbol for the start. */
  readonly starts: number;
  /** Steps that were read before the first one here. */
  readonly readBefore: number;
  /** Whether the state is zero again at each step. */
  readonly forgets: boolean;
  /** Of a series: the values that are read, the times by which its steps are called, and their unit. */
  readonly series?: ReadSeries | undefined;
  /** The gates and states of the model's cell. */
  readonly parts: readonly UnitPart[];
  readonly directions: readonly DirectionUnits[];
  /** [t][s]: length of the gradient of the answer at t by the input at s; undefined if it was not requested. */
  readonly influence?: Float32Array<ArrayBuffer> | undefined;
}

/** A model at one step, as the page shows it. */
export interface Analysis<Seen = unknown> {
  readonly step: number;
  /** Whether these are the current weights. */
  readonly isNow: boolean;
  readonly numParameters: number;
  readonly inside: Inside;
  /** What the view shows besides. */
  readonly seen: Seen;
  /** Steps with saved weights, ascending. */
  readonly kept: readonly number[];
}

/** Reports of the training worker. Everything except answers to requests belongs to the run of a generation. */
export interface Report {
  readonly generation: number;
  readonly run?: Partial<RunView>;
  readonly points?: readonly Point[];
  readonly validations?: readonly ValidationPoint[];
  /** The first update, of those that are looked at, after which the milestone is reached; null if it has to be reached anew. */
  readonly milestone?: number | null;
  readonly analysis?: Analysis;
  readonly savedRun?: SavedRun;
  readonly errorMessage?: string;
  readonly answer?: RequestAnswer;
}

/** The answer to a request of the page: the model as a file, or the settings of an opened model; otherwise the reason why there is none. */
export interface RequestAnswer {
  readonly request: number;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly opened?: OpenedModel;
  readonly errorMessage?: string;
}

/** The settings of an opened model, and whether it fits what the view learns. */
export interface OpenedModel {
  readonly settings: Flat;
  readonly fits: boolean;
}
