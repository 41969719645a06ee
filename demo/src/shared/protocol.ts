/**
 * What the page asks of its trainingWorker, the worker in which models are trained and looked at, and what it is told.
 */

import type { HeldRows, Interventions } from "./interventions.js";
import type { Words } from "./pairs-text.js";
import type { Settings } from "./settings.js";

export type Variant = "auto" | "simd128" | "relaxed";

/** Updates a second, or as fast as it goes. */
export type Pace = number | "full";

/** What a run begins with. */
export interface RunStart {
  readonly variant: Variant;
  readonly settings: Settings;
  readonly pairsText: string | undefined;
  readonly interventions: Interventions;
  readonly isPlaying: boolean;
  /** A model's file to start from, ours or PyTorch's; else weights are drawn. */
  readonly weights?: Uint8Array<ArrayBuffer> | undefined;
  /** A checkpoint to go on from, and what was held in it. */
  readonly resume?: Uint8Array<ArrayBuffer> | undefined;
  readonly held?: HeldRows | undefined;
  /** Updates before this run of the package. */
  readonly base?: number | undefined;
}

/** What is shown of the model: for what message, and of its weights now or of those at a past step. */
export interface ViewRequest {
  readonly message: string;
  readonly selectedStep: number | undefined;
}

/** What can be asked for. */
export type Command =
  | { readonly name: "begin"; readonly runStart: RunStart; readonly generation: number }
  | { readonly name: "play" | "pause" | "step" }
  | { readonly name: "pace"; readonly pace: Pace }
  | { readonly name: "show"; readonly viewRequest: ViewRequest }
  | { readonly name: "setInterventions"; readonly interventions: Interventions }
  | { readonly name: "file"; readonly request: number };

/** How a run stands. */
export interface RunView {
  /** `pausing`: no more updates are asked for, but some are still under way. */
  readonly phase: "starting" | "running" | "pausing" | "paused" | "finished" | "failed";
  readonly step: number;
  readonly loss?: number | undefined;
  /** Of the latest validation, or of the latest update where there was none yet. */
  readonly accuracy?: number | undefined;
  readonly symbolsPerSecond?: number | undefined;
  /** Why it ended, for people. */
  readonly ending?: string | undefined;
}

export interface Point {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** What outlives a reload: a checkpoint, or the model of a run that is over; what was held in it; and the updates before it. */
export interface SavedRun {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly held: HeldRows;
  readonly base: number;
}

/** The order in which an analysis has gates and states. */
export const unitParts = ["i", "f", "g", "o", "c", "h"] as const;

/** Gates and states of one direction of a layer, [part][t][unit] in the order of {@link unitParts}. */
export interface DirectionUnits {
  readonly name: string;
  readonly hidden: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** A model at one step, as the page shows it. */
export interface Analysis {
  readonly step: number;
  /** Whether the weights are those of now. */
  readonly isNow: boolean;
  readonly numParameters: number;
  readonly inputSymbols: readonly string[];
  readonly outputSymbols: readonly string[];
  /** The message's symbols, what the model makes of them, and how sure it is. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly confidence: Float32Array<ArrayBuffer>;
  readonly directions: readonly DirectionUnits[];
  /** [symbols of the input][symbols of the output]: the mean probability; rows of symbols that no probe has are 0. */
  readonly confusionMatrix: Float32Array<ArrayBuffer>;
  /** [t][s]: length of the gradient of the score that won at t by the input at s. */
  readonly influence: Float32Array<ArrayBuffer>;
  /** Steps of which the weights are kept, ascending. */
  readonly kept: readonly number[];
}

/** Sizes of a model that was opened, and whether the task at hand is one for it. */
export interface OpenedModel extends Pick<Settings, "embeddingDim" | "hiddenSize" | "numLayers" | "bidirectional"> {
  readonly fitsTask: boolean;
}

/** What the trainingWorker tells; all of it belongs to the run of a generation, but for files. */
export interface Report {
  readonly generation: number;
  readonly run?: Partial<RunView>;
  readonly points?: readonly Point[];
  readonly validation?: { readonly step: number; readonly accuracy: number };
  readonly analysis?: Analysis;
  readonly savedRun?: SavedRun;
  readonly opened?: OpenedModel;
  readonly errorMessage?: string;
  /** The model's file that was asked for, or why there is none. */
  readonly file?: {
    readonly request: number;
    readonly bytes?: Uint8Array<ArrayBuffer>;
    readonly errorMessage?: string;
  };
}

/** A sequence to look at, with the inputs over which a model's confusionMatrix are averaged. */
export interface AnalysisRequest {
  readonly message: Words;
  readonly probes: readonly Words[];
  /** The state is forgotten at every symbol. */
  readonly forget: boolean;
}
