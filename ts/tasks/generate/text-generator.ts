/**
 * What training leaves of a text or items: a model that writes on, and tells how likely a text is.
 */
import { type NetworkConfig, stateLength } from "../../core/network-config.js";
import { drawChunks, drawWeighted, type SamplingState } from "../../core/sampler.js";
import type { Label } from "../../data/labels.js";
import type { Symbols } from "../../data/vocabulary.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkInteger, checkKeys } from "../../errors/validate.js";
import { pauses } from "../../host/event-loop.js";
import { type ModelConfig, rowsAtOnce } from "../../model/config.js";
import type { JsonObject } from "../../model/file.js";
import { networkWith } from "../../model/inference.js";
import { BaseModel, type ModelParts, type TrainingSummary } from "../../model/model.js";
import type { Stream } from "../../model/stream.js";
import { encodeCodec, type GenerateCodec, labelWeights, startOf, textOf } from "./codec.js";
import type { GenerateScores } from "./progress.js";
import { Reader } from "./reader.js";
import type { GeneratorEvaluation, NextSymbol, Score, Surprise } from "./results.js";
import {
  type CheckedSampling,
  checkSampling,
  encoded,
  type Given,
  labelIndex,
  type SamplingOptions,
  type SymbolsOptions,
} from "./sampling-options.js";
import type { ItemData, TextData } from "./training-data.js";

/** The sizes of a generator: Embedding(vocabSize, embeddingDim) → recurrent layers → Linear(…, numClasses) at each symbol. */
export interface GeneratorConfig extends ModelConfig {
  /** Symbols of the input: the alphabet, then the starts of items. */
  readonly vocabSize: number;
  /** Symbols of the output: the alphabet, then the end of items. */
  readonly numClasses: number;
  /** Size of a symbol's embedding. */
  readonly embeddingDim: number;
}

const defaultTextLength = 200;
const maxItemLength = 1000;
/** How often an item is drawn again that is in the data. */
const maxTries = 100;
/** Symbols of a call into the core. An iterator draws few ahead at first, so that the first one comes at once. */
const wholeChunks = [65_536, 65_536] as const;
const streamedChunks = [8, 256] as const;
const defaultTop = 10;

/** A model that generates and scores text. Created by `train()` and `load()`. */
export class TextGenerator<S extends string | string[] = string | string[], L extends Label = Label> extends BaseModel<
  "generate",
  GenerateScores
