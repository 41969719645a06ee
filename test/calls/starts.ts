/**
 * Starts of runs: from nothing or from a checkpoint, right or wrong, paused, aborted, with a callback that asks or throws.
 */
import fc from "fast-check";
import { startTraining, type TaggerOptions } from "rnn-wasm";
import { recipes } from "./truth.js";
import { type Call, type Known, type Real, type RunModel, within } from "./world.js";

/** What the signal of a run gives as its reason. */
export const aborted = "enough";

const callbackFailure = new Error("the callback broke");

const maxRuns = 3;

/** How a run is started. */
interface Start {
  readonly worker: boolean;
  readonly isPaused: boolean;
  readonly isAborted: boolean;
  /** What its callback does. */
  readonly callback: "none" | "asks" | "throws";
}

/** What it has to come to. */
type Course = Pick<RunModel, "recipe" | "low" | "maxSteps" | "isRefused">;

async function begin(known: Known, real: Real, start: Start, given: TaggerOptions, course: Course): Promise<void> {
  const { worker, isPaused, isAborted, callback } = start;
  const controller = new AbortController();
  if (isAborted) controller.abort(aborted);
  const onProgress = () => {
    if (callback === "throws") throw callbackFailure;
    // It calls back into the run that calls it.
    void run.checkpoint();
    void run.step(-1).catch(() => {});
  };
  const { cipher, options } = recipes[course.recipe] as (typeof recipes)[number];
  const all = { ...options, worker, signal: controller.signal, maxSteps: course.maxSteps, ...given };
  const run = startTraining(cipher, callback === "none" ? all : { ...all, onProgress });
  run.result.catch(() => {});
  real.runs.push({ run, controller });
  const model: RunModel = {
    ...{ ...course, worker, high: course.maxSteps, moves: true, isOver: false, hasBegun: false },
    ...{ isLost: false, isUnsettled: false, fails: isAborted },
    failures: [...(isAborted ? [aborted] : []), ...(callback === "throws" ? [callbackFailure] : [])],
  };
  known.runs.push(model);
  if (!isPaused) return;
  await within("pause() at the start", run.pause());
  model.moves = false;
  model.high = model.low;
  model.hasBegun = !isAborted;
}

function newRun(recipe: number, maxSteps: number, wrong: TaggerOptions | undefined, start: Start): Call {
  return {
    check: ({ runs }) => runs.length < maxRuns,
    run: (known, real) =>
      begin(known, real, start, { ...wrong }, { recipe, maxSteps, low: 0, isRefused: wrong !== undefined }),
    toString: () => `start(${JSON.stringify({ recipe, maxSteps, wrong, ...start })})`,
  };
}

function resumedRun(index: number, wanted: number, isDamaged: boolean, start: Start): Call {
  return {
    check: ({ runs, files }) => runs.length < maxRuns && files.length > 0,
    async run(known, real) {
      const at = index % real.files.length;
      const { bytes, step } = real.files[at] as Real["files"][number];
      const { recipe } = known.files[at] as Known["files"][number];
      const resume = isDamaged ? bytes.slice(0, -1) : bytes;
      const maxSteps = Math.max(step, wanted);
      await begin(known, real, start, { resume }, { recipe, maxSteps, low: step, isRefused: isDamaged });
    },
    toString: () => `resume(${index}, ${JSON.stringify({ maxSteps: wanted, isDamaged, ...start })})`,
  };
}

const steps = fc.constantFrom(0, 1, 6, 12, 40, Number.MAX_SAFE_INTEGER);
const wrong = fc.constantFrom(
  ...[undefined, undefined, undefined, { hiddenSize: -1 }, { optimiser: "adam" } as TaggerOptions, { lr: Number.NaN }],
  ...[{ resume: new Uint8Array(9) }, { hiddenSize: 1e6, embeddingDim: 1e6 }],
);
const seldom = fc.nat({ max: 19 }).map((n) => n === 0);

/** @param worker whether the runs have a thread of their own */
export function starts(worker: boolean): fc.Arbitrary<Call>[] {
  const start = fc.record<Start>({
    worker: fc.constant(worker),
    isPaused: fc.boolean(),
    isAborted: seldom,
    callback: fc.constantFrom("none", "none", "asks", "throws"),
  });
  return [
    fc.tuple(fc.nat({ max: recipes.length - 1 }), steps, wrong, start).map((given) => newRun(...given)),
    fc.tuple(fc.nat({ max: 9 }), steps, seldom, start).map((given) => resumedRun(...given)),
  ];
}
