/**
 * The source of a run on sequences with an answer each: all of them are there, split once, scaled by the training part, and shuffled for each
 * epoch.
 */
import type { Network } from "../../core/network.js";
import type { BatchLayout } from "../../core/network-batches.js";
import { type Batches, countOf, type Sequences } from "../../data/batches.js";
import { largestOf } from "../../data/largest.js";
import type { Scores } from "../metrics.js";
import type { Draws, Position, Source, TaskServices, Verdict } from "../source.js";
import { batchesByLength, type SequenceBatch } from "./batches-by-length.js";
import { fitScaling } from "./fit-scaling.js";
import type { ReadSequences } from "./read-sequences.js";
import { type InputScaling, type StepRows, scaledInputs } from "./rows.js";
import type { SequenceScore } from "./scores.js";
import type { AnsweredSequences, SequenceSpec, SymbolDropout } from "./source-spec.js";

/** Steps of the probability with which symbols are replaced. */
const dropoutSteps = 2 ** 24;

/** The sequences of both parts, by index. */
export interface Split {
  readonly training: Uint32Array<ArrayBuffer>;
  readonly held: Uint32Array<ArrayBuffer>;
}

/** Inputs and targets of a network, and what they were made from. */
interface Prepared<Answers> {
  readonly data: AnsweredSequences<Answers>;
  readonly sequences: Sequences;
}

export abstract class SequenceSource<Answers> implements Source {
  readonly drawsBatches = false;
  readonly isOver = false;
  readonly largest: { readonly rows: number; readonly batch: number };
  protected readonly draws: Draws;
  /** Rows of a validation's batch. */
  readonly #rows: number;
  readonly #spec: SequenceSpec<Answers>;
  readonly #services: TaskServices;
  #training!: Prepared<Answers>;
  /** What is trained on in this epoch. */
  #inputs!: Sequences["inputs"];
  /** Sequences to train on, and their order in this epoch. */
  #trained = new Uint32Array();
  #order = this.#trained;
  /** The validation's sequences: some of the data, or all of other data. */
  #held: { readonly prepared: Prepared<Answers>; readonly which: Uint32Array } | undefined;

  constructor(spec: SequenceSpec<Answers>, services: TaskServices, draws: Draws, rows: number) {
    this.#spec = spec;
    this.#services = services;
    this.draws = draws;
    this.#rows = rows;
    this.largest = largestOf(spec.data, spec.batchSize);
  }

  /** Draws which sequences are held back. @param share above 0 */
  protected abstract drawSplit(data: AnsweredSequences<Answers>, share: number): Split;

  /**
   * What the answers of data are for the network, after what is to be found from the training part was found.
   * @returns the targets of all sequences, and what {@link SequenceSource.fitted} returns about the answers
   */
  protected abstract fit(data: AnsweredSequences<Answers>, training: Uint32Array): unknown;

  /** The network's targets of answers. */
  protected abstract targetsOf(answers: Answers): Sequences["targets"];

  /** What the scores of some sequences amount to. */
  protected abstract scoresOf(scores: readonly SequenceScore[], answers: Answers): Scores;

  /** What a sample shows of an answer. */
  protected abstract shown(network: Network, answers: Answers, sequence: number): object;

  split(): void {
    const { data, validation } = this.#spec;
    const all = Uint32Array.from({ length: countOf(data) }, (_, i) => i);
    const { training, held } =
      typeof validation === "number" && validation > 0
        ? this.drawSplit(data, validation)
        : { training: all, held: new Uint32Array() };
    const scaling = this.#scalingOf(data, training);
    const fitted = this.fit(data, training);
    // The calling thread makes the model, which keeps the scaling.
    this.#services.call("fitted", scaling, fitted);
    this.#training = this.#prepare(data, scaling);
    this.#inputs = this.#training.sequences.inputs;
    this.#trained = training;
    this.#order = training;
    if (typeof validation === "object") {
      const which = Uint32Array.from({ length: countOf(validation) }, (_, i) => i);
      this.#held = { prepared: this.#prepare(validation, scaling), which };
    } else this.#held = held.length > 0 ? { prepared: this.#training, which: held } : undefined;
  }

