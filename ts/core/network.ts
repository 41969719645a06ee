/** A network in an engine: takes batches and weights, returns results. It is the only user of the core's Model. */
import { RnnError } from "../errors/rnn-error.js";
import { tracedOf } from "../model/cells.js";
import type { Core, Engine } from "./engine.js";
import {
  addressableBytes,
  type BatchLimits,
  type Capacity,
  expectElements,
  type NetworkBatches,
  neededFor,
  sequencesOf,
} from "./network-batches.js";
import {
  classWeightsOf,
  configWords,
  momentsOf,
  type NetworkConfig,
  type OptimizerSettings,
  stateLength,
  targetWidthOf,
} from "./network-config.js";

/** Arrays of a network's state that can be copied, each as long as the parameters; between `moments` and `average` are the optimizer's. */
export const slots = { weights: 0, moments: 2, average: 5 } as const;

/** Everything that the next update depends on besides the batch. */
export interface TrainingState {
  readonly weights: Float32Array;
  /** The optimizer's moments. */
  readonly moments: readonly Float32Array[];
  /** The moving average of the weights, of a network that keeps one. */
  readonly average: Float32Array | undefined;
  /** The optimizer's number of updates. */
  readonly step: number;
}

/** The length of a result in `results`: mean loss, hits or the sum of absolute errors, norm of the gradients. */
export const resultLength = 3;

export class Network {
  readonly config: NetworkConfig;
  readonly numParameters: number;
  /** Learning rates of the next {@link train}, to be written after {@link load}. */
  lr!: Float64Array;
  /** The results of the latest call, three numbers per batch; see {@link resultLength}. */
  results!: Float64Array;
  /** The most likely class for each target, after {@link classify}, {@link evaluate} or {@link predict}. */
  predictions!: Uint32Array;
  /** The predicted numbers, `output.size` per target, after the same calls; variances of `gaussian` come last. */
  values!: Float32Array;
  #inputs!: Uint32Array | Float32Array;
  #targets!: Uint32Array | Float32Array;
  #sizes!: Uint32Array;
  #times!: Uint32Array;
  #draws = new Uint32Array();
  readonly #engine: Engine;
  readonly #words: Uint32Array;
  /** The number of arrays as long as the weights; an optimizer adds the gradients and its moments. */
  #copies = 1;
  readonly #model: InstanceType<Core["Model"]>;
  #has: Capacity = { rows: 0, batch: 0, queueRows: 0, queueTargets: 0, queueTime: 0, queueSteps: 0 };

  /**
   * Creates a network of zeros.
   * @throws RnnError `ERR_OUT_OF_MEMORY` with the required bytes
   */
  constructor(engine: Engine, config: NetworkConfig) {
    this.#engine = engine;
    this.config = config;
    this.#words = configWords(config);
    this.assertFits({ rows: 1, batch: 1 });
    this.#model = this.#allocating({ rows: 1, batch: 1 }, () => new engine.core.Model(this.#words));
    this.numParameters = this.#call((model) => model.num_parameters());
    const weights = classWeightsOf(config);
    if (weights) this.#call((model) => this.#engine.floats(model.class_weights_ptr(), weights.length).set(weights));
  }

