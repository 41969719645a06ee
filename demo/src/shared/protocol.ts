/**
 * The messages between the page and its training worker, which trains and analyses models.
 */

import type { UnitPart } from "../../../ts/model/cells.js";
import type { HeldRows, Interventions } from "./interventions.js";
import type { Words } from "./pairs-text.js";
import type { Settings } from "./settings.js";

export type Variant = "auto" | "simd128" | "relaxed";

/** Updates per second; "full" for as fast as possible. */
export type Pace = number | "full";

/** What a run starts with. */
export interface RunStart {
  readonly variant: Variant;
  readonly settings: Settings;
  readonly pairsText: string | undefined;
  readonly interventions: Interventions;
  readonly isPlaying: boolean;
  /** A model file to start from, by this package or by PyTorch; without it, weights are random. */
  readonly weights?: Uint8Array<ArrayBuffer> | undefined;
  /** A checkpoint to resume from, and its interventions. */
  readonly resume?: Uint8Array<ArrayBuffer> | undefined;
  readonly held?: HeldRows | undefined;
  /** Updates before this run. */
  readonly base?: number | undefined;
}

/** What to show of the model: the message, and the current weights or those of a past step. */
export interface ViewRequest {
  readonly message: string;
  readonly selectedStep: number | undefined;
}

/** Commands of the page. */
export type Command =
  | { readonly name: "begin"; readonly runStart: RunStart; readonly generation: number }
  | { readonly name: "play" | "pause" | "step" }
  | { readonly name: "pace"; readonly pace: Pace }
  | { readonly name: "show"; readonly viewRequest: ViewRequest }
  | { readonly name: "setInterventions"; readonly interventions: Interventions }
  | { readonly name: "file"; readonly request: number };

/** The state of a run. */
export interface RunView {
  /** `pausing`: no more updates are requested, but some are still running. */
  readonly phase: "starting" | "running" | "pausing" | "paused" | "finished" | "failed";
  readonly step: number;
  readonly loss?: number | undefined;
  /** Of the latest validation, or of the latest update if there was none yet. */
  readonly accuracy?: number | undefined;
  readonly symbolsPerSecond?: number | undefined;
  /** Why it ended, for the user. */
  readonly ending?: string | undefined;
}

export interface Point {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** What to save for a reload: a checkpoint, or the model of a finished run; its interventions; and the updates before it. */
export interface SavedRun {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly held: HeldRows;
  readonly base: number;
}

/** Gates and states of one direction of a layer, [part][t][unit] in the order of {@link Analysis.parts}. */
export interface DirectionUnits {
  readonly name: string;
  readonly hidden: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** A model at one step, as the page shows it. */
export interface Analysis {
  readonly step: number;
  /** Whether these are the current weights. */
  readonly isNow: boolean;
  readonly numParameters: number;
  readonly inputSymbols: readonly string[];
  readonly outputSymbols: readonly string[];
  /** The message's symbols, the predictions, and their probabilities. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly confidence: Float32Array<ArrayBuffer>;
  /** The gates and states of the model's cell. */
  readonly parts: readonly UnitPart[];
  readonly directions: readonly DirectionUnits[];
  /** [input symbol][output symbol]: the mean probability; 0 for symbols that no probe contains. */
  readonly confusionMatrix: Float32Array<ArrayBuffer>;
  /** [t][s]: length of the gradient of the score that won at t by the input at s. */
  readonly influence: Float32Array<ArrayBuffer>;
  /** Steps with saved weights, ascending. */
  readonly kept: readonly number[];
}

/** Cell and sizes of an opened model, and whether it fits the current task. */
export interface OpenedModel
  extends Pick<Settings, "cell" | "nonlinearity" | "embeddingDim" | "hiddenSize" | "numLayers" | "bidirectional"> {
  readonly fitsTask: boolean;
}

/** Reports of the training worker. Everything except files belongs to the run of a generation. */
export interface Report {
  readonly generation: number;
  readonly run?: Partial<RunView>;
  readonly points?: readonly Point[];
  readonly validation?: { readonly step: number; readonly accuracy: number };
  readonly analysis?: Analysis;
  readonly savedRun?: SavedRun;
  readonly opened?: OpenedModel;
  readonly errorMessage?: string;
  /** The requested model file, or the reason why there is none. */
  readonly file?: {
    readonly request: number;
    readonly bytes?: Uint8Array<ArrayBuffer>;
    readonly errorMessage?: string;
  };
}

/** A sequence to analyse, and the inputs over which the confusion matrix is averaged. */
export interface AnalysisRequest {
  readonly message: Words;
  readonly probes: readonly Words[];
  /** Whether to reset the state at every symbol. */
  readonly forget: boolean;
}
