/**
 * The model of the tagging task: it outputs a symbol for each input symbol.
 */
import { type NetworkConfig, stateLength } from "../../core/network-config.js";
import { Batches } from "../../data/batches.js";
import { IntList, type SymbolSequence } from "../../data/sequence.js";
import type { Symbols } from "../../data/vocabulary.js";
import { invalidOption } from "../../errors/validate.js";
import { pauses } from "../../host/event-loop.js";
import { tracedOf, type unitParts } from "../../model/cells.js";
import { type ModelConfig, rowsAtOnce } from "../../model/config.js";
import type { JsonObject } from "../../model/file.js";
import { networkReading, networkWith } from "../../model/inference.js";
import { BaseModel, type Matrix, type ModelParts, type TrainingSummary } from "../../model/model.js";
import { StateStream, type Stream } from "../../model/stream.js";
import { decodeClasses, encodeCodec, type TagCodec } from "./codec.js";
import { classesOf, evaluateAll, means } from "./evaluation.js";
import type { TagScores } from "./progress.js";
import type { TagData } from "./training-data.js";

/** The sizes of a tagger: Embedding(vocabSize, embeddingDim) → recurrent layers → Linear(…, numClasses) at each symbol. */
export interface TaggerConfig extends ModelConfig {
  /** The number of input symbols. */
  readonly vocabSize: number;
  /** The number of output symbols. */
  readonly numClasses: number;
  /** The width of the embedding. */
  readonly embeddingDim: number;
}

/** Gates and states of all units over a sequence, each of shape [T, hiddenSize]. A trace has those of the model's cell. */
type PartTraces = { readonly [Part in keyof typeof unitParts]?: Matrix };

/** The gates and states of one direction of a layer while it reads a sequence. */
export interface DirectionTrace extends PartTraces {
  /** Hidden state, which is the output. */
  readonly h: Matrix;
}

/** All values that a model computes for a sequence. */
export interface Trace {
  /** The probability of each output symbol at each position: [T, number of output symbols]. */
  readonly probabilities: Matrix;
  /** The layers, starting at the input. Index t belongs to symbol t in both directions. */
  readonly layers: readonly {
    /** The forward direction, and the backward one of a bidirectional model. */
    readonly directions: readonly DirectionTrace[];
  }[];
}

/** The result of {@link Tagger.evaluate}. */
export interface Evaluation extends TagScores {
  /** The share of sequences without a mistake. */
  readonly exactMatch: number;
}

/** A model that outputs a symbol for each input symbol: it decrypts or tags. Created by `train()` and `load()`. */
export class Tagger<Answer extends SymbolSequence = SymbolSequence> extends BaseModel<"tag", TagScores> {
  readonly task = "tag";
  readonly #codec: TagCodec;

  private constructor(parts: ModelParts<TagCodec>, training: TrainingSummary<TagScores> | undefined) {
    super(parts, training);
    this.#codec = parts.codec;
  }

  /** @internal Requires a loaded engine. Users call `train()` and `load()`. */
  static of(parts: ModelParts<TagCodec>, training?: TrainingSummary<TagScores>): Tagger {
    return new Tagger(parts, training);
  }

  get config(): TaggerConfig {
    return taggerConfig(this.weights.config);
  }

  /** The input symbols, in the form in which they were given: a string, or an array of strings. */
  get alphabet(): Symbols {
    return this.#codec.alphabet.asGiven;
  }

  /** The output symbols. */
  get outputAlphabet(): Symbols {
    return this.#codec.outputAlphabet.asGiven;
  }

  /**
   * Returns the most likely output for a text.
   * @throws RnnError `ERR_UNKNOWN_SYMBOL` with the symbol and its position, `ERR_INVALID_OPTION`, `ERR_DISPOSED`, `ERR_OUT_OF_MEMORY`
   */
  decrypt(text: string): string {
    if (typeof text !== "string") throw invalidOption("text", "a string", text);
    const { data, length } = this.#encode(text);
    return this.#codec.outputAlphabet.textOf(this.#classes(data, length), 0, length);
  }

