/**
 * The work of a run: fills batches, updates, validates, and takes snapshots. The loop decides when.
 */

import type { Engine } from "../../core/engine.js";
import { Network, resultLength, slots, type TrainingState } from "../../core/network.js";
import { layoutOf } from "../../core/network-batches.js";
import { momentsOf } from "../../core/network-config.js";
import { type BatchArrays, Batches } from "../../data/batches.js";
import { RnnError } from "../../errors/rnn-error.js";
import { rowsAtOnce } from "../../model/config.js";
import type { Metrics, Scores } from "../../tasks/metrics.js";
import type { Pause, Scorer, Source, SourceMaker, Verdict } from "../../tasks/source.js";
import type { AskRates } from "./host-services.js";
import type { RunPlan, RunState, Snapshot } from "./run-plan.js";

/** The batches of the next updates. */
export interface Queued {
  readonly batches: BatchArrays;
  readonly first: number;
  readonly count: number;
}

/** Networks on other threads that share each update of the run's network. */
export interface Replicas {
  /** Starts them with the state of the run's network. */
  begin(network: Network, plan: RunPlan, trainingState: TrainingState): Promise<void>;
  /** Like `Network.train`, on all of them. Batches and rates are already in the network's queue. */
  train(queued: Queued, rates: ArrayLike<number>, generator: Uint32Array | undefined): Promise<number>;
  /** As `Network.carried`, of all their sequences. */
  carried: Float32Array<ArrayBuffer>;
  /**
   * Scores the jobs of a validation. @returns the scores in the order of the jobs
   * @param isAveraged whether to score with the average of the weights; the run's network has it already
   */
  score(jobs: Iterable<unknown>, scorer: Scorer, isAveraged: boolean, pause: Pause): Promise<unknown[]>;
}

/** A snapshot, and what restores it. */
interface Resumed {
  readonly snapshot: Snapshot;
  readonly restoration: typeof import("./restoration.js");
}

/** What a run is made of besides its plan. */
interface RunParts {
  readonly metrics: Metrics;
  readonly makeSource: SourceMaker;
  readonly scorer: Scorer;
  /** Networks on other threads. */
  readonly replicas: Replicas | undefined;
  /** Of a run that continues another one. */
  readonly resumed: Resumed | undefined;
}

export class Trainer {
  readonly state: RunState;
  readonly source: Source;
  /** The number of rows trained on since this run started. */
  rows = 0;
  /** Weights of the best validation. */
  best: Float32Array<ArrayBuffer> | undefined;
  readonly #plan: RunPlan;
  readonly #metrics: Metrics;
  readonly #network: Network;
  readonly #scorer: Scorer;
  readonly #replicas: Replicas | undefined;
  /** Whether validations and the model use the moving average of the weights. */
  readonly #isAveraged: boolean;
  /** Whether updates draw random numbers, for dropout. */
  readonly #drawsMasks: boolean;
  /** The filled batches; those before `#next` are used. */
  readonly #batches: Batches;
  #next = 0;
  #hasBegun = false;
  #endsEpoch = false;
  #generators: { split: Uint32Array; epoch: Uint32Array; beforeFill: Uint32Array };

