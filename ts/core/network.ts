/**
 * A network in an engine: batches and weights go in, results come out. The only user of the core's Model; knows neither tasks nor files.
 */
import { RnnError } from "../errors/rnn-error.js";
import { type CellName, cellCode, cells, type Nonlinearity } from "../model/cells.js";
import type { Core, Engine } from "./engine.js";

/** What a network is made of: an input, a recurrent stack, a readout and a linear layer with its loss. */
export interface NetworkConfig {
  readonly cell: CellName;
  /** Of `rnn` only; `tanh` where it is not given. */
  readonly nonlinearity?: Nonlinearity | undefined;
  readonly input:
    | { readonly kind: "tokens"; readonly vocabSize: number; readonly embeddingDim: number }
    | { readonly kind: "rows"; readonly features: number };
  /** Units of a layer in one direction. */
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  /** Share of a layer's outputs that training drops, between layers only. */
  readonly dropout: number;
  readonly output: {
    /** Which rows the linear layer reads. */
    readonly readout: "all";
    readonly loss: Loss;
    /** Classes. */
    readonly size: number;
  };
}

/** A loss with its options. */
export interface Loss {
  readonly kind: "crossEntropy";
}

/**
 * Packed batches, one after another. Inputs are tokens, or numbers with as many columns as the network has features; targets are classes.
 */
export interface NetworkBatches {
  readonly inputs: Uint32Array | Float32Array;
  readonly targets: Uint32Array;
  /** Sequences that still run, for each time of each batch. */
  readonly sizes: Uint32Array;
  /** Where the rows of each batch begin, and after the last where they end. */
  readonly rowStarts: Uint32Array;
  /** Where the times of each batch begin in `sizes`, and after the last where they end. */
  readonly timeStarts: Uint32Array;
}

/** Arrays of a network's state that can be copied in and out, each as long as the parameters; beyond them the optimizer's moments. */
export const slots = { weights: 0, moments: 2 } as const;

/** An optimizer's settings, all of them given. */
export type OptimizerSettings =
  | {
      readonly name: "adam" | "adamw";
      readonly betas: readonly [number, number];
      readonly eps: number;
      readonly weightDecay: number;
      readonly amsgrad: boolean;
    }
  | {
      readonly name: "sgd";
      readonly momentum: number;
      readonly dampening: number;
      readonly weightDecay: number;
      readonly nesterov: boolean;
    };

/** Where a network's training stands: what its next update depends on beside the batch. */
export interface Standing {
  readonly weights: Float32Array;
  /** The optimizer's, as many as it has. */
  readonly moments: readonly Float32Array[];
  /** Updates that the optimizer has made. */
  readonly step: number;
}

/** The largest batch: its symbols and its sequences, which need not be of the same one. */
export interface Largest {
  readonly rows: number;
  readonly batch: number;
}

/** What a queue can hold at once. */
interface Capacity extends Largest {
  queueRows: number;
  queueTime: number;
  queueSteps: number;
}

/** Numbers of a result in `results`: mean loss, right symbols, norm of the gradients. */
export const resultLength = 3;

/** wasm32 can address no more. */
const addressable = 2 ** 32;

export class Network {
  readonly config: NetworkConfig;
  readonly numParameters: number;
  /** Learning rates of the next {@link train}, to be written after {@link load}. */
  lr!: Float64Array;
  /** What the latest call found of each batch: three numbers, see {@link resultLength}. */
  results!: Float64Array;
  /** The likeliest class of each row, after {@link classify}, {@link evaluate} or {@link predict}. */
  predictions!: Uint32Array;
  #inputs!: Uint32Array | Float32Array;
  #targets!: Uint32Array;
  #sizes!: Uint32Array;
  #times!: Uint32Array;
  #draws = new Uint32Array();
  /** Floats of the gradients that are shared. */
  #gradients = 0;
  readonly #engine: Engine;
  readonly #words: Uint32Array;
  /** Arrays as long as the weights: with an optimizer the gradients and its moments as well. */
  #copies = 1;
  readonly #model: InstanceType<Core["Model"]>;
  #has: Capacity = { rows: 0, batch: 0, queueRows: 0, queueTime: 0, queueSteps: 0 };

  /**
   * A network of zeros.
   * @throws RnnError `ERR_OUT_OF_MEMORY` with the bytes that it would need
   */
  constructor(engine: Engine, config: NetworkConfig) {
    this.#engine = engine;
    this.config = config;
    this.#words = wordsOf(config);
    this.expect({ rows: 1, batch: 1 });
    this.#model = this.#allocating({ rows: 1, batch: 1 }, () => new engine.core.Model(this.#words));
    this.numParameters = this.#call((model) => model.num_parameters());
  }