> {
  readonly task = "generate";
  readonly #codec: GenerateCodec;

  private constructor(parts: ModelParts<GenerateCodec>, training: TrainingSummary<GenerateScores> | undefined) {
    super(parts, training);
    // Read once, because the split is known now.
    this.#codec = { ...parts.codec };
  }

  /** @internal Models are made by `train()` and `load()`; an engine must be loaded. */
  static of(parts: ModelParts<GenerateCodec>, training?: TrainingSummary<GenerateScores>): TextGenerator {
    return new TextGenerator(parts, training);
  }

  get config(): GeneratorConfig {
    const { input, output, carry: _, ...config } = this.weights.config;
    const { vocabSize, embeddingDim } = input as Extract<NetworkConfig["input"], { kind: "tokens" }>;
    return { ...config, vocabSize, numClasses: output.size, embeddingDim };
  }

  /** The form of its data: running text, or items with a beginning and an end. */
  get form(): "text" | "items" {
    return this.#codec.form;
  }

  /** The symbols, as they were given: a text, or an array of strings. */
  get alphabet(): Symbols {
    return this.#codec.alphabet.asGiven;
  }

  /** The labels of the items, in order of first appearance; empty without labels. */
  get labels(): readonly L[] {
    return this.#codec.labels as readonly L[];
  }

  /**
   * Generates texts: the continuation of the prompt, or whole items. The result does not include the prompt. The same seed gives the text of
   * PyTorch's loop over `torch.multinomial`.
   * @throws RnnError `ERR_INVALID_OPTION`, also if `unseen` finds nothing new in 100 tries; `ERR_UNKNOWN_SYMBOL`, `ERR_DISPOSED`
   */
  generate(options: SamplingOptions<S, L> & { readonly count: number }): S[];
  generate(options?: SamplingOptions<S, L> & { readonly count?: undefined }): S;
  generate(options: SamplingOptions<S, L> = {}): S | S[] {
    this.weights;
    const checked = checkSampling(this.#codec, options as SamplingOptions, "generate");
    const generator = this.#seeded(checked.seed);
    const one = () => textOf(this.#codec, this.#text(checked, generator)) as S;
    return checked.count === undefined ? one() : Array.from({ length: checked.count }, one);
  }

  /**
   * Yields the symbols of {@link generate} one by one, without end if there is no `length`. Leaving the loop ends it.
   * @throws RnnError as {@link generate}, at once
   */
  symbols(options: SymbolsOptions<S, L> = {}): IterableIterator<string> {
    this.weights;
    const checked = checkSampling(this.#codec, options as SymbolsOptions, "symbols");
    return this.#symbols(checked, this.#begin(checked, this.#seeded(checked.seed)));
  }

  /**
   * How surprising a text is. Without a label, an item's score is over all labels, by their frequencies.
   * @throws RnnError `ERR_UNKNOWN_SYMBOL`, `ERR_INVALID_OPTION`, `ERR_DISPOSED`
   */
  score(text: Given<S>, options: { readonly label?: L | undefined } = {}): Score {
    this.weights;
    const tokens = encoded(this.#codec, "text", text ?? null);
    const reader = this.#reader("score", options);
    const read = reader.read(tokens);
    const bits = this.#codec.form === "items" ? Float32Array.from([...read, reader.end()]) : read;
    return { bitsPerSymbol: bits.reduce((sum, x) => sum + x, 0) / (bits.length || 1), bits };
  }

  /**
   * The symbols that could follow a text, likeliest first.
   * @param options `top`: the number of symbols, default 10
   */
  next(
    text: Given<S>,
    options: { readonly top?: number | undefined; readonly label?: L | undefined } = {},
  ): NextSymbol[] {
    this.weights;
    const tokens = encoded(this.#codec, "text", text ?? null);
    const { top = defaultTop, ...rest } = checkKeysOf("next", options, ["top", "label"]);
    checkInteger("top", top, 1);
    const reader = this.#reader("next", rest);
    reader.read(tokens);
    return this.#ranked(reader.next, top);
  }

  /** Reads symbols while they arrive: how surprising each is, and which could follow. */
  stream(options: { readonly label?: L | undefined } = {}): Stream<Given<S>, Surprise> {
    this.weights;
    let reader = this.#reader("stream", options);
    return {
      write: (chunk) => {
        const bits = reader.read(encoded(this.#codec, "chunk", chunk ?? null));
        return { bits, next: this.#ranked(reader.next, defaultTop) };
      },
      reset: () => {
        reader = this.#reader("stream", options);
      },
    };
  }

  /**
   * Evaluates the model on data that it was not trained on: all symbols but the first of running text, and the ends of items.
   * @throws RnnError as training does for its data, `ERR_EMPTY_DATASET`
   */
  async evaluate(
    data: TextData | ItemData<S extends string ? string : readonly string[], L>,
  ): Promise<GeneratorEvaluation> {
    const { evaluateData } = await import("./evaluate-data.js");
    return evaluateData(data, this.#codec, () => networkWith(this.weights), rowsAtOnce(this.weights.config), pauses());
  }

  /** @internal */
  protected override describe(): JsonObject {
    return encodeCodec(this.#codec);
  }

  #reader(method: string, options: { readonly label?: unknown }): Reader {
    checkKeysOf(method, options, ["label"]);
    return new Reader(() => this.weights, this.#codec, labelIndex(this.#codec, options.label));
  }

  #ranked(probabilities: Float32Array, top: number): NextSymbol[] {
    const { alphabet } = this.#codec;
    const order = Array.from(probabilities.keys()).sort(
      (a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b,
    );
    return order.slice(0, top).map((index) => ({
      symbol: index < alphabet.size ? alphabet.symbol(index) : "",
      probability: probabilities[index] as number,
    }));
  }

  /** A snapshot of a generator after `manual_seed`. */
  #seeded(seed: number): Uint32Array {
    const network = networkWith(this.weights);
    network.seed(seed);
    return network.generator;
  }

  /** The state before the first draw of a text. */
  #begin({ prompt, label }: CheckedSampling, generator: Uint32Array): SamplingState {
    const codec = this.#codec;
    const state = new Float32Array(stateLength(this.weights.config));
    if (codec.form === "text") return { state, generator, inputs: prompt };
    const drawn =
      label ?? (codec.labels.length > 0 ? drawWeighted(networkWith(this.weights), labelWeights(codec), generator) : 0);
    return { state, generator, inputs: [startOf(codec, drawn), ...prompt] };
  }

  /** Draws one text. */
  #text(checked: CheckedSampling, generator: Uint32Array): readonly number[] {
    const {
      sampling,
      prompt,
      unseen,
      length = this.#codec.form === "text" ? defaultTextLength : maxItemLength,
    } = checked;
    for (let tries = 0; tries < maxTries; tries++) {
      const from = this.#begin(checked, generator);
      const drawn = [...drawChunks(() => networkWith(this.weights), sampling, from, length, wholeChunks)].flatMap(
        (chunk) => Array.from(chunk),
      );
      const text = drawn.at(-1) === sampling.end ? drawn.slice(0, -1) : drawn;
      if (!unseen || !this.#codec.seen?.has([...prompt, ...text])) return text;
    }
    throw new RnnError(
      "ERR_INVALID_OPTION",
      `unseen: expected an item that is not in the data, got none in ${maxTries} tries (a higher temperature gives more different ones)`,
    );
  }

  *#symbols(
    { sampling, length = Number.POSITIVE_INFINITY }: CheckedSampling,
    from: SamplingState,
  ): Generator<string, undefined> {
    const { alphabet } = this.#codec;
    for (const drawn of drawChunks(() => networkWith(this.weights), sampling, from, length, streamedChunks))
      for (const index of drawn) if (index !== sampling.end) yield alphabet.symbol(index);
  }
}

function checkKeysOf<Options extends object>(what: string, options: Options, keys: readonly string[]): Options {
  checkKeys(what, options, keys);
  return options;
}
