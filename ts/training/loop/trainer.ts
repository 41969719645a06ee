/**
 * The work of a run, without a clock: fills, updates, validates, and says what a checkpoint needs. Each call is one piece of it;
 * when to call what is the loop's.
 */

import type { Engine } from "../../core/engine.js";
import { Network, type OptimizerSettings, resultLength, type Standing, slots } from "../../core/network.js";
import { type BatchArrays, Batches } from "../../data/batches.js";
import { RnnError } from "../../errors/rnn-error.js";
import { networkOf, rowsAtOnce } from "../../model/config.js";
import { evaluateSome, means, noTotals } from "../../model/inference.js";
import type { Source } from "../../tasks/source.js";
import type { Job, Judgement, RunState, Sample, Snapshot } from "./run-spec.js";

/** Learning rates of a schedule, for `count` updates from `step` on. */
export type AskRates = (step: number, count: number) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** Batches that the next updates are made with. */
export interface Queued {
  readonly batches: BatchArrays;
  readonly first: number;
  readonly count: number;
}

/** Networks on other threads, which take part in each update of the run's own. */
export interface Replicas {
  /** Lets them begin where the run's network stands. */
  begin(network: Network, job: Job, standing: Standing): Promise<void>;
  /** As `Network.train`, on all of them. The batches and rates are in the network's queue already. */
  train(queued: Queued, rates: ArrayLike<number>, generator: Uint32Array | undefined): Promise<number>;
}

export class Trainer {
  readonly state: RunState;
  readonly source: Source;
  /** Symbols trained on since this run's start. */
  symbols = 0;
  /** Weights of the best validation. */
  best: Float32Array<ArrayBuffer> | undefined;
  readonly #job: Job;
  readonly #network: Network;
  readonly #replicas: Replicas | undefined;
  readonly #rows: number;
  /** Whether an update itself draws. */
  readonly #drawsMasks: boolean;
  /** Batches that are filled; those before `#next` are used. */
  readonly #batches = new Batches();
  #next = 0;
  #endsEpoch = false;
  readonly #sample = new Batches();
  #generators: { split: Uint32Array; epoch: Uint32Array; beforeFill: Uint32Array };

