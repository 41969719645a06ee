/**
 * A model that tells the class of a sequence.
 */

import type { Label } from "../../data/labels.js";
import type { AnySequence } from "../../data/numeric-forms.js";
import { pauses } from "../../host/event-loop.js";
import { rowsAtOnce } from "../../model/config.js";
import type { JsonObject } from "../../model/file.js";
import { networkWith } from "../../model/inference.js";
import type { Matrix, ModelParts, TrainingSummary } from "../../model/model.js";
import type { Stream } from "../../model/stream.js";
import type { NetworkInputs } from "../sequence/input.js";
import { SequenceModel } from "../sequence/sequence-model.js";
import { type ClassifyCodec, encodeCodec } from "./codec.js";
import type { ClassifyScores } from "./progress.js";
import type { ClassifierEvaluation } from "./report.js";
import type { LabeledData } from "./training-data.js";

/** A label with its probability. */
export interface RankedLabel<L extends Label = Label> {
  /** The label. */
  readonly label: L;
  /** Its probability, 0 … 1. */
  readonly probability: number;
}

/** The answer to a sequence. */
export interface Classification<L extends Label = Label> {
  /** The likeliest label. */
  readonly label: L;
  /** Its probability, 0 … 1. */
  readonly probability: number;
  /** The probability of each label, in the order of the model's `classes`. */
  readonly probabilities: Float32Array;
  /** All labels, the likeliest first. */
  readonly ranked: readonly RankedLabel<L>[];
}

/** What an answer is based on. */
export interface Explanation {
  /** The probabilities after each step, [T, K]; undefined for a model of two directions. */
  readonly prefixes: Matrix | undefined;
  /**
   * How much the probability of the label falls if a step is hidden: a symbol by leaving it out, a row by the means of the training
   * part.
   */
  readonly occlusion: Float32Array;
}

/** A model that labels sequences. Created by `train()` and `load()`. */
export class Classifier<L extends Label = Label, Sequence = AnySequence> extends SequenceModel<
  "classify",
  ClassifyScores,
  Sequence,
  L
> {
  readonly task = "classify";
  readonly #codec: ClassifyCodec;
  /** The labels, in the order of the probabilities. */
  readonly classes: readonly L[];

  private constructor(parts: ModelParts<ClassifyCodec>, training: TrainingSummary<ClassifyScores> | undefined) {
    super(parts, training);
    this.#codec = parts.codec;
    this.classes = Object.freeze([...parts.codec.classes]) as readonly L[];
  }

  /** @internal Models are created by `train()` and `load()`; an engine must be loaded. */
  static of(parts: ModelParts<ClassifyCodec>, training?: TrainingSummary<ClassifyScores>): Classifier {
    return new Classifier(parts, training);
  }

  /**
   * The label of a sequence, with probabilities.
   * @throws RnnError as {@link predict}
   */
  classify(sequence: Sequence): Classification<L> {
    return this.#classification(this.outputsOf(sequence));
  }

  /** {@link classify} for many sequences at once, which is faster than one by one. */
  classifyBatch(sequences: readonly Sequence[]): Classification<L>[] {
    return this.outputsOfAll(sequences).map((outputs) => this.#classification(outputs));
  }

  /**
   * What the answer to a sequence is based on. Takes as long as T answers to sequences of T steps.
   * @throws RnnError as {@link predict}
   */
  explain(sequence: Sequence): Explanation {
    const inputs = this.input.encode(sequence, "sequence");
    const time = inputs.length / this.width;
    const { bidirectional } = this.weights.config;
    // The prefixes overlap: each begins with the first step.
    const ends = Int32Array.from({ length: time }, (_, i) => i + 1);
    const prefixes = bidirectional ? undefined : this.outputsBetween(inputs, { starts: new Int32Array(time), ends });
    const whole = prefixes?.at(-1) ?? (this.outputsBetween(inputs, { starts: [0, time] })[0] as Float32Array);
    const label = indexOfMax(whole);
    return {
      prefixes: prefixes && { shape: [time, this.classes.length], data: concatenated(prefixes) },
      occlusion: Float32Array.from(this.#occluded(inputs, time, label), (rest) => (whole[label] as number) - rest),
    };
  }

  /**
   * Classifies a sequence while it arrives: `write` returns the answer to everything written so far.
   * @throws RnnError `ERR_INVALID_OPTION` for a model of two directions, or with another readout than `last`
   */
  stream(): Stream<Sequence, Classification<L>> {
    return this.streamOf((outputs) => this.#classification(outputs));
  }

  /**
   * Evaluates the model on data that it was not trained on.
   * @throws RnnError as training does for its data; `ERR_INVALID_OPTION` for a label that is none of the model's
   */
  async evaluate(data: LabeledData<Sequence, L>): Promise<ClassifierEvaluation<L>> {
    const { config } = this.weights;
    const { evaluateLabeled } = await import("./report.js");
    const network = () => networkWith(this.weights);
    return (await evaluateLabeled(data, this.#codec, network, rowsAtOnce(config), pauses())) as ClassifierEvaluation<L>;
  }

  /** @internal */
  protected override describe(): JsonObject {
    return encodeCodec(this.#codec);
  }

  /** @internal */
  protected override answer(outputs: Float32Array): L {
    return this.classes[indexOfMax(outputs)] as L;
  }

  #classification(outputs: Float32Array): Classification<L> {
    const probabilities = outputs.slice();
    const ranked = this.classes
      .map((label, i) => ({ label, probability: probabilities[i] as number }))
      .sort((a, b) => b.probability - a.probability);
    const { label, probability } = ranked[0] as RankedLabel<L>;
    return { label, probability, probabilities, ranked };
  }

  /** The label's probability without each step. */
  #occluded(inputs: NetworkInputs, time: number, label: number): number[] {
    const { input } = this;
    const isOfSymbols = input.kind === "symbols";
    // Without its only symbol nothing is left to classify; what is known is how frequent the label is.
    if (isOfSymbols && time === 1) return [this.#frequencyOf(label)];
    const left = isOfSymbols ? time - 1 : time;
    const hidden = isOfSymbols ? undefined : input.neutralRow;
    const { width } = this;
    // A few at a time: all of them would be as many numbers as the square of the sequence.
    const atOnce = Math.max(1, Math.floor(65_536 / left));
    const found: number[] = [];
    for (let first = 0; first < time; first += atOnce) {
      const count = Math.min(atOnce, time - first);
      const variants = hidden ? new Float32Array(count * left * width) : new Int32Array(count * left);
      for (let i = 0; i < count; i++) {
        const [at, step] = [i * left * width, (first + i) * width];
        if (hidden) {
          variants.set(inputs, at);
          variants.set(hidden, at + step);
        } else {
          variants.set(inputs.subarray(0, step), at);
          variants.set(inputs.subarray(step + 1), at + step);
        }
      }
      const starts = Int32Array.from({ length: count + 1 }, (_, i) => i * left);
      for (const outputs of this.outputsBetween(variants, { starts })) found.push(outputs[label] as number);
    }
    return found;
  }

  #frequencyOf(label: number): number {
    const { counts } = this.#codec;
    const total = counts?.reduce((a, b) => a + b, 0) ?? 0;
    return counts && total > 0 ? (counts[label] as number) / total : 1 / this.classes.length;
  }
}

function indexOfMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  const width = first?.length ?? 0;
  const all = new Float32Array(parts.length * width);
  parts.forEach((part, i) => {
    all.set(part, i * width);
  });
  return all;
}