  /**
   * Refuses batches that cannot fit, before anything is made for them.
   * @throws RnnError `ERR_OUT_OF_MEMORY` with the bytes that they would need
   */
  expect(largest: Largest): void {
    if (this.#bytesNeeded(largest) > addressable) throw this.#tooLarge(largest);
  }

  /** Elements of the input at each row. */
  get width(): number {
    return this.config.input.kind === "tokens" ? 1 : this.config.input.features;
  }

  free(): void {
    this.#engine.free(this.#model);
  }

  /** Makes it one that can be trained, from moments of 0. */
  setOptimizer(optimizer: OptimizerSettings, clipGradNorm = Number.POSITIVE_INFINITY): void {
    this.#copies = 2 + momentsOf(optimizer);
    const smallest = { rows: 1, batch: 1 };
    this.expect(smallest);
    this.#allocating(smallest, () => this.#setOptimizer(optimizer, clipGradNorm));
  }

  #setOptimizer(optimizer: OptimizerSettings, clipGradNorm: number): void {
    this.#call((model) => {
      if (optimizer.name === "sgd") {
        const { momentum, dampening, weightDecay, nesterov } = optimizer;
        model.set_sgd(momentum, dampening, weightDecay, nesterov);
      } else {
        const { betas, eps, weightDecay, amsgrad, name } = optimizer;
        model.set_adam(betas[0], betas[1], eps, weightDecay, amsgrad, name === "adamw");
      }
      model.set_clip_grad_norm(clipGradNorm);
    });
  }

  /** Puts `count` batches from `first` on into the queue, making room where there is none. */
  load(batches: NetworkBatches, first: number, count: number): void {
    const { rowStarts, timeStarts } = batches;
    const [row, rowEnd] = [rowStarts[first] as number, rowStarts[first + count] as number];
    const [time, timeEnd] = [timeStarts[first] as number, timeStarts[first + count] as number];
    this.#reserve(neededFor(batches, first, count));
    const { width } = this;
    this.#inputs.set(batches.inputs.subarray(row * width, rowEnd * width));
    this.#targets.set(batches.targets.subarray(row, rowEnd));
    this.#sizes.set(batches.sizes.subarray(time, timeEnd));
    for (let i = 0; i < count; i++)
      this.#times[i] = (timeStarts[first + i + 1] as number) - (timeStarts[first + i] as number);
  }

  /** Puts one sequence into the queue, without targets: tokens, or rows of numbers one after another. */
  loadSequence(inputs: Int32Array | Float32Array): void {
    const time = inputs.length / this.width;
    this.#reserve({ rows: time, batch: 1, queueRows: time, queueTime: time, queueSteps: 1 });
    this.#inputs.set(inputs);
    this.#sizes.fill(1, 0, time);
    this.#times[0] = time;
  }

  /** Updates with the first `count` batches of the queue. Returns how many were made; fewer: the next one diverged, and left all as it was. */
  train(count: number): number {
    return this.#call((model) => model.train(count));
  }

  /** Predictions of the first `count` batches of the queue; for those that have no targets. */
  classify(count: number): void {
    this.#call((model) => model.classify(count));
  }

  /** Of `of` networks that train together, this is number `index`. Returns the length of their gradients. */
  share(index: number, of: number): number {
    this.#gradients = this.#call((model) => model.set_share(index, of));
    return this.#gradients;
  }

  /**
   * The first half of an update with batch `index` of the queue, the first or the next one: this network's part of the gradients, and of loss
   * and hits. Views, for {@link update} to find there what all networks gave.
   */
  trainShare(index: number): { gradients: Float32Array<ArrayBuffer>; found: Float64Array } {
    this.#computing(0, (model) => model.train_share(index));
    return this.#call((model) => ({
      gradients: this.#engine.floats(model.gradients_ptr(), this.#gradients),
      found: this.results.subarray(index * resultLength, index * resultLength + 2),
    }));
  }

  /** The second half of an update. Whether it was made: else it diverged, and left all as it was. */
  update(index: number): boolean {
    return this.#call((model) => model.update(index));
  }

  /** Losses, hits and predictions of the first `count` batches of the queue. */
  evaluate(count: number): void {
    this.#call((model) => model.evaluate(count));
  }

  /**
   * Predictions and probabilities of the first batch of the queue, one sequence of `time` symbols.
   * @param state from where to start and where to leave the final state, f32[states][layers][hiddenSize]: h, and c where the cell has one
   * @returns f32[time][outputs], valid until the next call
   */
  predict(time: number, state?: Float32Array): Float32Array {
    const place = () =>
      this.#engine.floats(
        this.#call((model) => model.state_ptr(1)),
        state?.length ?? 0,
      );
    if (state) place().set(state);
    this.#computing(time * this.config.output.size, (model) => model.predict(state !== undefined));
    state?.set(place());
    return this.#probabilities(time);
  }

  /**
   * As {@link predict} of one sequence of `time` symbols, and all that its units held.
   * @returns probabilities f32[time][outputs], and units f32[layers][directions][traced][time][hiddenSize], in the order of {@link cells}
   */
  trace(time: number): { probabilities: Float32Array; units: Float32Array } {
    const { cell, numLayers, bidirectional, hiddenSize, output } = this.config;
    const length = numLayers * (bidirectional ? 2 : 1) * cells[cell].traced.length * time * hiddenSize;
    this.#computing(length + time * output.size, (model) => model.trace());
    const units = this.#engine.floats(
      this.#call((model) => model.trace_ptr()),
      length,
    );
    return { probabilities: this.#probabilities(time), units };
  }

  /** A copy of a slot, in PyTorch's layout and order. */
  read(slot: number): Float32Array<ArrayBuffer> {
    return this.#call((model) => {
      model.export_state(slot);
      return this.#engine.floats(model.transfer_ptr(), this.numParameters).slice();
    });
  }

  /** Sets a slot. @throws RnnError `ERR_DIVERGED` for a number that is not finite; the slot is then what it was */
  write(slot: number, values: Float32Array): void {
    this.#call((model) => {
      this.#engine.floats(model.transfer_ptr(), this.numParameters).set(values);
      model.import_state(slot);
    });
  }

  /** Goes on with training from there. */
  set standing({ weights, moments, step }: Standing) {
    this.write(slots.weights, weights);
    moments.forEach((moment, i) => {
      this.write(slots.moments + i, moment);
    });
    this.#call((model) => model.set_step_count(step));
  }

  /** `torch.manual_seed` of the network's own generator. */
  seed(seed: number): void {
    this.#call((model) => model.seed(seed));
  }

  /** Draws all weights as PyTorch's modules do, one after another. */
  drawWeights(): void {
    this.#call((model) => model.draw_weights());
  }

  /** `randint(0, high, [count])`, valid until the next draw. */
  drawIntegers(high: number, count: number): Uint32Array {
    return this.#drawing(count, (model) => model.draw_integers(high, count));
  }

  /** `randperm(count)`, valid until the next draw. */
  drawPermutation(count: number): Uint32Array {
    return this.#drawing(count, (model) => model.draw_permutation(count));
  }

  /** The generator's state. */
  get generator(): Uint32Array<ArrayBuffer> {
    return this.#call((model) => {
      model.save_generator();
      return this.#engine.words(model.generator_ptr(), model.generator_len()).slice();
    });
  }

  set generator(words: Uint32Array) {
    this.#call((model) => {
      this.#engine.words(model.generator_ptr(), model.generator_len()).set(words);
      model.load_generator();
    });
  }

  #call<T>(work: (model: InstanceType<Core["Model"]>) => T): T {
    return this.#engine.call(() => work(this.#model));
  }

  #drawing(count: number, draw: (model: InstanceType<Core["Model"]>) => void): Uint32Array {
    this.#call(draw);
    const place = this.#call((model) => model.draws_ptr());
    const { byteOffset, length } = this.#draws;
    // A view is garbage: a new one only where the old one does not do.
    if (byteOffset !== place || length < count) this.#draws = this.#engine.words(place, count);
    return this.#draws;
  }

  /** A call that may make room for what it finds, so many floats. */
  #computing(floats: number, work: (model: InstanceType<Core["Model"]>) => void): void {
    this.#allocating(this.#has, () => this.#call(work), 4 * floats);
    this.#view();
  }

  #probabilities(rows: number): Float32Array {
    const place = this.#call((model) => model.probabilities_ptr());
    return this.#engine.floats(place, rows * this.config.output.size);
  }

  #reserve(needed: Capacity): void {
    const has = this.#has;
    const { rows, batch, queueRows, queueTime, queueSteps } = needed;
    const fits =
      rows <= has.rows &&
      batch <= has.batch &&
      queueRows <= has.queueRows &&
      queueTime <= has.queueTime &&
      queueSteps <= has.queueSteps;
    if (fits) {
      // Memory that grew elsewhere leaves views of length 0.
      if (this.#inputs.length === 0) this.#view();
      return;
    }
    const largest = { rows: Math.max(rows, has.rows), batch: Math.max(batch, has.batch) };
    this.expect(largest);
    // Beyond what is needed now, so that queues that grow little by little do not make room at each step.
    const more = (needed: number, had: number) =>
      needed > had ? Math.max(needed, Math.min(2 * had, had + 65536)) : had;
    const wanted = {
      ...largest,
      queueRows: more(queueRows, has.queueRows),
      queueTime: more(queueTime, has.queueTime),
      queueSteps: more(queueSteps, has.queueSteps),
    };
    this.#allocating(largest, () =>
      this.#call((model) =>
        model.reserve(wanted.rows, wanted.batch, wanted.queueRows, wanted.queueTime, wanted.queueSteps),
      ),
    );
    this.#has = wanted;
    this.#view();
  }

  /** Looks at the buffers anew: after a call that may have moved them. */
  #view(): void {
    const { queueRows, queueTime, queueSteps } = this.#has;
    const engine = this.#engine;
    this.#call((model) => {
      const [inputs, length] = [model.inputs_ptr(), queueRows * this.width];
      this.#inputs = this.config.input.kind === "tokens" ? engine.words(inputs, length) : engine.floats(inputs, length);
      this.#targets = engine.words(model.targets_ptr(), queueRows);
      this.#sizes = engine.words(model.batch_sizes_ptr(), queueTime);
      this.#times = engine.words(model.times_ptr(), queueSteps);
      this.lr = engine.doubles(model.lr_ptr(), queueSteps);
      this.results = engine.doubles(model.results_ptr(), queueSteps * resultLength);
      this.predictions = engine.words(model.predictions_ptr(), queueRows);
    });
  }

  #allocating<T>(largest: Largest, work: () => T, besides = 0): T {
    try {
      return this.#engine.call(work);
    } catch (error) {
      if (error instanceof RnnError && error.code === "ERR_OUT_OF_MEMORY")
        throw this.#tooLarge(largest, error, besides);
      throw error;
    }
  }

  #bytesNeeded({ rows, batch }: Largest): number {
    const { Model } = this.#engine.core;
    return this.#engine.call(() => Model.bytes_needed(this.#words, rows, batch, this.#copies));
  }

  #tooLarge(largest: Largest, cause?: unknown, besides = 0): RnnError {
    const bytes = Math.round(this.#bytesNeeded(largest) + besides).toLocaleString("en");
    return new RnnError("ERR_OUT_OF_MEMORY", `memory: expected sizes that fit, got some that need ${bytes} bytes`, {
      cause,
    });
  }
}