  /** {@link decrypt} for many texts, which is faster than one by one. */
  decryptBatch(texts: readonly string[]): string[] {
    const { outputAlphabet } = this.#codec;
    return this.#predictAll(
      "texts",
      texts,
      "an array of strings",
      (text, name) => {
        if (typeof text !== "string") throw invalidOption(name(), "a string", text);
      },
      (classes, first, end) => outputAlphabet.textOf(classes, first, end),
    );
  }

  /**
   * Returns the most likely output for a sequence, in the kind of the training targets.
   * @throws RnnError like {@link decrypt}; `ERR_INDEX_RANGE` for an index outside the alphabet
   */
  predict(sequence: SymbolSequence): Answer {
    const { data, length } = this.#encode(sequence);
    return this.#answer(this.#classes(data, length).subarray(0, length));
  }

  /** {@link predict} for many sequences, which is faster than one by one. */
  predictBatch(sequences: readonly SymbolSequence[]): Answer[] {
    return this.#predictAll(
      "sequences",
      sequences,
      "an array of sequences",
      () => {},
      (classes, first, end) => this.#answer(classes.subarray(first, end)),
    );
  }

  /** The probability of each output symbol at each position: shape [T, number of output symbols]. */
  probabilities(sequence: SymbolSequence): Matrix {
    const { data, length: time } = this.#encode(sequence);
    return {
      shape: [time, this.weights.config.output.size],
      data: time === 0 ? new Float32Array() : networkReading(this.weights, data, time).predict(time).slice(),
    };
  }

  /** {@link probabilities}, with the gates and states of all layers. */
  trace(sequence: SymbolSequence): Trace {
    const { data, length: time } = this.#encode(sequence);
    const { cell, numLayers, bidirectional, hiddenSize, output } = this.weights.config;
    const network = time === 0 ? undefined : networkReading(this.weights, data, time);
    const { outputs, units } = network?.trace(time) ?? {
      outputs: new Float32Array(),
      units: new Float32Array(),
    };
    let end = 0;
    const next = (): Matrix => {
      end += time * hiddenSize;
      return { shape: [time, hiddenSize], data: units.slice(end - time * hiddenSize, end) };
    };
    const direction = () =>
      Object.fromEntries(tracedOf(cell).map((name) => [name, next()])) as unknown as DirectionTrace;
    const layer = () => ({ directions: Array.from({ length: bidirectional ? 2 : 1 }, direction) });
    return {
      probabilities: { shape: [time, output.size], data: outputs.slice() },
      layers: Array.from({ length: numLayers }, layer),
    };
  }

  /**
   * Creates a stream, which reads a sequence in chunks.
   * @throws RnnError `ERR_INVALID_OPTION` for a bidirectional model, which needs the whole sequence
   */
  stream(): Stream<SymbolSequence, Answer> {
    const { config } = this.weights;
    if (config.bidirectional) throw invalidOption("stream", "a model of one direction", "bidirectional");
    return new StateStream(stateLength(config), (chunk, state) => {
      const { data, length } = this.#encode(chunk);
      if (length === 0) return this.#answer(new Uint32Array());
      const network = networkReading(this.weights, data, length);
      network.predict(length, state);
      return this.#answer(network.predictions.slice(0, length));
    });
  }

  /**
   * Scores the model on data that it was not trained on.
   * @param data `{ pairs }`, a data set, or a cipher: 128 new messages of 32 letters from the generator that `manualSeed` seeds
   * @throws RnnError like `train` for invalid data, `ERR_EMPTY_DATASET`
   */
  async evaluate(data: TagData): Promise<Evaluation> {
    const { alphabet, outputAlphabet } = this.#codec;
    const rows = rowsAtOnce(this.weights.config);
    const { readPairs } = await import("./pairs/read-pairs.js");
    const batches = new Batches().packByLength(await readPairs(data, alphabet, outputAlphabet), rows);
    const totals = await evaluateAll(() => networkWith(this.weights), batches, rows, pauses());
    return { ...means(totals), exactMatch: totals.exact / totals.sequences };
  }

  /** @internal */
  protected override describe(): JsonObject {
    return encodeCodec(this.#codec);
  }

  /** The indices of a sequence, valid until the next call. */
  #encode(sequence: SymbolSequence): IntList {
    // First, so that a disposed model reports that rather than an invalid sequence.
    this.weights;
    return this.#codec.alphabet.borrowIndicesOf(sequence, () => "sequence");
  }

  /** The most likely classes of the first tokens, and what follows them; valid until the next call. */
  #classes(tokens: Int32Array, length: number): Uint32Array {
    if (length === 0) return new Uint32Array();
    const network = networkReading(this.weights, tokens, length);
    network.classify(1);
    return network.predictions;
  }

  /** @param answerOf makes an answer of the classes from `first` up to `end` */
  #predictAll<T>(
    name: string,
    sequences: readonly SymbolSequence[],
    wanted: string,
    check: (sequence: SymbolSequence, name: () => string) => void,
    answerOf: (classes: Int32Array, first: number, end: number) => T,
  ): T[] {
    const { weights } = this;
    if (!Array.isArray(sequences)) throw invalidOption(name, wanted, sequences);
    const tokens = new IntList();
    const starts = new Int32Array(sequences.length + 1);
    for (let i = 0; i < sequences.length; i++) {
      const sequence = sequences[i] as SymbolSequence;
      const place = () => `${name}[${i}]`;
      check(sequence, place);
      this.#codec.alphabet.encode(sequence, place, tokens);
      starts[i + 1] = tokens.length;
    }
    const classes = classesOf(weights, tokens.data, starts, sequences.length);
    return Array.from(sequences, (_, i) => answerOf(classes, starts[i] as number, starts[i + 1] as number));
  }

  #answer(classes: Int32Array | Uint32Array): Answer {
    return decodeClasses(this.#codec, classes) as Answer;
  }
}

/** The sizes in the form of a tagger's `config`. */
function taggerConfig({ input, output, ...config }: NetworkConfig): TaggerConfig {
  const { vocabSize, embeddingDim } = input as Extract<NetworkConfig["input"], { kind: "tokens" }>;
  return { ...config, vocabSize, numClasses: output.size, embeddingDim };
}
