/**
 * What training leaves of aligned sequences: a model that decrypts, tags, and shows its inside.
 */
import type { NetworkConfig } from "../../core/network-config.js";
import { Batches } from "../../data/batches.js";
import { IntList, type SymbolSequence } from "../../data/sequence.js";
import type { Symbols } from "../../data/vocabulary.js";
import { invalidOption } from "../../errors/validate.js";
import { TimeSlice } from "../../host/event-loop.js";
import { cells, type unitParts } from "../../model/cells.js";
import { type ModelConfig, rowsAtOnce, stateLength } from "../../model/config.js";
import type { JsonObject } from "../../model/file.js";
import { networkReading, networkWith } from "../../model/inference.js";
import { BaseModel, type Matrix, type ModelParts, type TrainingSummary } from "../../model/model.js";
import { StateStream, type Stream } from "../../model/stream.js";
import { decodeClasses, encodeCodec, type TagCodec, textOf } from "./codec.js";
import { classesOf, evaluateAll, means } from "./evaluation.js";
import type { TagScores } from "./progress.js";
import type { TagData } from "./training-data.js";

/** The sizes of a tagger: Embedding(vocabSize, embeddingDim) → recurrent layers → Linear(…, numClasses) at each symbol. */
export interface TaggerConfig extends ModelConfig {
  /** Symbols of the input. */
  readonly vocabSize: number;
  /** Symbols of the output. */
  readonly numClasses: number;
  /** Size of a symbol's embedding. */
  readonly embeddingDim: number;
}

/** A gate or state of all units over a sequence, each of shape [T, hiddenSize]; a trace has those of the model's cell. */
type PartTraces = { readonly [Part in keyof typeof unitParts]?: Matrix };

/** What the units of one direction of a layer held while they read a sequence. */
export interface DirectionTrace extends PartTraces {
  /** Hidden state, which is the output. */
  readonly h: Matrix;
}

/** All that a model computed for a sequence. */
export interface Trace {
  /** [T, symbols of the output] */
  readonly probabilities: Matrix;
  /** From the input up; in each layer the forward direction, then the backward one if there is. Index t is the symbol t in both. */
  readonly layers: readonly {
    /** The forward direction, then the backward one if there is. */
    readonly directions: readonly DirectionTrace[];
  }[];
}

/** What {@link Tagger.evaluate} found. */
export interface Evaluation extends TagScores {
  /** Share of the sequences that were right from end to end. */
  readonly exactMatch: number;
}

/** A model that tells a symbol for each symbol that it reads: decrypts, tags. `train()` and `load()` make it. */
export class Tagger<Answer extends SymbolSequence = SymbolSequence> extends BaseModel<"tag", TagScores> {
  readonly task = "tag";
  readonly #codec: TagCodec;

  private constructor(parts: ModelParts<TagCodec>, training: TrainingSummary<TagScores> | undefined) {
    super(parts, training);
    this.#codec = parts.codec;
  }

  /** @internal Models are made by `train()` and `load()`; an engine must be loaded. */
  static of(parts: ModelParts<TagCodec>, training?: TrainingSummary<TagScores>): Tagger {
    return new Tagger(parts, training);
  }

  get config(): TaggerConfig {
    return taggerConfig(this.weights.config);
  }

  /** The symbols that it reads, as they were given: a text, or an array of strings. */
  get alphabet(): Symbols {
    return this.#codec.alphabet.asGiven;
  }

  /** The symbols that it writes. */
  get outputAlphabet(): Symbols {
    return this.#codec.outputAlphabet.asGiven;
  }

