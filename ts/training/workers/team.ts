/**
 * The replicas of a run. The first one is the run's network, on the thread with its data, generator and state. The others run on separate
 * threads and have only weights, batches and gradients.
 */

import type { Engine } from "../../core/engine.js";
import { Network, type TrainingState } from "../../core/network.js";
import type { NetworkConfig, OptimizerSettings } from "../../core/network-config.js";
import { NetworkShare } from "../../core/network-share.js";
import { type BatchArrays, cutBatches } from "../../data/batches.js";
import { loadTraining } from "../../tasks/registry.js";
import type { Pause, Scorer } from "../../tasks/source.js";
import { continueTraining } from "../loop/restoration.js";
import type { RunPlan } from "../loop/run-plan.js";
import type { Queued, Replicas } from "../loop/trainer.js";
import { Channel } from "./channel.js";
import { dealStates, gatherStates, stateLayoutOf } from "./dealt-states.js";
import { CollectingExchange, PostedExchange } from "./posted-exchange.js";
import { type Exchange, Replica } from "./replica.js";
import { type ExchangeSize, SharedExchange, sharedMemoryFor } from "./shared-exchange.js";

/** The initial data of another replica. */
interface ReplicaStart extends TrainingState, ExchangeSize, Pick<RunPlan, "task"> {
  readonly config: NetworkConfig;
  readonly optimizer: OptimizerSettings;
  readonly clipGradNorm: number | undefined;
  readonly emaDecay: number;
  readonly index: number;
  /** Shared memory for the exchange; without it, parts are posted. */
  readonly memory: SharedArrayBuffer | undefined;
  /** What the task's scorer needs. */
  readonly scoring: unknown;
}

/** Updates for another replica. */
interface Updates {
  readonly batches: BatchArrays;
  readonly rates: Float64Array;
  /** The generator's state, if updates draw random numbers. */
  readonly generator: Uint32Array | undefined;
  /** The state to begin with, if it is not the one in which the updates before ended. */
  readonly carried: Float32Array | undefined;
}

/** What another replica answers: how many updates it made, and the state that it hands on. */
interface Updated {
  readonly made: number;
  readonly carried: Float32Array<ArrayBuffer> | undefined;
}

/** The team as the first replica sees it. */
export class Team implements Replicas {
  readonly #isShared: boolean;
  readonly #others: readonly Channel[];
  readonly #collecting: CollectingExchange;
  #own: Replica | undefined;
  #network: Network | undefined;
  /** The states that the other replicas hand on, and whether they have yet to be told. */
  #states: (Float32Array<ArrayBuffer> | undefined)[] = [];
  #areNew = false;

  /**
   * @param ports to the other replicas' threads, where {@link assist} listens
   * @param isShared whether threads can share memory
   */
  constructor(ports: readonly MessagePort[], isShared: boolean) {
    this.#isShared = isShared;
    this.#collecting = new CollectingExchange(ports.length + 1);
    this.#others = ports.map((port, i) => listening(port, { sum: (part) => this.#collecting.take(i + 1, part) }));
  }

  async begin(
    network: Network,
    { task, source, config, optimizer, options: { clipGradNorm, emaDecay } }: RunPlan,
    trainingState: TrainingState,
  ): Promise<void> {
    const replicaCount = this.#others.length + 1;
    this.#network = network;
    const share = new NetworkShare(network, 0, replicaCount);
    const size = { replicaCount, length: share.length };
    const memory = this.#isShared ? sharedMemoryFor(size) : undefined;
    this.#own = new Replica(share, memory ? new SharedExchange(memory, 0, size) : this.#collecting);
    const scoring = (await loadTraining(task)).scoring?.(source);
    const all = { ...trainingState, ...size, task, config, optimizer, clipGradNorm, emaDecay, memory, scoring };
    await Promise.all(
      this.#others.map((other, i) => other.ask("begin", { ...all, index: i + 1 } satisfies ReplicaStart)),
    );
  }