  beginEpoch(): void {
    const { shuffle, symbolDropout } = this.#spec;
    if (shuffle) this.#shuffle();
    if (symbolDropout) this.#replaceSymbols(symbolDropout);
  }

  #shuffle(): void {
    const trained = this.#trained;
    const places = this.draws.drawPermutation(trained.length).subarray(0, trained.length);
    this.#order = places.map((place) => trained[place] as number);
  }

  #replaceSymbols({ probability, unknown }: SymbolDropout): void {
    const { inputs } = this.#training.sequences;
    // As `randint` draws them, one for each symbol, held back or not.
    const draws = this.draws.drawIntegers(dropoutSteps, inputs.length);
    const limit = Math.ceil(probability * dropoutSteps);
    this.#inputs = inputs.map((symbol, i) => ((draws[i] as number) < limit ? unknown : symbol));
  }

  fill(batches: Batches, count: number, done: number): boolean {
    const { batchSize } = this.#spec;
    const { length } = this.#order;
    const sequences = { ...this.#training.sequences, inputs: this.#inputs };
    let from = done * batchSize;
    for (let i = 0; i < count && from < length; i++, from += batchSize)
      batches.pack(sequences, this.#order, from, Math.min(from + batchSize, length));
    return from >= length;
  }

  jobs(): Iterable<SequenceBatch> {
    if (!this.#held) return [];
    const { prepared, which } = this.#held;
    return batchesByLength(prepared.sequences, layoutFor(prepared.sequences), this.#rows, which);
  }

  verdict(scores: readonly unknown[]): Verdict | undefined {
    if (!this.#held) return undefined;
    const { prepared, which } = this.#held;
    return { count: which.length, scores: this.scoresOf(scores as SequenceScore[], prepared.data.answers) };
  }

  sample(network: Network): object {
    const { prepared, which } = this.#held ?? { prepared: this.#training, which: this.#trained };
    const sequence = which[0] as number;
    const { data, sequences } = prepared;
    const { inputs, starts } = sequences;
    const width = inputs.length / (starts[starts.length - 1] as number);
    const [from, to] = [starts[sequence] as number, starts[sequence + 1] as number];
    network.loadSequence(inputs.subarray(from * width, to * width));
    return { rows: rowsOf(data, sequence), ...this.shown(network, data.answers, sequence) };
  }

  skip(_position: Position): void {}

  passedBy(_position: Position): undefined {
    return undefined;
  }

  redraw(_count: number): void {}

  #scalingOf({ rows, starts }: ReadSequences, training: Uint32Array): InputScaling | undefined {
    const { scaling } = this.#spec;
    return scaling && rows.kind === "numbers" ? fitScaling(scaling, rows, starts, training) : undefined;
  }

  #prepare(data: AnsweredSequences<Answers>, scaling: InputScaling | undefined): Prepared<Answers> {
    const { rows, starts, answers } = data;
    const inputs =
      rows.kind === "tokens" ? rows.tokens : scaledInputs(rows, scaling as InputScaling, this.#spec.gapColumns);
    return { data, sequences: { inputs, targets: this.targetsOf(answers), starts } };
  }
}

/** The layout of batches of sequences with an answer each. */
const layoutFor = ({ inputs, targets, starts }: Sequences): BatchLayout => {
  const count = starts.length - 1;
  return {
    features: inputs instanceof Float32Array ? inputs.length / (starts[count] as number) : undefined,
    targetSize: targets instanceof Float32Array ? targets.length / count : undefined,
    targetsPer: "sequence",
  };
};

/** The rows of one sequence. */
function rowsOf({ rows, starts }: ReadSequences, sequence: number): StepRows {
  const [from, to] = [starts[sequence] as number, starts[sequence + 1] as number];
  if (rows.kind === "tokens") return { kind: "tokens", tokens: rows.tokens.slice(from, to) };
  const { columns, values } = rows;
  return { ...rows, values: values.slice(from * columns, to * columns), gaps: undefined };
}
