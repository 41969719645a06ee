/**
 * The sample of a model in training, which each progress shows. A separate generator draws it.
 */

import type { Network } from "../../core/network.js";
import { stateLength } from "../../core/network-config.js";
import { drawSymbols, type SamplingState } from "../../core/sampler.js";
import type { SampleSpec } from "./source-spec.js";

/** Symbols that running text grows by, and those of it that are shown. */
const growth = 24;
const shown = 96;
const maxItem = 96;

export class Sample {
  readonly #spec: SampleSpec;
  #state: SamplingState | undefined;
  #text = new Uint32Array();

  constructor(spec: SampleSpec) {
    this.#spec = spec;
  }

  /** Running text: that of before and some more. Items: the next one. */
  draw(network: Network): Uint32Array {
    const { seed, start, end, never } = this.#spec;
    const before = network.generator;
    try {
      if (!this.#state) {
        network.seed(seed);
        const state = new Float32Array(stateLength(network.config));
        this.#state = { state, generator: network.generator, inputs: [] };
      }
      const isItem = start !== undefined;
      if (isItem) {
        this.#state.state.fill(0);
        this.#state.inputs = [start];
      }
      const sampling = { temperature: 0.8, topK: Number.POSITIVE_INFINITY, topP: 1, never, end, stop: [] };
      const drawn = drawSymbols(network, sampling, this.#state, isItem ? maxItem : growth);
      if (isItem) return drawn.at(-1) === end ? drawn.subarray(0, -1) : drawn;
      this.#text = Uint32Array.from([...this.#text, ...drawn].slice(-shown));
      return this.#text;
    } finally {
      network.generator = before;
    }
  }
}