  /** Creates the network with random, given or resumed weights, and draws the validation split. */
  constructor(engine: Engine, plan: RunPlan, parts: RunParts) {
    const { metrics, makeSource, scorer, replicas, resumed } = parts;
    const { config, optimizer, options } = plan;
    const resume = resumed?.snapshot;
    this.#plan = plan;
    this.#metrics = metrics;
    this.#scorer = scorer;
    this.#replicas = replicas;
    const network = new Network(engine, config);
    this.#network = network;
    this.#batches = new Batches(layoutOf(config));
    this.#drawsMasks = config.dropout > 0 && config.numLayers > 1;
    this.#isAveraged = options.emaDecay > 0;
    this.state = resume ? { ...resume.state } : { step: 0, epoch: 0, stepInEpoch: 0, atEpochEnd: false, sinceBest: 0 };
    this.best = resume?.best;
    try {
      this.source = makeSource(network, rowsAtOnce(config));
      network.setOptimizer(optimizer, options.clipGradNorm, options.emaDecay);
      network.assertFits(this.source.largest);
      if (resumed) resumed.restoration.restoreNetwork(network, plan, resumed.snapshot);
      else {
        network.seed(options.seed);
        if (plan.weights) network.write(slots.weights, plan.weights);
        else network.drawWeights();
        if (this.#isAveraged) network.write(slots.average, network.read(slots.weights));
      }
      const split = network.generator;
      this.#generators = { split, epoch: split, beforeFill: split };
      this.source.split();
      if (resumed) {
        const { restoration, snapshot } = resumed;
        restoration.repeatDraws(network, this.source, snapshot);
        this.#generators = { ...snapshot.generators, beforeFill: snapshot.generators.now };
      }
    } catch (error) {
      network.free();
      throw error;
    }
  }

  /** What has the state that updates hand on: until the replicas begin, the run's network. */
  get #carried(): Pick<Network, "carried"> {
    return (this.#hasBegun && this.#replicas) || this.#network;
  }

  get hasReplicas(): boolean {
    return this.#replicas !== undefined;
  }

  /** Must be awaited before the first update. */
  async begin(): Promise<void> {
    if (!this.#replicas) return;
    const { weights, moments, average } = this.snapshot();
    await this.#replicas.begin(this.#network, this.#plan, { weights, moments, average, step: this.state.step });
    this.#hasBegun = true;
    if (this.#plan.config.carry) this.#replicas.carried = this.#network.carried;
  }

  /** Skips the data that a resumed run has used. */
  skip(): void | Promise<void> {
    return this.source.skip(this.state, this.#batches);
  }

  free(): void {
    this.#network.free();
  }

  /** The number of filled batches that are not used yet. */
  get filled(): number {
    return this.#batches.count - this.#next;
  }

  /** The maximum number of batches to fill at once: one if updates draw random numbers, to keep the order of draws. */
  get fillable(): number {
    if (this.#drawsMasks) return 1;
    // Limits a call to a few hundred KB.
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

  /** The learning rates of the next `count` updates. */
  rates(count: number, ask: AskRates): ArrayLike<number> | Promise<ArrayLike<number>> {
    const { lr, lrSchedule } = this.#plan.options;
    return lrSchedule ? ask(this.state.step, count) : new Float64Array(count).fill(lr);
  }

  /**
   * Makes `count` updates with the filled batches.
   * @throws RnnError `ERR_DIVERGED`; the state is then that before the update that diverged
   */
  train(count: number, rates: ArrayLike<number>): undefined | Promise<void> {
    const network = this.#network;
    const queued = { batches: this.#batches, first: this.#next, count };
    const isAnew = this.state.stepInEpoch === 0 || (this.#next === 0 && this.source.startsAnew);
    if (this.#plan.config.carry && isAnew) this.#carried.carried = new Float32Array();
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
    if (made > 0) this.#recordSteps(made, rates);
    if (made < count) {
      this.#rewindGenerator(made);
      throw new RnnError(
        "ERR_DIVERGED",
        `loss: expected finite numbers, got others in update ${state.step + 1} (a smaller lr or clipGradNorm helps)`,
      );
    }
    state.atEpochEnd = this.filled === 0 && this.#endsEpoch;
  }

  /**
   * Validates and closes the epoch.
   * @param yieldNow called every few milliseconds; an error from it ends the validation, as if it had not begun
   */
  async validate(yieldNow: Pause): Promise<void> {
    const before = this.#network.generator;
    if (this.#isAveraged) this.#network.swapAverage();
    try {
      const verdict = this.source.verdict(await this.#score(yieldNow));
      if (verdict) this.#recordValidation(verdict);
    } catch (error) {
      // Interrupted: a run resumed from here repeats the validation.
      this.#network.generator = before;
      throw error;
    } finally {
      if (this.#isAveraged) this.#network.swapAverage();
    }
    this.#closeEpoch();
  }

  async #score(pause: Pause): Promise<unknown[]> {
    const jobs = this.source.jobs();
    if (this.#replicas) return this.#replicas.score(jobs, this.#scorer, this.#isAveraged, pause);
    const scores: unknown[] = [];
    for (const job of jobs) {
      scores.push(await this.#scorer(() => this.#network, job instanceof Promise ? await job : job, pause));
      await pause();
    }
    return scores;
  }

  /** The current output for an example. */
  sample(): unknown {
    return this.source.sample(this.#network);
  }

  /** A snapshot to resume from. Must be taken between two steps, and not while a fill draws random numbers. */
  snapshot(): Snapshot {
    const network = this.#network;
    const { split, epoch } = this.#generators;
    const passed = this.source.passedBy(this.state);
    // Between epochs it would not be used.
    const isCarried = this.#plan.config.carry && this.state.stepInEpoch > 0 && !this.state.atEpochEnd;
    return {
      state: { ...this.state, ...(passed !== undefined && { passed }) },
      weights: network.read(slots.weights),
      average: this.#isAveraged ? network.read(slots.average) : undefined,
      moments: Array.from({ length: momentsOf(this.#plan.optimizer) }, (_, i) => network.read(slots.moments + i)),
      best: this.best,
      carried: isCarried ? this.#carried.carried : undefined,
      generators: { split, epoch, now: network.generator },
    };
  }

  #recordSteps(made: number, rates: ArrayLike<number>): void {
    const { state } = this;
    const { rowStarts, timeStarts, sizes } = this.#batches;
    const last = this.#next + made - 1;
    const end = rowStarts[last + 1] as number;
    const [loss, total, gradNorm] = this.#network.results.subarray((made - 1) * resultLength) as unknown as [
      number,
      number,
      number,
    ];
    const sequences = sizes[timeStarts[last] as number] as number;
    const scores = this.#metrics.ofUpdate(loss, total, end - (rowStarts[last] as number), sequences);
    state.latest = { ...scores, gradNorm, lr: rates[made - 1] as number };
    this.rows += end - (rowStarts[this.#next] as number);
    state.step += made;
    state.stepInEpoch += made;
    this.#next += made;
  }

  /** Restores the generator's state after `made` of the filled updates. */
  #rewindGenerator(made: number): void {
    const { epoch, beforeFill } = this.#generators;
    // Before its first update, an epoch has drawn nothing.
    if (this.state.stepInEpoch === 0) this.#network.generator = epoch;
    else if (this.source.drawsBatches || this.#drawsMasks) {
      this.#network.generator = beforeFill;
      this.source.redraw(made);
    }
  }

  #recordValidation({ count, scores, judged }: Verdict): void {
    const { state } = this;
    const validation = { step: state.step, count, ...scores };
    state.validation = validation;
    if (judged) state.judged = judged;
    state.sinceBest++;
    const now = judged ?? scores;
    const isBetter = (before: Scores | undefined, margin: number) =>
      !before || this.#metrics.isBetter(now, before, margin);
    if (!isBetter(state.bestJudged ?? state.best, 0)) return;
    const { minDelta = 0 } = this.#plan.options;
    // Compared with the last one that counted, so that small gains add up.
    if (isBetter(state.counted, minDelta)) {
      state.counted = now;
      state.sinceBest = 0;
    }
    state.best = validation;
    if (judged) state.bestJudged = judged;
    this.best = this.#network.read(slots.weights);
  }

  #closeEpoch(): void {
    const { state } = this;
    state.epoch++;
    state.stepInEpoch = 0;
    state.atEpochEnd = false;
  }
}
