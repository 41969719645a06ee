/**
 * The worker's program: does one job, or assists another worker that does, with the module that the calling thread has compiled.
 */
import { fromRecipe } from "../../ciphers/index.js";
import { engineFromModule } from "../../core/load.js";
import type { BatchArrays, Batches } from "../../data/batches.js";
import { builtin } from "../../host/builtin.js";
import { ratesOf } from "../../options/schedule.js";
import { type Encrypt, encryptionBy } from "../../tasks/tag/encryption.js";
import type { Feed } from "../../tasks/tag/pairs/stream-source.js";
import { LocalPerformer, type Means } from "../loop/local-runner.js";
import type { Job } from "../loop/run-spec.js";
import { Channel, type Port } from "./channel.js";
import type { SentCore, SentFinish } from "./remote-runner.js";
import { assist, Team } from "./team.js";

/** As web workers have it; or, under `on`, as Node's do. */
interface ParentPort extends Port {
  on?(event: "message", listener: (message: never) => void): void;
  onmessage?: ((event: { data: never }) => void) | null;
}

const threads = builtin<{ parentPort: ParentPort | null }>("node:worker_threads");
const port: ParentPort = threads?.parentPort ?? (globalThis as unknown as ParentPort);

const performer = new LocalPerformer();

const channel = new Channel(port, {
  async start(core: SentCore, job: Job, ports: readonly MessagePort[], isShared: boolean): Promise<SentFinish> {
    const means = { ...meansFor(job), ...(ports.length && { replicas: new Team(ports, isShared) }) };
    const { failure, ...finish } = await performer.run(engineFrom(core), job, means);
    return failure ? { ...finish, failure: channel.describe(failure.error) } : finish;
  },
  assist: (core: SentCore, port: MessagePort) => assist(engineFrom(core), port),
  pause: () => performer.pause(),
  resume: () => performer.resume(),
  step: (count: number) => performer.step(count),
  stop: () => performer.stop(),
  abort: () => performer.abort(),
  snapshot: () => performer.snapshot(),
});

const engineFrom = ({ module, variant }: SentCore) => engineFromModule(module, variant);

/** What only the calling thread can do is asked for; a built-in cipher is made again here. */
function meansFor({ source, schedule, lr }: Job): Means {
  const remote: Encrypt = (messages, length) => channel.ask("encrypt", messages.slice(), length);
  const recipe = source.form === "messages" ? source.recipe : undefined;
  return {
    progress: (report) => channel.ask("progress", report),
    checkpoint: (snapshot) => channel.ask("checkpoint", snapshot),
    keep: (snapshot) => channel.ask("keep", snapshot),
    rates: typeof schedule === "object" ? ratesOf(schedule, lr) : (step, count) => channel.ask("rates", step, count),
    encrypt: recipe ? encryptionBy(fromRecipe(recipe)) : remote,
    feed: new RemoteFeed(),
  };
}

class RemoteFeed implements Feed {
  isOver = false;

  async fill(batches: Batches, count: number): Promise<boolean> {
    type Filled = { batches: BatchArrays; ends: boolean; isOver: boolean };
    const filled = await channel.ask<Filled>("fill", count);
    batches.append(filled.batches);
    this.isOver = filled.isOver;
    return filled.ends;
  }

  close(): void {}
}

if (port.on) port.on("message", (message) => channel.receive(message));
else port.onmessage = ({ data }) => channel.receive(data);
