/**
 * Calls to a run, each with what it must come to.
 */
import fc from "fast-check";
import { expect } from "vitest";
import { sharedEngines, trap } from "../core/faults/trap.js";
import { aborted } from "./starts.js";
import { readCheckpoint } from "./truth.js";
import {
  type Call,
  checkCheckpoint,
  checkModel,
  type Known,
  outcome,
  type Real,
  type RunModel,
  within,
} from "./world.js";

type RealRun = Real["runs"][number];

const most = { models: 4, files: 4 };

/** A call to one of the runs that there are. */
function ofRun(
  index: number,
  name: string,
  act: (model: RunModel, real: RealRun, known: Known, world: Real) => Promise<void>,
  isPossible: (model: RunModel) => boolean = () => true,
): Call {
  return {
    check: ({ runs }) => runs.length > 0 && isPossible(runs[index % runs.length] as RunModel),
    run: (known, real) => {
      const at = index % known.runs.length;
      return act(known.runs[at] as RunModel, real.runs[at] as RealRun, known, real);
    },
    toString: () => `run ${index}: ${name}`,
  };
}

/** What took effect at the boundary of a step has found a run there, unless that was aborted before. */
function begins(model: RunModel): void {
  if (!model.failures.includes(aborted)) model.hasBegun = true;
}

const pause = (index: number) =>
  ofRun(index, "pause()", async (model, { run }) => {
    await within("pause()", run.pause());
    Object.assign(model, { moves: false, isUnsettled: false });
    begins(model);
  });

const resume = (index: number) =>
  ofRun(index, "resume()", async (model, { run }) => {
    await within("resume()", run.resume());
    begins(model);
    if (model.isOver) return;
    model.moves = true;
    model.high = model.maxSteps;
  });

const step = (index: number, count: number, isAwaited: boolean) => {
  const name = `step(${count})${isAwaited ? "" : ", not waited for"}`;
  return ofRun(index, name, async (model, { run }) => {
    const stepping = run.step(count);
    if (count < 0) {
      // Not by `rejects`: what it is asked about it keeps until the test ends, and with it each run's engine.
      expect(await within(name, outcome(stepping))).toMatchObject({ error: { code: "ERR_INVALID_OPTION" } });
      return;
    }
    const { low, isOver } = model;
    if (!isOver) {
      model.high = model.moves ? model.maxSteps : Math.min(model.high + count, model.maxSteps);
      Object.assign(model, { moves: false, isUnsettled: !isAwaited });
    }
    if (!isAwaited) return;
    const result = await within(name, outcome(stepping));
    if (model.isRefused) expect(result).toMatchObject({ error: expect.anything() });
    else if (model.failures.length === 0 && !model.isLost) expect(result).toEqual({ value: undefined });
    if (isOver || model.failures.length > 0 || model.isLost || model.isRefused) return;
    begins(model);
    model.low = Math.min(low + count, model.maxSteps);
  });
};

const stop = (index: number) =>
  ofRun(index, "stop()", async (model, { run }) => {
    await within("stop()", run.stop());
    Object.assign(model, { moves: false, isOver: true });
    begins(model);
  });

const abort = (index: number) =>
  ofRun(index, "abort", async (model, { controller }) => {
    controller.abort(aborted);
    model.failures.push(aborted);
    Object.assign(model, { moves: false, isOver: true });
  });

const checkpoint = (index: number) =>
  ofRun(index, "checkpoint()", async (model, { run }, known, world) => {
    const result = await within("checkpoint()", outcome(run.checkpoint()));
    if ("error" in result) {
      // Refused, or aborted before it had begun: there is nothing.
      if (!model.isRefused) expect([result.error, model.hasBegun]).toEqual([aborted, false]);
      return;
    }
    expect(model.isRefused).toBe(false);
    model.hasBegun = true;
    const step = checkCheckpoint(model, world, await readCheckpoint(result.value));
    if (known.files.length >= most.files) return;
    known.files.push({ recipe: model.recipe });
    world.files.push({ bytes: result.value, step });
  });

const watch = (index: number) =>
  ofRun(
    index,
    "for await, left at the first",
    async (model, { run }) => {
      const first = async () => {
        for await (const { step } of run) return step;
        return undefined;
      };
      const result = await within("for await", outcome(first()));
      if ("error" in result) expectFailure(model, result.error);
      else if (result.value !== undefined) {
        expect(result.value).toBeLessThanOrEqual(model.high);
        model.hasBegun = true;
        if (!model.isLost) model.low = Math.max(model.low, result.value);
      }
    },
    // Of one that rests nothing new is heard.
    ({ moves, isOver }) => moves || isOver,
  );

const result = (index: number) =>
  ofRun(
    index,
    "result",
    async (model, { run }, known, world) => {
      const found = await within("result", outcome(run.result));
      Object.assign(model, { moves: false, isOver: true });
      if ("error" in found) {
        expectFailure(model, found.error);
        return;
      }
      expect(model.isRefused || model.fails).toBe(false);
      model.hasBegun = true;
      // It is always the same one, and may be disposed by now.
      if (world.models.includes(found.value)) return;
      checkModel(model, world, found.value);
      const weights = world.truth[model.recipe]?.[model.low];
      if (weights === undefined || known.models.length >= most.models) return;
      known.models.push({ recipe: model.recipe, weights, isDisposed: false });
      world.models.push(found.value);
    },
    // Of the others it would never come.
    ({ moves, isOver, maxSteps }) => isOver || (moves && maxSteps < Number.MAX_SAFE_INTEGER),
  );

function expectFailure(model: RunModel, error: unknown): void {
  if (model.failures.includes(error)) return;
  if (model.isRefused) expect(error).toMatchObject({ name: "RnnError" });
  else if (model.isLost) expect(error).toMatchObject({ code: "ERR_ENGINE_CRASHED" });
  else expect(model.failures).toContain(error);
}

/** A trap in the engines of this thread: runs here that are not over can only fail. */
const crash: Call = {
  check: () => true,
  async run({ runs }) {
    for (const engine of sharedEngines()) trap(engine);
    for (const run of runs) if (!run.worker) run.isLost = true;
  },
  toString: () => "the engine crashes",
};

export const crashes = fc.constant(crash);

const index = fc.nat({ max: 2 });

/** Some twice: they are what the others are seen by. */
export const runCalls: fc.Arbitrary<Call>[] = [
  ...[pause, resume, stop, abort, checkpoint, checkpoint, watch, result, result].map((call) => index.map(call)),
  fc.tuple(index, fc.integer({ min: -1, max: 9 }), fc.boolean()).map((given) => step(...given)),
];
