/**
 * The worker's program: runs a plan, or is a replica for another worker, with the wasm module that the calling thread has compiled.
 */
import { engineFromModule } from "../../core/load.js";
import { builtin } from "../../host/builtin.js";
import { ratesOf } from "../../options/rates.js";
import type { HostServices } from "../loop/host-services.js";
import { LocalRunner } from "../loop/local-runner.js";
import type { RunPlan } from "../loop/run-plan.js";
import { Channel, type Port } from "./channel.js";
import type { SentCore, SentFinish } from "./remote-runner.js";
import { assist, Team } from "./team.js";

/** The common part of web workers and, with `on`, Node's worker threads. */
interface ParentPort extends Port {
  on?(event: "message", listener: (message: never) => void): void;
  onmessage?: ((event: { data: never }) => void) | null;
}

const threads = builtin<{ parentPort: ParentPort | null }>("node:worker_threads");
const port: ParentPort = threads?.parentPort ?? (globalThis as unknown as ParentPort);

const runner = new LocalRunner();

const channel = new Channel(port, {
  async start(core: SentCore, plan: RunPlan, ports: readonly MessagePort[], isShared: boolean): Promise<SentFinish> {
    const replicas = ports.length > 0 ? new Team(ports, isShared) : undefined;
    const { failure, ...finish } = await runner.run(engineFrom(core), plan, hostFor(plan), replicas);
    return failure ? { ...finish, failure: channel.describe(failure.error) } : finish;
  },
  assist: (core: SentCore, port: MessagePort) => assist(engineFrom(core), port),
  pause: () => runner.pause(),
  resume: () => runner.resume(),
  step: (count: number) => runner.step(count),
  stop: () => runner.stop(),
  abort: () => runner.abort(),
  snapshot: () => runner.snapshot(),
});

const engineFrom = ({ module, variant, parts }: SentCore) => engineFromModule(module, variant, parts);

/** The calling thread, over the channel. */
function hostFor({ options: { lr, lrSchedule } }: RunPlan): HostServices {
  return {
    progress: (progress) => channel.ask("progress", progress),
    checkpoint: (snapshot) => channel.ask("checkpoint", snapshot),
    keep: (snapshot) => channel.ask("keep", snapshot),
    rates:
      typeof lrSchedule === "object" ? ratesOf(lrSchedule, lr) : (step, count) => channel.ask("rates", step, count),
    call: (service, ...values) => channel.ask("call", service, ...values.map(compact)),
  };
}

/** Posting a view sends its whole buffer. */
const compact = (value: unknown): unknown =>
  value instanceof Int32Array && value.byteLength < value.buffer.byteLength ? value.slice() : value;

if (port.on) port.on("message", (message) => channel.receive(message));
else port.onmessage = ({ data }) => channel.receive(data);
