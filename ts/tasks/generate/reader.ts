/**
 * Reads symbols one after another and knows what could follow. Where the label is not known, all labels are read for side by side.
 */

import type { Network } from "../../core/network.js";
import { stateLength } from "../../core/network-config.js";
import { rowsAtOnce } from "../../model/config.js";
import { type ModelWeights, networkWith } from "../../model/inference.js";
import { endOf, type GenerateCodec, labelWeights, startOf } from "./codec.js";

/** One label, or the text. */
interface Hypothesis {
  /** ln of its probability, given what was read. */
  logWeight: number;
  readonly state: Float32Array;
  /** The probabilities of what could follow; undefined before the first symbol of running text. */
  next: Float32Array | undefined;
}

export class Reader {
  readonly #weights: () => ModelWeights;
  readonly #codec: GenerateCodec;
  readonly #hypotheses: Hypothesis[];

  /**
   * @param weights asked for at each call, so that a disposed model says so
   * @param label an index, if it is known
   */
  constructor(weights: () => ModelWeights, codec: GenerateCodec, label: number | undefined) {
    this.#weights = weights;
    this.#codec = codec;
    const isMixed = label === undefined && codec.labels.length > 0;
    const priors = isMixed ? labelWeights(codec) : [1];
    this.#hypotheses = Array.from(priors, (prior, index) => {
      const state = new Float32Array(stateLength(weights().config));
      const hypothesis: Hypothesis = { logWeight: Math.log(prior), state, next: undefined };
      if (codec.form === "items") this.#read(hypothesis, [startOf(codec, isMixed ? index : (label ?? 0))], () => {});
      return hypothesis;
    });
  }

  /** Reads symbols. @returns the surprise of each, in bits */
  read(tokens: ArrayLike<number>): Float32Array {
    const logs = this.#hypotheses.map((hypothesis) => {
      const own = new Float64Array(tokens.length);
      if (tokens.length > 0) own[0] = Math.log(this.#following(hypothesis, tokens[0] as number));
      this.#read(hypothesis, tokens, (probabilities, place) => {
        if (place + 1 < tokens.length) own[place + 1] = Math.log(probabilities[tokens[place + 1] as number] as number);
      });
      return own;
    });
    return Float32Array.from({ length: tokens.length }, (_, i) => this.#cost(logs.map((own) => own[i] as number)));
  }

  /** The surprise of an item's end, in bits. */
  end(): number {
    const end = endOf(this.#codec) as number;
    return this.#cost(this.#hypotheses.map((hypothesis) => Math.log(this.#following(hypothesis, end))));
  }

  /** The probability of each output to follow. */
  get next(): Float32Array {
    const total = logSum(this.#hypotheses.map(({ logWeight }) => logWeight));
    const mixed = new Float32Array(this.#outputs);
    for (const { logWeight, next } of this.#hypotheses) {
      const share = Math.exp(logWeight - total);
      for (let i = 0; i < mixed.length; i++)
        (mixed[i] as number) += share * (next ? (next[i] as number) : 1 / mixed.length);
    }
    return mixed;
  }

  get #outputs(): number {
    return this.#weights().config.output.size;
  }

  #following({ next }: Hypothesis, symbol: number): number {
    return next ? (next[symbol] as number) : 1 / this.#outputs;
  }

  /** Takes the next symbol's log probability of each hypothesis into account. @returns its surprise, in bits */
  #cost(logs: readonly number[]): number {
    const weights = this.#hypotheses.map(({ logWeight }) => logWeight);
    const after = weights.map((weight, i) => weight + (logs[i] as number));
    this.#hypotheses.forEach((hypothesis, i) => {
      hypothesis.logWeight = after[i] as number;
    });
    return (logSum(weights) - logSum(after)) / Math.LN2;
  }

  /** Feeds symbols to the network. @param see called with the probabilities after each of them */
  #read(
    hypothesis: Hypothesis,
    tokens: ArrayLike<number>,
    see: (probabilities: Float32Array, place: number) => void,
  ): void {
    const weights = this.#weights();
    const rows = rowsAtOnce(weights.config);
    const { size } = weights.config.output;
    for (let from = 0; from < tokens.length; from += rows) {
      const part = Int32Array.from(
        { length: Math.min(rows, tokens.length - from) },
        (_, i) => tokens[from + i] as number,
      );
      const network: Network = networkWith(weights);
      network.loadSequence(part);
      const probabilities = network.predict(part.length, hypothesis.state);
      for (let i = 0; i < part.length; i++) see(probabilities.subarray(i * size, (i + 1) * size), from + i);
      hypothesis.next = probabilities.slice((part.length - 1) * size, part.length * size);
    }
  }
}

/** ln Σ eˣ. */
function logSum(logs: readonly number[]): number {
  const max = Math.max(...logs);
  return max === Number.NEGATIVE_INFINITY ? max : max + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - max), 0));
}