  async train(
    { batches, first, count }: Queued,
    rates: ArrayLike<number>,
    generator: Uint32Array | undefined,
  ): Promise<number> {
    const updates = { batches: cutBatches(batches, first, count), rates: Float64Array.from(rates), generator };
    const others = this.#others.map((other, i) => {
      const carried = this.#areNew ? this.#states[i] : undefined;
      return other.ask<Updated>("train", { ...updates, carried } satisfies Updates);
    });
    this.#areNew = false;
    // A failed replica never replies, so its error ends the wait.
    for (const other of others) other.catch(() => this.#collecting.fail());
    const [made, ...updated] = await Promise.all([(this.#own as Replica).train(count), ...others]);
    this.#states = updated.map(({ carried }) => carried);
    return made;
  }

  async score(jobs: Iterable<unknown>, scorer: Scorer, isAveraged: boolean, pause: Pause): Promise<unknown[]> {
    const [network, others] = [this.#network as Network, this.#others];
    if (isAveraged) await this.#askAll("swapAverage");
    const scores: unknown[] = [];
    /** Jobs of this round and of the one before, which the other replicas score meanwhile. */
    let [before, now]: [Promise<void>[], Promise<void>[]] = [[], []];
    let index = 0;
    try {
      for (const next of jobs) {
        const place = index++;
        const job = next instanceof Promise ? await next : next;
        const other = others[place % (others.length + 1)];
        if (other) {
          const scored = other.ask("score", withoutOthers(job)).then((score) => {
            scores[place] = score;
          });
          // Its error is thrown where it is awaited.
          scored.catch(() => {});
          now.push(scored);
          continue;
        }
        scores[place] = await scorer(() => network, job, pause);
        await pause();
        await Promise.all(before);
        [before, now] = [now, []];
      }
      await Promise.all([...before, ...now]);
      return scores;
    } finally {
      if (isAveraged) await this.#askAll("swapAverage");
    }
  }

  #askAll(question: string): Promise<unknown> {
    return Promise.all(this.#others.map((other) => other.ask(question)));
  }

  get carried(): Float32Array<ArrayBuffer> {
    const network = this.#network as Network;
    const parts = [network.carried, ...this.#states.map((state) => state ?? new Float32Array())];
    return gatherStates(parts, stateLayoutOf(network.config));
  }

  set carried(whole: Float32Array<ArrayBuffer>) {
    const network = this.#network as Network;
    const [own, ...others] = dealStates(whole, this.#others.length + 1, stateLayoutOf(network.config));
    network.carried = own as Float32Array;
    this.#states = others;
    this.#areNew = true;
  }
}

/** A job without what does not belong to it: posting a view would send its whole buffer. */
function withoutOthers(job: unknown): unknown {
  if (typeof job !== "object" || job === null) return job;
  if ("batches" in job) {
    const { batches, first, count } = job as unknown as Queued;
    return { ...job, batches: cutBatches(batches, first, count), first: 0 };
  }
  const own = Object.entries(job).map(([name, value]) => [name, ArrayBuffer.isView(value) ? copied(value) : value]);
  return Object.fromEntries(own);
}

const copied = (view: ArrayBufferView): unknown => (view as Uint8Array).slice();

/** Runs another replica: handles calls over `port` as long as its thread lives. */
export function assist(engine: Engine, port: MessagePort): void {
  let network: Network;
  let replica: Replica;
  let scorer: Scorer;
  const team = listening(port, {
    async begin({
      task,
      scoring,
      config,
      optimizer,
      clipGradNorm,
      emaDecay,
      index,
      replicaCount,
      length,
      memory,
      ...trainingState
    }: ReplicaStart): Promise<void> {
      scorer = await (await loadTraining(task)).scorer(scoring);
      network = new Network(engine, config);
      network.setOptimizer(optimizer, clipGradNorm, emaDecay);
      continueTraining(network, trainingState);
      const exchange: Exchange = memory
        ? new SharedExchange(memory, index, { replicaCount, length })
        : new PostedExchange(team);
      replica = new Replica(new NetworkShare(network, index, replicaCount), exchange);
    },
    async train({ batches: sent, rates, generator, carried }: Updates): Promise<Updated> {
      const made = await replica.train(sent.count, () => {
        network.load(sent, 0, sent.count);
        network.lr.set(rates);
        if (generator) network.generator = generator;
        if (carried) network.carried = carried;
      });
      return { made, carried: network.config.carry ? network.carried : undefined };
    },
    score: (job: unknown) =>
      scorer(
        () => network,
        job,
        () => undefined,
      ),
    swapAverage: () => network.swapAverage(),
  });
}

function listening(port: MessagePort, handlers: ConstructorParameters<typeof Channel>[1]): Channel {
  const channel = new Channel(port, handlers);
  port.onmessage = ({ data }) => channel.receive(data);
  return channel;
}
