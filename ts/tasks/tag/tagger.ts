/**
 * What training leaves: a model that decrypts, tags, shows its inside, and can be saved. Its weights are an array on the JavaScript heap,
 * so a model that is dropped is gone without `dispose()`.
 */
/// <reference lib="esnext.disposable" preserve="true" />

import { Batches } from "../../data/batches.js";
import { IntList, type Sequence, type SequenceKind } from "../../data/sequence.js";
import type { Symbols, Vocabulary } from "../../data/vocabulary.js";
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import { TimeSlice } from "../../host/event-loop.js";
import { type ModelConfig, rowsAtOnce } from "../../model/config.js";
import { encodeModel, type ModelParts } from "../../model/file.js";
import {
  classesOf,
  evaluateSome,
  ModelWeights,
  means,
  networkReading,
  networkWith,
  noTotals,
} from "../../model/inference.js";
import { type StateTensor, stateDictOf } from "../../model/state.js";
import { ModelStream } from "../../model/stream.js";
import type { TrainingData } from "./training-data.js";

/** Numbers with their shape, row by row. */
export interface Values {
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** The values, row by row. */
  readonly data: Float32Array;
}

/** What the units of one direction of a layer held while they read a sequence, each of shape [T, hiddenSize]. */
export interface DirectionTrace {
  /** Hidden state, which is the output. */
  readonly h: Values;
  /** Cell state. */
  readonly c: Values;
  /** Input gate, 0 … 1. */
  readonly i: Values;
  /** Forget gate, 0 … 1. */
  readonly f: Values;
  /** Candidate, −1 … 1. */
  readonly g: Values;
  /** Output gate, 0 … 1. */
  readonly o: Values;
}

/** All that a model computed for a sequence. */
export interface Trace {
  /** [T, symbols of the output] */
  readonly probabilities: Values;
  /** From the input up; in each layer the forward direction, then the backward one if there is. Index t is the symbol t in both. */
  readonly layers: readonly {
    /** The forward direction, then the backward one if there is. */
    readonly directions: readonly DirectionTrace[];
  }[];
}

/** Why a run ended. */
export type EndReason = "until" | "patience" | "maxSteps" | "epochs" | "stopped";

/** How a run went that made a model. */
export interface Training {
  /** Updates, since the first run's start. */
  readonly steps: number;
  /** Epochs that were completed. */
  readonly epochs: number;
  /** Why the run ended. */
  readonly reason: EndReason;
  /** The latest validation of these weights, or before them: of the best ones where those were kept. */
  readonly validation?:
    | {
        /** The update after which it was measured. */
        readonly step: number;
        /** Mean cross entropy of a symbol, in nats. */
        readonly loss: number;
        /** Share of the symbols that were right. */
        readonly accuracy: number;
      }
    | undefined;
}

/** What {@link Model.evaluate} found. */
export interface Evaluation {
  /** Mean cross entropy of a symbol, in nats. */
  readonly loss: number;
  /** Share of the symbols that were right. */
  readonly accuracy: number;
  /** Share of the sequences that were right from end to end. */
  readonly exactMatch: number;
}

/** A model that `train()` made, whose `training` is there. */
export type TrainedModel<Output extends Sequence = Sequence> = Model<Output> & { readonly training: Training };

/** A trained network with its symbols: `train()` and `load()` make it. */
export class Model<Output extends Sequence = Sequence> {
  /** How the run went that made it; undefined for a model that was loaded. */
  readonly training: Training | undefined;
  readonly #alphabet: Vocabulary;
  readonly #outputAlphabet: Vocabulary;
  readonly #kind: SequenceKind;
  #weights: ModelWeights | undefined;

  private constructor({ config, weights, alphabet, outputAlphabet, kind }: ModelParts, training?: Training) {
    this.#weights = new ModelWeights(config, weights);
    this.#alphabet = alphabet;
    this.#outputAlphabet = outputAlphabet;
    this.#kind = kind;
    this.training = training && Object.freeze(training);
  }

  /** @internal Models are made by `train()` and `load()`; an engine must be loaded. */
  static of(parts: ModelParts): Model;
  /** @internal */
  static of(parts: ModelParts, training: Training): TrainedModel;
  static of(parts: ModelParts, training?: Training): Model {
    return new Model(parts, training);
  }

  /** The sizes. */
  get config(): ModelConfig {
    return this.#alive.config;
  }

  /** The symbols that it reads, as they were given: a text, or an array of strings. */
  get alphabet(): Symbols {
    return this.#alphabet.asGiven;
  }

  /** The symbols that it writes. */
  get outputAlphabet(): Symbols {
    return this.#outputAlphabet.asGiven;
  }

  /** Weights, counted as PyTorch counts them. */
  get numParameters(): number {
    return this.#alive.values.length;
  }

  /**
   * The likeliest text.
   * @throws RnnError `ERR_UNKNOWN_SYMBOL` naming letter and place, `ERR_INVALID_OPTION`, `ERR_DISPOSED`, `ERR_OUT_OF_MEMORY`
   */
  decrypt(text: string): string {
    if (typeof text !== "string") throw invalidOption("text", "a string", text);
    return this.#textOf(this.#classes(this.#encode(text)));
  }

  /**
   * The likeliest sequence, of the kind that the model was trained on.
   * @throws RnnError as {@link decrypt}; `ERR_INDEX_RANGE` for an index outside the alphabet
   */
  predict(sequence: Sequence): Output {
    return this.#answer(this.#classes(this.#encode(sequence)));
  }

