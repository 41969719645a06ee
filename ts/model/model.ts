/**
 * The base class of all models: weights with their configuration. The weights are an array on the JavaScript heap, so a model without
 * references is freed without `dispose()`.
 */
/// <reference lib="esnext.disposable" preserve="true" />

import type { NetworkConfig } from "../core/network-config.js";
import { RnnError } from "../errors/rnn-error.js";
import { brand } from "./brand.js";
import type { ModelConfig } from "./config.js";
import { encodeModel, type JsonObject } from "./file.js";
import { ModelWeights } from "./inference.js";
import { type StateTensor, stateDictOf } from "./state.js";
import { rememberOrigin } from "./state-dict-origin.js";

/** Numbers with their shape. */
export interface Matrix {
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** The values in row-major order. */
  readonly data: Float32Array;
}

/** Why a run ended. */
export type EndReason = "until" | "patience" | "maxSteps" | "epochs" | "stopped";

/**
 * Validation scores, and the update after which they were measured.
 * @inline
 */
export type ValidationOf<Scores> = {
  /** The update after which it was measured, from 1. */
  readonly step: number;
  /** On how much: sequences, symbols of a text, or values of forecasts. */
  readonly count: number;
} & Scores;

/** A summary of the run that trained a model. */
export interface TrainingSummary<Scores> {
  /** Updates, counted across resumes. */
  readonly steps: number;
  /** Completed epochs, counted across resumes. */
  readonly epochs: number;
  /** Why the run ended. */
  readonly reason: EndReason;
  /** The last validation at or before these weights. */
  readonly validation?: ValidationOf<Scores> | undefined;
}

/** The parts of a model: its network, and the task's codec of inputs and outputs. */
export interface ModelParts<Codec> {
  readonly config: NetworkConfig;
  readonly weights: Float32Array;
  readonly codec: Codec;
}

/** The members of every model. `train()` and `load()` create models. */
export abstract class BaseModel<Name extends string, Scores> {
  /** The task of the model. */
  abstract readonly task: Name;
  /** A summary of the run that trained it; undefined for a loaded model. */
  readonly training: TrainingSummary<Scores> | undefined;
  #weights: ModelWeights | undefined;

  /** @internal */
  protected constructor({ config, weights }: ModelParts<unknown>, training: TrainingSummary<Scores> | undefined) {
    this.#weights = new ModelWeights(config, weights);
    this.training = training && Object.freeze(training);
    const { cell, hiddenSize } = config;
    const summary = `cell: "${cell}", hiddenSize: ${hiddenSize}, numParameters: ${weights.length}`;
    // Browsers' consoles show this instead of the minified name of the class.
    Object.defineProperty(this, Symbol.toStringTag, { value: `${this.constructor.name}(${summary})` });
  }

  /** @internal */
  get [brand](): Name {
    return this.task;
  }

  /** The sizes of the model. */
  abstract get config(): ModelConfig;

  /** The number of weights, counted like PyTorch's. */
  get numParameters(): number {
    return this.weights.values.length;
  }

  /** The weights under PyTorch's names; copies. */
  stateDict(): Map<string, StateTensor> {
    const { config, values } = this.weights;
    return rememberOrigin(stateDictOf(config, values), { task: this.task, description: () => this.describe() });
  }

  /** The model as a safetensors file for `load()` and for PyTorch, with the names of its state dict. */
  save(): Uint8Array<ArrayBuffer> {
    const { config, values: weights } = this.weights;
    return encodeModel({ task: this.task, config, weights, description: this.describe() });
  }

  /** The class, the sizes and the run: `Tagger { cell: "lstm", hiddenSize: 10, …, numParameters: 1234, … }`. */
  toString(): string {
    const given = Object.entries(this.#summary()).filter(([, value]) => value !== undefined);
    const fields = given.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    return `${this.constructor.name} { ${fields.join(", ")} }`;
  }

  /** @internal The text on Node's console. */
  [Symbol.for("nodejs.util.inspect.custom")](
    _: unknown,
    options: object,
    inspect: (value: object, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.#summary(), options)}`;
  }

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  /** Releases the weights. Optional: a model without references is freed by the garbage collector. */
  dispose(): void {
    this.#weights = undefined;
  }

  /** What `using` calls: `dispose()`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #summary(): object {
    if (!this.#weights) return { disposed: true };
    const { config, numParameters, training } = this;
    return { ...config, ...this.traits, numParameters, ...(training && { training }) };
  }

  /** @internal What a console shows besides the sizes. */
  protected get traits(): object {
    return {};
  }

  /** @internal @throws RnnError `ERR_DISPOSED` */
  protected get weights(): ModelWeights {
    if (!this.#weights) throw new RnnError("ERR_DISPOSED", "model: expected a model in use, got one after dispose()");
    return this.#weights;
  }

  /** @internal The task's metadata for its file. */
  protected abstract describe(): JsonObject;
}