/** Moments that an optimizer keeps for each weight. */
function momentsOf(optimizer: OptimizerSettings): number {
  if (optimizer.name === "sgd") return optimizer.momentum === 0 ? 0 : 1;
  return optimizer.amsgrad ? 3 : 2;
}

/** Room for `count` batches from `first` on. */
function neededFor({ rowStarts, timeStarts, sizes }: NetworkBatches, first: number, count: number): Capacity {
  let [rows, batch] = [0, 0];
  for (let i = first; i < first + count; i++) {
    rows = Math.max(rows, (rowStarts[i + 1] as number) - (rowStarts[i] as number));
    batch = Math.max(batch, sizes[timeStarts[i] as number] as number);
  }
  const queueRows = (rowStarts[first + count] as number) - (rowStarts[first] as number);
  const queueTime = (timeStarts[first + count] as number) - (timeStarts[first] as number);
  return { rows, batch, queueRows, queueTime, queueSteps: count };
}

/** The configuration as the block of words that the core reads (crates/rnn-core/src/model/config.rs). */
function wordsOf({
  cell,
  nonlinearity,
  input,
  hiddenSize,
  numLayers,
  bidirectional,
  dropout,
  output,
}: NetworkConfig): Uint32Array {
  const words = new Uint32Array(12);
  const floats = new Float32Array(words.buffer);
  words[0] = cellCode(cell, nonlinearity);
  words.set(input.kind === "tokens" ? [0, input.vocabSize, input.embeddingDim] : [1, input.features], 1);
  words.set([hiddenSize, numLayers, bidirectional ? 2 : 1], 4);
  floats[7] = dropout;
  words[10] = output.size;
  return words;
}