  /**
   * The likeliest text.
   * @throws RnnError `ERR_UNKNOWN_SYMBOL` naming letter and place, `ERR_INVALID_OPTION`, `ERR_DISPOSED`, `ERR_OUT_OF_MEMORY`
   */
  decrypt(text: string): string {
    if (typeof text !== "string") throw invalidOption("text", "a string", text);
    return textOf(this.#codec.outputAlphabet, this.#classes(this.#encode(text)));
  }

  /** {@link decrypt} for many texts at once, which is faster than one by one. */
  decryptBatch(texts: readonly string[]): string[] {
    return this.#classesOfAll("texts", texts, "an array of strings", (text, name) => {
      if (typeof text !== "string") throw invalidOption(name, "a string", text);
    }).map((classes) => textOf(this.#codec.outputAlphabet, classes));
  }

  /**
   * The likeliest sequence, of the kind that the model was trained on.
   * @throws RnnError as {@link decrypt}; `ERR_INDEX_RANGE` for an index outside the alphabet
   */
  predict(sequence: SymbolSequence): Answer {
    return this.#answer(this.#classes(this.#encode(sequence)));
  }

  /** {@link predict} for many sequences at once, which is faster than one by one. */
  predictBatch(sequences: readonly SymbolSequence[]): Answer[] {
    const all = this.#classesOfAll("sequences", sequences, "an array of sequences", () => {});
    return all.map((classes) => this.#answer(classes));
  }

  /** The probability of each symbol of the output at each place: shape [T, symbols of the output]. */
  probabilities(sequence: SymbolSequence): Matrix {
    const tokens = this.#encode(sequence);
    const time = tokens.length;
    return {
      shape: [time, this.weights.config.output.size],
      data: time === 0 ? new Float32Array() : networkReading(this.weights, tokens).predict(time).slice(),
    };
  }

  /** {@link probabilities}, and all gates and states on the way to them. */
  trace(sequence: SymbolSequence): Trace {
    const tokens = this.#encode(sequence);
    const time = tokens.length;
    const { cell, numLayers, bidirectional, hiddenSize, output } = this.weights.config;
    const network = time === 0 ? undefined : networkReading(this.weights, tokens);
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
      Object.fromEntries(cells[cell].traced.map((name) => [name, next()])) as unknown as DirectionTrace;
    const layer = () => ({ directions: Array.from({ length: bidirectional ? 2 : 1 }, direction) });
    return {
      probabilities: { shape: [time, output.size], data: outputs.slice() },
      layers: Array.from({ length: numLayers }, layer),
    };
  }

  /**
   * Reads as the symbols come.
   * @throws RnnError `ERR_INVALID_OPTION` for a model that reads in both directions: it needs the end first
   */
  stream(): Stream<SymbolSequence, Answer> {
    const { config } = this.weights;
    if (config.bidirectional) throw invalidOption("stream", "a model of one direction", "bidirectional");
    return new StateStream(stateLength(config), (chunk, state) => {
      const tokens = this.#encode(chunk);
      if (tokens.length === 0) return this.#answer(tokens);
      const network = networkReading(this.weights, tokens);
      network.predict(tokens.length, state);
      return this.#answer(network.predictions.slice(0, tokens.length));
    });
  }

  /**
   * How well it does on data that it should know nothing of.
   * @param data `{ pairs }` or a data set; a cipher: 128 fresh messages of 32, from the generator that `manualSeed` seeds
   * @throws RnnError as training does for its data, `ERR_EMPTY_DATASET`
   */
  async evaluate(data: TagData): Promise<Evaluation> {
    const { alphabet, outputAlphabet } = this.#codec;
    const rows = rowsAtOnce(this.weights.config);
    const { readPairs } = await import("./pairs/read-pairs.js");
    const batches = new Batches().packByLength(await readPairs(data, alphabet, outputAlphabet), rows);
    const slice = new TimeSlice();
    const pause = () => (slice.isOver ? slice.end() : undefined);
    const totals = await evaluateAll(() => networkWith(this.weights), [batches], rows, pause);
    return { ...means(totals), exactMatch: totals.exact / totals.sequences };
  }

  /** @internal */
  protected override describe(): JsonObject {
    return encodeCodec(this.#codec);
  }

  #encode(sequence: SymbolSequence): Int32Array {
    // Before anything else: a model that is gone says so, whatever it is given.
    this.weights;
    return this.#codec.alphabet.indicesOf(sequence, () => "sequence");
  }

  /** Valid until the next call. */
  #classes(tokens: Int32Array): Uint32Array | Int32Array {
    if (tokens.length === 0) return tokens;
    const network = networkReading(this.weights, tokens);
    network.classify(1);
    return network.predictions.subarray(0, tokens.length);
  }

  #classesOfAll(
    name: string,
    sequences: readonly SymbolSequence[],
    wanted: string,
    check: (sequence: SymbolSequence, name: string) => void,
  ): Int32Array[] {
    const { weights } = this;
    if (!Array.isArray(sequences)) throw invalidOption(name, wanted, sequences);
    const [tokens, starts] = [new IntList(), new IntList()];
    starts.push(0);
    for (const [i, sequence] of (sequences as readonly SymbolSequence[]).entries()) {
      check(sequence, `${name}[${i}]`);
      this.#codec.alphabet.encode(sequence, () => `${name}[${i}]`, tokens);
      starts.push(tokens.length);
    }
    const classes = classesOf(weights, tokens.data, starts.data, sequences.length);
    return sequences.map((_, i) => classes.subarray(starts.data[i], starts.data[i + 1]));
  }

  #answer(classes: Int32Array | Uint32Array): Answer {
    return decodeClasses(this.#codec, classes) as Answer;
  }
}

/** The sizes as a tagger shows them. */
function taggerConfig({ input, output, ...config }: NetworkConfig): TaggerConfig {
  const { vocabSize, embeddingDim } = input as Extract<NetworkConfig["input"], { kind: "tokens" }>;
  return { ...config, vocabSize, numClasses: output.size, embeddingDim };
}
