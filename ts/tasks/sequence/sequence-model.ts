/**
 * What models that answer once for a sequence have in common: reading one or many, and streams.
 */
import { type NetworkConfig, stateLength } from "../../core/network-config.js";
import type { SequenceBounds } from "../../data/batches.js";
import type { Scale } from "../../data/scaling.js";
import { ensureCapacity, IntList } from "../../data/sequence.js";
import type { ColumnName } from "../../data/table.js";
import type { Symbols } from "../../data/vocabulary.js";
import { invalidOption } from "../../errors/validate.js";
import type { ModelConfig } from "../../model/config.js";
import { networkReading } from "../../model/inference.js";
import { BaseModel, type ModelParts, type TrainingSummary } from "../../model/model.js";
import type { Stream } from "../../model/stream.js";
import { outputsOf } from "./batches-by-length.js";
import type { NetworkInputs, NumberInput, SequenceInput } from "./input.js";
import type { SequenceReadout } from "./options.js";
import type { SequenceCodec } from "./resolve.js";

/** The sizes of a model that answers once for a sequence. */
export interface SequenceModelConfig extends ModelConfig {
  /** Symbols: the size of the alphabet. */
  readonly vocabSize?: number | undefined;
  /** Symbols: the width of the embedding. */
  readonly embeddingDim?: number | undefined;
  /** Numbers: the inputs of a step, columns and gaps. */
  readonly features?: number | undefined;
  /** What the output layer reads. */
  readonly readout: SequenceReadout;
  /** Outputs of the linear layer. */
  readonly numOutputs: number;
}

/** What a model does to numbers before its network. */
interface Preprocessing {
  readonly scales: readonly Scale[];
  readonly gapColumns: readonly number[];
}

/** A model that answers once for a sequence. */
export abstract class SequenceModel<Name extends string, Scores, Sequence, Answer> extends BaseModel<Name, Scores> {
  /** @internal */
  protected readonly input: SequenceInput;
  readonly #readout: SequenceReadout;

  /** @internal */
  protected constructor(parts: ModelParts<SequenceCodec>, training: TrainingSummary<Scores> | undefined) {
    super(parts, training);
    this.input = parts.codec.input;
    this.#readout = parts.codec.readout;
  }