  /**
   * Checks that batches fit, before anything is allocated for them.
   * @throws RnnError `ERR_OUT_OF_MEMORY` with the required bytes
   */
  assertFits(limits: BatchLimits): void {
    if (this.#bytesNeeded(limits) > addressableBytes) throw this.#tooLarge(limits);
  }

  /** The number of elements of an input row. */
  get width(): number {
    return this.config.input.kind === "tokens" ? 1 : this.config.input.features;
  }

  free(): void {
    this.#engine.free(this.#model);
  }

  /**
   * Prepares training, with the optimizer's moments at 0.
   * @param emaDecay of the moving average of the weights, which is to be written; 0 for none
   */
  setOptimizer(optimizer: OptimizerSettings, clipGradNorm = Number.POSITIVE_INFINITY, emaDecay = 0): void {
    this.#copies = 2 + momentsOf(optimizer) + Number(emaDecay > 0);
    const smallest = { rows: 1, batch: 1 };
    this.assertFits(smallest);
    this.#allocating(smallest, () => {
      const model = this.#model;
      model.set_update(clipGradNorm, emaDecay);
      if (optimizer.name === "sgd") {
        const { momentum, dampening, weightDecay, nesterov } = optimizer;
        model.set_sgd(momentum, dampening, weightDecay, nesterov);
      } else {
        const { betas, eps, weightDecay, amsgrad, name } = optimizer;
        model.set_adam(betas[0], betas[1], eps, weightDecay, amsgrad, name === "adamw");
      }
    });
  }

  /**
   * Copies `count` batches, starting at `first`, into the queue, which grows if needed.
   * @throws RnnError `ERR_SHAPE` for inputs or targets of another kind or number than the network reads
   */
  load(batches: NetworkBatches, first: number, count: number): void {
    const { rowStarts, timeStarts, targetStarts = rowStarts } = batches;
    const [row, rowEnd] = [rowStarts[first] as number, rowStarts[first + count] as number];
    const [time, timeEnd] = [timeStarts[first] as number, timeStarts[first + count] as number];
    const [target, targetEnd] = [targetStarts[first] as number, targetStarts[first + count] as number];
    const [width, targetWidth] = [this.width, targetWidthOf(this.config.output)];
    const inputs = batches.inputs.subarray(row * width, rowEnd * width);
    const targets = batches.targets.subarray(target * targetWidth, targetEnd * targetWidth);
    const needed = neededFor(batches, first, count);
    this.#reserve(needed);
    expectElements("inputs", inputs, this.#inputs, needed.queueRows * width);
    const answers = this.config.output.readout === "all" ? needed.queueRows : sequencesOf(batches, first, count);
    expectElements("targets", targets, this.#targets, answers * targetWidth);
    this.#inputs.set(inputs);
    this.#targets.set(targets);
    this.#sizes.set(batches.sizes.subarray(time, timeEnd));
    for (let i = 0; i < count; i++)
      this.#times[i] = (timeStarts[first + i + 1] as number) - (timeStarts[first + i] as number);
  }

  /** Copies sequences of equal length without targets into the queue, step by step: tokens, or rows of numbers, `length` elements. */
  loadSequence(inputs: Int32Array | Float32Array, batch = 1, length = inputs.length): void {
    const rows = length / this.width;
    const time = rows / batch;
    const queueTargets = this.#answersOf(time) * batch;
    this.#reserve({ rows, batch, queueRows: rows, queueTargets, queueTime: time, queueSteps: 1 });
    // PERF: a view of some elements is garbage, and takes longer than copying a message.
    if (length < inputs.length) for (let i = 0; i < length; i++) this.#inputs[i] = inputs[i] as number;
    else this.#inputs.set(inputs);
    this.#sizes.fill(batch, 0, time);
    this.#times[0] = time;
  }

  /** Makes updates with the first `count` batches of the queue. @returns their number; if fewer, the next one diverged and changed nothing */
  train(count: number): number {
    return this.#call((model) => model.train(count));
  }

  /** The number of predictions for one sequence of `time` steps. */
  #answersOf(time: number): number {
    return this.config.output.readout === "all" ? time : 1;
  }

  /** With `config.carry`, the initial state of the next update, in the core's own order; empty for zeros. */
  get carried(): Float32Array<ArrayBuffer> {
    return this.#call((model) => {
      const length = model.carried_len();
      return this.#engine.floats(model.carry_from(length), length).slice();
    });
  }

  set carried(state: Float32Array) {
    this.#call((model) => this.#engine.floats(model.carry_from(state.length), state.length).set(state));
  }

  /** Predicts the first `count` batches of the queue; their targets are not read. */
  classify(count: number): void {
    this.#call((model) => model.classify(count));
  }

  /** Computes losses, metrics and predictions of the first `count` batches of the queue. */
  evaluate(count: number): void {
    this.#call((model) => model.evaluate(count));
  }

  /**
   * Computes predictions and outputs of the first batch of the queue, `count` of them: one for each row, or for each sequence.
   * @param state the initial states of the sequences, overwritten by the final ones, f32[states][layers][sequences][hiddenSize]: h, and c if
   * the cell has one
   * @returns f32[count][outputs], probabilities or numbers, valid until the next call
   */
  predict(count: number, state?: Float32Array): Float32Array {
    const batch = (state?.length ?? 0) / stateLength(this.config);
    const place = () => this.#call((model) => this.#engine.floats(model.state_ptr(batch), state?.length ?? 0));
    if (state) place().set(state);
    this.#computing(count * this.config.output.size, (model) => model.predict(state !== undefined));
    state?.set(place());
    return this.#outputs(count);
  }

  /**
   * Like {@link predict} for one sequence of `time` steps, and also returns all gates and states.
   * @returns outputs f32[predictions][outputs], and units f32[layers][directions][traced][time][hiddenSize], in the order of {@link cells}
   */
  trace(time: number): { outputs: Float32Array; units: Float32Array } {
    const { cell, numLayers, bidirectional, hiddenSize, output } = this.config;
    const length = numLayers * (bidirectional ? 2 : 1) * tracedOf(cell).length * time * hiddenSize;
    this.#computing(length + this.#answersOf(time) * output.size, (model) => model.trace());
    const units = this.#call((model) => this.#engine.floats(model.trace_ptr(), length));
    return { outputs: this.#outputs(this.#answersOf(time)), units };
  }

  /** Runs `work` of a linked part on the network's model, whose arrays may grow. */
  lend<T>(work: (model: InstanceType<Core["Model"]>, engine: Engine) => T): T {
    const result = this.#call((model) => work(model, this.#engine));
    this.#view();
    return result;
  }

  /** A copy of a slot, in PyTorch's layout and order. */
  read(slot: number): Float32Array<ArrayBuffer> {
    return this.#call((model) => {
      model.export_state(slot);
      return this.#engine.floats(model.transfer_ptr(), this.numParameters).slice();
    });
  }

  /** Sets a slot. @throws RnnError `ERR_DIVERGED` for a number that is not finite; the slot then stays as it was */
  write(slot: number, values: Float32Array): void {
    this.#call((model) => {
      this.#engine.floats(model.transfer_ptr(), this.numParameters).set(values);
      model.import_state(slot);
    });
  }

  /** Exchanges the weights for their moving average, or back. */
  swapAverage(): void {
    const weights = this.read(slots.weights);
    this.write(slots.weights, this.read(slots.average));
    this.write(slots.average, weights);
  }

  /** Seeds the network's generator like `torch.manual_seed`. */
  seed(seed: number): void {
    this.#call((model) => model.seed(seed));
  }

  /** Initializes all weights as PyTorch's modules do, in their order. */
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
    // PERF: reuse the view, because every new one is garbage.
    if (byteOffset !== place || length < count) this.#draws = this.#engine.words(place, count);
    return this.#draws;
  }

  /** Runs a call that may first grow the array of its results to `floats` numbers. */
  #computing(floats: number, work: (model: InstanceType<Core["Model"]>) => void): void {
    this.#allocating(this.#has, () => this.#call(work), 4 * floats);
    this.#view();
  }

  #outputs(count: number): Float32Array {
    return this.#call((model) => this.#engine.floats(model.outputs_ptr(), count * this.config.output.size));
  }

  #reserve(needed: Capacity): void {
    const has = this.#has;
    const { rows, batch, queueRows, queueTargets, queueTime, queueSteps } = needed;
    // PERF: spelled out, because a loop over the names takes V8 longer than a small prediction's other overhead.
    const fits =
      rows <= has.rows &&
      batch <= has.batch &&
      queueRows <= has.queueRows &&
      queueTargets <= has.queueTargets &&
      queueTime <= has.queueTime &&
      queueSteps <= has.queueSteps;
    if (fits) {
      // If memory has grown elsewhere, views have length 0.
      if (this.#inputs.length === 0) this.#view();
      return;
    }
    const limits = { rows: Math.max(rows, has.rows), batch: Math.max(batch, has.batch) };
    this.assertFits(limits);
    // Allocate more than needed, so that slowly growing queues do not reallocate at each step.
    const more = (needed: number, had: number) =>
      needed > had ? Math.max(needed, Math.min(2 * had, had + 65536)) : had;
    const wanted = {
      ...limits,
      queueRows: more(queueRows, has.queueRows),
      queueTargets: more(queueTargets, has.queueTargets),
      queueTime: more(queueTime, has.queueTime),
      queueSteps: more(queueSteps, has.queueSteps),
    };
    this.#allocating(limits, () =>
      // In the order in which `wanted` names them.
      this.#call((model) => model.reserve(...(Object.values(wanted) as Parameters<typeof model.reserve>))),
    );
    this.#has = wanted;
    this.#view();
  }

  /** Renews the views of the buffers after a call that may have moved them. */
  #view(): void {
    const { queueRows, queueTargets, queueTime, queueSteps } = this.#has;
    const engine = this.#engine;
    const predictsNumbers = this.config.output.loss.kind !== "crossEntropy";
    const view = (isFloats: boolean, place: number, length: number) =>
      isFloats ? engine.floats(place, length) : engine.words(place, length);
    this.#call((model) => {
      this.#inputs = view(this.config.input.kind === "rows", model.inputs_ptr(), queueRows * this.width);
      this.#targets = view(predictsNumbers, model.targets_ptr(), queueTargets * targetWidthOf(this.config.output));
      this.#sizes = engine.words(model.batch_sizes_ptr(), queueTime);
      this.#times = engine.words(model.times_ptr(), queueSteps);
      this.lr = engine.doubles(model.lr_ptr(), queueSteps);
      this.results = engine.doubles(model.results_ptr(), queueSteps * resultLength);
      const [answers, numbers] = [model.answers_ptr(), predictsNumbers ? this.config.output.size : 0];
      this.predictions = engine.words(answers, numbers > 0 ? 0 : queueTargets);
      this.values = engine.floats(answers, queueTargets * numbers);
    });
  }

  #allocating<T>(limits: BatchLimits, work: () => T, besides = 0): T {
    try {
      return this.#engine.call(work);
    } catch (error) {
      if (error instanceof RnnError && error.code === "ERR_OUT_OF_MEMORY") throw this.#tooLarge(limits, error, besides);
      throw error;
    }
  }

  #bytesNeeded({ rows, batch }: BatchLimits): number {
    const { Model } = this.#engine.core;
    return this.#engine.call(() => Model.bytes_needed(this.#words, rows, batch, this.#copies));
  }

  #tooLarge(limits: BatchLimits, cause?: unknown, besides = 0): RnnError {
    const bytes = Math.round(this.#bytesNeeded(limits) + besides).toLocaleString("en");
    return new RnnError("ERR_OUT_OF_MEMORY", `memory: expected sizes that fit, got ones that need ${bytes} bytes`, {
      cause,
    });
  }
}
