/**
 * What models of every task are: weights with their sizes, which can be shown, saved and let go of. The weights are an array on the
 * JavaScript heap, so a model that is dropped is freed without `dispose()`.
 */
/// <reference lib="esnext.disposable" preserve="true" />

import type { NetworkConfig } from "../core/network.js";
import { RnnError } from "../errors/rnn-error.js";
import { brand } from "./brand.js";
import type { ModelConfig } from "./config.js";
import { encodeModel, type JsonObject } from "./file.js";
import { ModelWeights } from "./inference.js";
import { type StateTensor, stateDictOf } from "./state.js";

/** Numbers with their shape, row by row. */
export interface Matrix {
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** The values, row by row. */
  readonly data: Float32Array;
}

/** Why a run ended. */
export type EndReason = "until" | "patience" | "maxSteps" | "epochs" | "stopped";

/** Scores of what was held back, and the update after which they were measured. */
export type ValidationOf<Scores> = {
  /** The update after which it was measured, from 1. */
  readonly step: number;
} & Scores;

/** How a run went that made a model. */
export interface TrainingSummary<Scores> {
  /** Updates, counted across resumes. */
  readonly steps: number;
  /** Epochs that were completed. */
  readonly epochs: number;
  /** Why the run ended. */
  readonly reason: EndReason;
  /** Last validation at or before these weights: of the best ones where those were kept. */
  readonly validation?: ValidationOf<Scores> | undefined;
}

/** All that makes a model: its network, and what the task needs to say what goes in and what comes out. */
export interface ModelParts<Codec> {
  readonly config: NetworkConfig;
  readonly weights: Float32Array;
  readonly codec: Codec;
}

/** What models of every task have. `train()` and `load()` make them. */
export abstract class BaseModel<Name extends string, Scores> {
  /** What kind of model it is. */
  abstract readonly task: Name;
  /** How the run went that made it; undefined for a model that was loaded. */
  readonly training: TrainingSummary<Scores> | undefined;
  #weights: ModelWeights | undefined;

  /** @internal */
  protected constructor({ config, weights }: ModelParts<unknown>, training: TrainingSummary<Scores> | undefined) {
    this.#weights = new ModelWeights(config, weights);
    this.training = training && Object.freeze(training);
  }

  /** @internal */
  get [brand](): Name {
    return this.task;
  }

  /** The sizes. */
  abstract get config(): ModelConfig;

  /** Weights, counted as PyTorch counts them. */
  get numParameters(): number {
    return this.weights.values.length;
  }

  /** The weights under PyTorch's names; copies. */
  stateDict(): Map<string, StateTensor> {
    const { config, values } = this.weights;
    return stateDictOf(config, values);
  }

  /** The model as a safetensors file: for `load()`, and for PyTorch, which finds the names of its state dict. */
  save(): Uint8Array<ArrayBuffer> {
    const { config, values: weights } = this.weights;
    return encodeModel({ task: this.task, config, weights, description: this.describe() });
  }

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  /** Releases the weights. Optional: a model without references is freed by the garbage collector. */
  dispose(): void {
    this.#weights = undefined;
  }

  /** What `using` calls: {@link BaseModel.dispose}. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal @throws RnnError `ERR_DISPOSED` */
  protected get weights(): ModelWeights {
    if (!this.#weights) throw new RnnError("ERR_DISPOSED", "model: expected one in use, got one after dispose()");
    return this.#weights;
  }

  /** @internal What its file says beside the weights. */
  protected abstract describe(): JsonObject;
}