  get config(): SequenceModelConfig {
    const { input, output, ...sizes } = this.weights.config;
    const { kind: _, ...ofInput } = input;
    return { ...sizes, ...ofInput, readout: this.#readout, numOutputs: output.size };
  }

  /** @internal For exports. */
  get network(): NetworkConfig {
    return this.weights.config;
  }

  /** @internal For exports: what is done to numbers before the network. */
  get scaling(): Preprocessing | undefined {
    const { input } = this;
    if (input.kind === "symbols") return undefined;
    return { scales: input.scaling?.scales ?? [], gapColumns: input.gapColumns };
  }

  /** The symbols that it reads, as they were given: a string, or an array of strings. Undefined for a model of numbers. */
  get alphabet(): Symbols | undefined {
    return this.input.kind === "symbols" ? this.input.alphabet.asGiven : undefined;
  }

  /** The columns that it reads: names, or indices where the data has no names. Undefined for a model of symbols. */
  get columns(): readonly ColumnName[] | undefined {
    return this.input.kind === "numbers" ? this.input.columns : undefined;
  }

  /**
   * The answer without probabilities.
   * @throws RnnError `ERR_SHAPE` for an empty sequence and for other columns than the model's, `ERR_UNKNOWN_SYMBOL`, `ERR_INVALID_NUMBER`,
   * `ERR_INVALID_OPTION`, `ERR_DISPOSED`, `ERR_OUT_OF_MEMORY`
   */
  predict(sequence: Sequence): Answer {
    return this.answer(this.outputsOf(sequence));
  }

  /** {@link predict} for many sequences at once, which is faster than one by one. */
  predictBatch(sequences: readonly Sequence[]): Answer[] {
    return this.outputsOfAll(sequences).map((outputs) => this.answer(outputs));
  }

  /** @internal The bare answer of a network's outputs. */
  protected abstract answer(outputs: Float32Array): Answer;

  /** @internal The network's outputs for a sequence; valid until the next call. */
  protected outputsOf(sequence: Sequence): Float32Array {
    const { weights } = this;
    return networkReading(weights, this.input.encode(sequence, "sequence")).predict(1);
  }

  /** @internal */
  protected outputsOfAll(sequences: readonly Sequence[]): Float32Array[] {
    // Before anything else, so that a disposed model says so whatever it is given.
    this.weights;
    if (!Array.isArray(sequences)) throw invalidOption("sequences", "an array of sequences", sequences);
    const starts = new IntList(sequences.length + 1);
    starts.push(0);
    let [inputs, length]: [NetworkInputs | undefined, number] = [undefined, 0];
    for (const [i, sequence] of (sequences as readonly Sequence[]).entries()) {
      const encoded = this.input.encode(sequence, `sequences[${i}]`);
      inputs = ensureCapacity(inputs ?? encoded, length + encoded.length) as NetworkInputs;
      inputs.set(encoded, length);
      length += encoded.length;
      starts.push(length / this.width);
    }
    return inputs ? this.outputsBetween(inputs, { starts: starts.take() }) : [];
  }

  /** @internal Outputs for each of some sequences in one array. */
  protected outputsBetween(inputs: NetworkInputs, bounds: SequenceBounds): Float32Array[] {
    const { size } = this.weights.config.output;
    const outputs = outputsOf(this.weights, inputs, bounds);
    return Array.from({ length: outputs.length / size }, (_, i) => outputs.subarray(i * size, (i + 1) * size));
  }

  /** @internal Elements of an input row. */
  protected get width(): number {
    return this.input.kind === "symbols" ? 1 : this.input.features;
  }

  /** @internal A stream of answers to all that was written. @throws RnnError `ERR_INVALID_OPTION` */
  protected streamOf<StreamAnswer>(answer: (outputs: Float32Array) => StreamAnswer): Stream<Sequence, StreamAnswer> {
    const { config } = this.weights;
    if (config.bidirectional) throw invalidOption("stream", "a model of one direction", "bidirectional");
    if (this.#readout !== "last")
      throw invalidOption("stream", 'a model with the readout "last"', `readout: "${this.#readout}"`);
    return new AnswerStream(stateLength(config), (chunk: Sequence, state, last) => {
      const { weights, input } = this;
      const inputs = input.kind === "symbols" ? input.encode(chunk, "chunk") : rowsAfter(input, chunk, last);
      const outputs = networkReading(weights, inputs).predict(1, state);
      return answer(outputs);
    });
  }
}

/** Reads a chunk of rows; gaps at its beginning repeat the last values of the chunk before. */
function rowsAfter(input: NumberInput, chunk: unknown, last: LastRow): Float32Array<ArrayBuffer> {
  const rows = input.read(chunk, "chunk", last.values);
  last.values = rows.values.slice(-rows.columns);
  return input.inputsOf(rows);
}

/** The last row of a stream. */
interface LastRow {
  values: Float64Array | undefined;
}

/** A stream over a state of zeros. */
class AnswerStream<Chunk, Answer> implements Stream<Chunk, Answer> {
  readonly #write: (chunk: Chunk, state: Float32Array, last: LastRow) => Answer;
  readonly #state: Float32Array;
  readonly #last: LastRow = { values: undefined };

  constructor(length: number, write: (chunk: Chunk, state: Float32Array, last: LastRow) => Answer) {
    this.#state = new Float32Array(length);
    this.#write = write;
  }

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  write(chunk: Chunk): Answer {
    return this.#write(chunk, this.#state, this.#last);
  }

  reset(): void {
    this.#state.fill(0);
    this.#last.values = undefined;
  }
}
