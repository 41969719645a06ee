/**
 * The exponential moving average of a run's weights, which validations and the model use instead of the weights of the last update.
 */
import { type Network, slots } from "../../core/network.js";

export class WeightAverage {
  readonly weights: Float32Array<ArrayBuffer>;
  readonly #network: Network;
  readonly #decay: number;
  /** The network's own weights while it has the average. */
  #own: Float32Array<ArrayBuffer> | undefined;

  /** @param weights the average of a resumed run; otherwise it starts with the network's weights */
  constructor(network: Network, decay: number, weights: Float32Array<ArrayBuffer> | undefined) {
    this.#network = network;
    this.#decay = decay;
    this.weights = weights?.slice() ?? network.read(slots.weights);
  }

  /** Takes in the network's weights after update `step`, counted from 1. */
  add(step: number): void {
    // The first updates count more, or a short run would end with an average near its initial weights.
    const share = 1 - Math.min(this.#decay, (1 + step) / (10 + step));
    const { weights } = this;
    this.#network.lend((model, engine) => {
      model.export_state(slots.weights);
      const latest = engine.floats(model.transfer_ptr(), weights.length);
      for (let i = 0; i < weights.length; i++) {
        const before = weights[i] as number;
        weights[i] = before + share * ((latest[i] as number) - before);
      }
    });
  }

  /** The network's own weights, also while it has the average. */
  get own(): Float32Array<ArrayBuffer> {
    return this.#own ?? this.#network.read(slots.weights);
  }

  /** Gives the network the average, until {@link takeBack}. */
  lend(): void {
    this.#own = this.#network.read(slots.weights);
    this.#network.write(slots.weights, this.weights);
  }

  takeBack(): void {
    if (!this.#own) return;
    this.#network.write(slots.weights, this.#own);
    this.#own = undefined;
  }
}