  /** {@link decrypt} for many texts at once, which is faster than one by one. */
  decryptBatch(texts: readonly string[]): string[] {
    const weights = this.#alive;
    if (!Array.isArray(texts)) throw invalidOption("texts", "an array of strings", texts);
    const [tokens, starts] = [new IntList(), new IntList()];
    starts.push(0);
    for (const [i, text] of texts.entries()) {
      if (typeof text !== "string") throw invalidOption(`texts[${i}]`, "a string", text);
      this.#alphabet.encode(text, () => `texts[${i}]`, tokens);
      starts.push(tokens.length);
    }
    const classes = classesOf(weights, tokens.data, starts.data, texts.length);
    return texts.map((_, i) => this.#textOf(classes.subarray(starts.data[i], starts.data[i + 1])));
  }

  /** The probability of each symbol of the output at each place: shape [T, symbols of the output]. */
  probabilities(sequence: Sequence): Values {
    const tokens = this.#encode(sequence);
    const time = tokens.length;
    return {
      shape: [time, this.#alive.config.numClasses],
      data: time === 0 ? new Float32Array() : networkReading(this.#alive, tokens).predict(time).slice(),
    };
  }

  /** {@link probabilities}, and all gates and states on the way to them. */
  trace(sequence: Sequence): Trace {
    const tokens = this.#encode(sequence);
    const time = tokens.length;
    const { numLayers, bidirectional, hiddenSize, numClasses } = this.#alive.config;
    const network = time === 0 ? undefined : networkReading(this.#alive, tokens);
    const { probabilities, units } = network?.trace(time) ?? {
      probabilities: new Float32Array(),
      units: new Float32Array(),
    };
    let end = 0;
    const next = (): Values => {
      end += time * hiddenSize;
      return { shape: [time, hiddenSize], data: units.slice(end - time * hiddenSize, end) };
    };
    const direction = (): DirectionTrace => ({ h: next(), c: next(), i: next(), f: next(), g: next(), o: next() });
    const layer = () => ({ directions: Array.from({ length: bidirectional ? 2 : 1 }, direction) });
    return {
      probabilities: { shape: [time, numClasses], data: probabilities.slice() },
      layers: Array.from({ length: numLayers }, layer),
    };
  }

  /**
   * Reads as the symbols come.
   * @throws RnnError `ERR_INVALID_OPTION` for a model that reads in both directions: it needs the end first
   */
  stream(): ModelStream<Output> {
    const { numLayers, bidirectional, hiddenSize } = this.#alive.config;
    if (bidirectional) throw invalidOption("stream", "a model of one direction", "bidirectional");
    return new ModelStream(2 * numLayers * hiddenSize, (chunk, state) => {
      const tokens = this.#encode(chunk);
      if (tokens.length === 0) return this.#answer(tokens);
      const network = networkReading(this.#alive, tokens);
      network.predict(tokens.length, state);
      return this.#answer(network.predictions.slice(0, tokens.length));
    });
  }

  /**
   * How well it does on data that it should know nothing of.
   * @param data `{ pairs }` or a data set; a cipher: 128 fresh messages of 32, from the generator that `manualSeed` seeds
   * @throws RnnError as training does for its data, `ERR_EMPTY_DATASET`
   */
  async evaluate(data: TrainingData): Promise<Evaluation> {
    const { config } = this.#alive;
    const { readPairs } = await import("./pairs/read-pairs.js");
    const pairs = await readPairs(data, this.#alphabet, this.#outputAlphabet);
    const rows = rowsAtOnce(config);
    const batches = new Batches();
    batches.packByLength(pairs, rows);
    const totals = noTotals();
    const slice = new TimeSlice();
    for (let at = 0; at < batches.count; ) {
      at = evaluateSome(networkWith(this.#alive), batches, at, rows, totals);
      if (slice.isOver) await slice.end();
    }
    return { ...means(totals), exactMatch: totals.exact / totals.sequences };
  }

  /** The weights under PyTorch's names; copies. */
  stateDict(): Map<string, StateTensor> {
    const { config, values } = this.#alive;
    return stateDictOf(config, values);
  }

  /** The model as a safetensors file: for `load()`, and for PyTorch, which finds the names of its state dict. */
  save(): Uint8Array<ArrayBuffer> {
    const { config, values: weights } = this.#alive;
    return encodeModel({
      config,
      weights,
      alphabet: this.#alphabet,
      outputAlphabet: this.#outputAlphabet,
      kind: this.#kind,
    });
  }

  /** Lets go of the weights. Nothing else needs it: a model that nothing refers to is freed by itself. */
  dispose(): void {
    this.#weights = undefined;
  }

  /** What `using` calls: {@link Model.dispose}. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  get #alive(): ModelWeights {
    if (!this.#weights) throw new RnnError("ERR_DISPOSED", "model: expected one in use, got one after dispose()");
    return this.#weights;
  }

  #encode(sequence: Sequence): Int32Array {
    // Before anything else: a model that is gone says so, whatever it is given.
    this.#alive;
    return this.#alphabet.indicesOf(sequence, () => "sequence");
  }

  /** Valid until the next call. */
  #classes(tokens: Int32Array): Uint32Array | Int32Array {
    if (tokens.length === 0) return tokens;
    const network = networkReading(this.#alive, tokens);
    network.classify(1);
    return network.predictions.subarray(0, tokens.length);
  }

  #answer(classes: Int32Array | Uint32Array): Output {
    const answer =
      this.#kind === "text"
        ? this.#textOf(classes)
        : this.#kind === "list"
          ? Array.from(classes, (index) => this.#outputAlphabet.symbol(index))
          : Int32Array.from(classes);
    return answer as Sequence as Output;
  }

  #textOf(classes: Int32Array | Uint32Array): string {
    let text = "";
    for (const index of classes) text += this.#outputAlphabet.symbol(index);
    return text;
  }
}