  /** Makes the network, with weights drawn, given or resumed, and draws the split. */
  constructor(
    engine: Engine,
    job: Job,
    sourceFor: (network: Network, rows: number) => Source,
    replicas: Replicas | undefined,
  ) {
    const { config, optimizer, resume } = job;
    this.#job = job;
    this.#replicas = replicas;
    const network = new Network(engine, networkOf(config));
    this.#network = network;
    this.#rows = rowsAtOnce(config);
    this.#drawsMasks = config.dropout > 0 && config.numLayers > 1;
    this.state = resume ? { ...resume.state } : { step: 0, epoch: 0, stepInEpoch: 0, atEpochEnd: false, sinceBest: 0 };
    this.best = resume?.best;
    try {
      this.source = sourceFor(network, this.#rows);
      network.expect(this.source.largest);
      network.setOptimizer(optimizer, job.clipGradNorm);
      if (resume) this.#restore(resume);
      else {
        network.seed(job.seed);
        if (job.weights) network.write(slots.weights, job.weights);
        else network.drawWeights();
      }
      const split = network.generator;
      this.#generators = { split, epoch: split, beforeFill: split };
      this.source.split();
      if (resume) this.#restoreGenerators(resume);
    } catch (error) {
      network.free();
      throw error;
    }
  }

  get hasReplicas(): boolean {
    return this.#replicas !== undefined;
  }

  /** To be waited for before the first update. */
  async begin(): Promise<void> {
    await this.#replicas?.begin(this.#network, this.#job, { ...this.snapshot(), step: this.state.step });
  }

  /** Passes over the data that a resumed run has used. */
  skip(): void | Promise<void> {
    return this.source.skip(this.state);
  }

  free(): void {
    this.source.close();
    this.#network.free();
  }

  /** Updates that are filled and not made. */
  get filled(): number {
    return this.#batches.count - this.#next;
  }

  /** Most updates that may be filled at once: where an update draws, its batch must not be drawn before the update ahead of it. */
  get fillable(): number {
    if (this.#drawsMasks) return 1;
    // What is handed over at once stays within a few hundred KB.
    return Math.max(1, Math.floor(32768 / this.source.largest.rows));
  }

  /** Fills up to `count` batches of this epoch. */
  fill(count: number): undefined | Promise<void> {
    const { source, state } = this;
    if (state.stepInEpoch === 0) {
      this.#generators.epoch = this.#network.generator;
      source.beginEpoch();
    }
    if (source.drawsBatches || this.#drawsMasks) this.#generators.beforeFill = this.#network.generator;
    const filled = (endsEpoch: boolean) => {
      this.#endsEpoch = endsEpoch;
      this.#next = 0;
    };
    const filling = source.fill(this.#batches.restart(), count, state.stepInEpoch);
    if (filling instanceof Promise) return filling.then(filled);
    filled(filling);
    return undefined;
  }

  /** Learning rates of the next `count` updates. */
  rates(count: number, ask: AskRates): ArrayLike<number> | Promise<ArrayLike<number>> {
    return this.#job.schedule ? ask(this.state.step, count) : new Float64Array(count).fill(this.#job.lr);
  }

  /**
   * Makes `count` of the filled updates.
   * @throws RnnError `ERR_DIVERGED`: those before the one that diverged are made, and all is as it was before that one
   */
  train(count: number, rates: ArrayLike<number>): undefined | Promise<void> {
    const network = this.#network;
    const queued = { batches: this.#batches, first: this.#next, count };
    network.load(queued.batches, queued.first, count);
    network.lr.set(rates);
    const made =
      this.#replicas?.train(queued, rates, this.#drawsMasks ? network.generator : undefined) ?? network.train(count);
    if (made instanceof Promise) return made.then((late) => this.#trained(late, count, rates));
    this.#trained(made, count, rates);
    return undefined;
  }

  #trained(made: number, count: number, rates: ArrayLike<number>): void {
    const { state } = this;
    if (made > 0) this.#note(made, rates);
    if (made < count) {
      this.#setBack(made);
      throw new RnnError(
        "ERR_DIVERGED",
        `loss: expected finite numbers, got others in update ${state.step + 1} (a smaller lr or clipGradNorm may help)`,
      );
    }
    state.atEpochEnd = this.filled === 0 && this.#endsEpoch;
  }

  /**
   * Validates and closes the epoch.
   * @param breathe called every few milliseconds; what it throws cuts the validation short, as if it had not begun
   */
  async validate(breathe: () => undefined | Promise<void>): Promise<void> {
    const totals = noTotals();
    const before = this.#network.generator;
    const evaluate = async (parts: Iterable<Batches | Promise<Batches>>) => {
      for (const part of parts) {
        const batches = part instanceof Promise ? await part : part;
        for (let at = 0; at < batches.count; ) {
          at = evaluateSome(this.#network, batches, at, this.#rows, totals);
          await breathe();
        }
      }
      return totals.symbols > 0 ? means(totals) : undefined;
    };
    try {
      const validation = await evaluate(this.source.validation());
      const { symbols } = totals;
      const judged = await evaluate(this.source.judgement?.() ?? []);
      if (validation) this.#judge(validation, totals.symbols > symbols ? judged : undefined);
    } catch (error) {
      // Cut short: a checkpoint begins it again.
      this.#network.generator = before;
      throw error;
    }
    this.#closeEpoch();
  }

  /** What the model makes of the sample by now. */
  sample(): Sample & { readonly predictions: Int32Array } {
    const sample = this.source.sample as Sample;
    if (this.#sample.count === 0) {
      const row = this.#sample.rectangle(sample.tokens.length, 1);
      this.#sample.inputs.set(sample.tokens, row);
      this.#sample.targets.set(sample.targets, row);
    }
    this.#network.load(this.#sample, 0, 1);
    this.#network.evaluate(1);
    return { ...sample, predictions: Int32Array.from(this.#network.predictions.subarray(0, sample.tokens.length)) };
  }

  /** The run as it is, to be gone on from. Only between two steps, and not while a fill that draws is under way. */
  snapshot(): Snapshot {
    const network = this.#network;
    const { split, epoch } = this.#generators;
    const passed = this.source.passedBy(this.state);
    return {
      state: { ...this.state, ...(passed !== undefined && { passed }) },
      weights: network.read(slots.weights),
      moments: Array.from({ length: momentsOf(this.#job.optimizer) }, (_, i) => network.read(slots.moments + i)),
      best: this.best,
      generators: { split, epoch, now: network.generator },
    };
  }

  #note(made: number, rates: ArrayLike<number>): void {
    const { state } = this;
    const { rowStarts } = this.#batches;
    const last = this.#next + made - 1;
    const end = rowStarts[last + 1] as number;
    const [loss, correct, gradNorm] = this.#network.results.subarray((made - 1) * resultLength) as unknown as number[];
    state.latest = {
      loss: loss as number,
      accuracy: (correct as number) / (end - (rowStarts[last] as number)),
      gradNorm: gradNorm as number,
      lr: rates[made - 1] as number,
    };
    this.symbols += end - (rowStarts[this.#next] as number);
    state.step += made;
    state.stepInEpoch += made;
    this.#next += made;
  }

  /** Brings the generator to where it was after `made` of the updates that were filled. */
  #setBack(made: number): void {
    const { epoch, beforeFill } = this.#generators;
    // Before its first update an epoch has drawn nothing.
    if (this.state.stepInEpoch === 0) this.#network.generator = epoch;
    else if (this.source.drawsBatches || this.#drawsMasks) {
      this.#network.generator = beforeFill;
      this.source.redraw(made);
    }
  }

  /** @param judged figures of more than the validation, by which the run is judged where there are any */
  #judge(found: Judgement, judged: Judgement | undefined): void {
    const { state } = this;
    const validation = { step: state.step, ...found };
    state.validation = validation;
    if (judged) state.judged = judged;
    state.sinceBest++;
    const { loss } = judged ?? validation;
    if (state.best && !(loss < (state.bestJudgedLoss ?? state.best.loss))) return;
    state.best = validation;
    if (judged) state.bestJudgedLoss = loss;
    state.sinceBest = 0;
    this.best = this.#network.read(slots.weights);
  }

  #closeEpoch(): void {
    const { state } = this;
    state.epoch++;
    state.stepInEpoch = 0;
    state.atEpochEnd = false;
  }

  #restore({ state, weights, moments, generators }: Snapshot): void {
    const network = this.#network;
    const lengths = [moments.length, ...Object.values(generators).map(({ length }) => length)];
    const wanted = [momentsOf(this.#job.optimizer), ...lengths.slice(1).fill(network.generator.length)];
    if (`${lengths}` !== `${wanted}`)
      throw new RnnError("ERR_FORMAT", `resume: expected moments and generators of ${wanted}, got ${lengths}`);
    network.standing = { weights, moments, step: state.step };
  }

  /** Draws again what is not kept: the split, and this epoch's order. */
  #restoreGenerators({ state, generators }: Snapshot): void {
    const network = this.#network;
    network.generator = generators.split;
    this.source.split();
    network.generator = generators.epoch;
    if (state.stepInEpoch > 0) this.source.beginEpoch();
    network.generator = generators.now;
    this.#generators = { ...generators, beforeFill: generators.now };
  }
}

/** Arrays that an optimizer keeps beside the weights. */
export function momentsOf(optimizer: OptimizerSettings): number {
  if (optimizer.name === "sgd") return optimizer.momentum > 0 ? 1 : 0;
  return optimizer.amsgrad ? 3 : 2;
}
