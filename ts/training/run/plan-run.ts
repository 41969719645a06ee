/**
 * Turns data and options into a plan, and the functions that stay on this thread.
 */
import type { ReadingControl } from "../../data/reading.js";
import { checkNumber, invalidOption } from "../../errors/validate.js";
import { hasNonlinearity } from "../../model/cells.js";
import type { ModelConfig, NetworkShape } from "../../model/config.js";
import type { EndReason } from "../../model/model.js";
import type { ReadState } from "../../model/read-state.js";
import type { modelOptions, TaskDefaults } from "../../options/common.js";
import { optimizerSettings } from "../../options/optimizer.js";
import { type ValuesOf, valuesOf } from "../../options/schema.js";
import type { StopCriteria } from "../../tasks/metrics.js";
import { type AnyTask, type GivenOptions, type KnownWeights, notKept, type Resolved } from "../../tasks/task.js";
import type { TaskName } from "../../tasks/types.js";
import type { AskRates } from "../loop/host-services.js";
import type { LoopOptions, RunPlan } from "../loop/run-plan.js";
import type { Checkpoint } from "./checkpoint.js";

/** A plan, and its functions on this thread. */
export interface PlannedRun extends Pick<Resolved<unknown, unknown>, "services" | "codec" | "identity"> {
  readonly plan: RunPlan;
  readonly rates: AskRates;
  /** Whether a run that ended for this reason returns the weights of the best validation. */
  readonly keepsBest: (reason: EndReason) => boolean;
}

/** Weights to start from. */
export type StartingWeights = ReadState & KnownWeights<unknown>;

/** A run before its data is read. */
export interface RunStart {
  readonly task: AnyTask;
  readonly data: unknown;
  /** The options of this run, including those of its checkpoint. */
  readonly options: GivenOptions;
  readonly weights?: StartingWeights | undefined;
  readonly checkpoint?: Checkpoint | undefined;
}

/**
 * Plans a run.
 * @param seed used if the options have none
 * @param reading aborts the reading of data
 * @throws RnnError for invalid data, and for options that do not apply to it
 */
export async function planRun(start: RunStart, seed: number, reading: ReadingControl): Promise<PlannedRun> {
  const { task, data, options, checkpoint, weights } = start;
  const values = { ...valuesOf(task.options, options), seed: options["seed"] ?? seed } as GivenOptions &
    LoopOptions & { readonly blockSize?: number };
  const sizes = sizesOf(values as unknown as ValuesOf<ReturnType<typeof modelOptions>>, weights?.shape, task.defaults);
  const context = { weights, checkpoint, reading };
  const resolved: Resolved<unknown, unknown> & Pick<RunPlan, "blocks"> =
    values.blockSize === undefined
      ? await task.resolve(data, values, context)
      : await (await import("../../tasks/blocks/resolve-blocks.js")).resolveBlocks(
          task,
          data,
          values as typeof values & { readonly blockSize: number },
          context,
          sizes,
        );
  const optimizer = optimizerSettings(
    values["optimizer"] as "adam",
    withWeightDecay(options, { ...task.defaults, ...resolved.defaults }),
  );
  if (checkpoint) {
    const { checkSameData } = await import("./checkpoint.js");
    checkSameData(await resolved.identity(), checkpoint, task);
  }
  const stop = await stopOf(values, resolved, task);
  // A run of a given length ends with the weights of its last update, as in PyTorch.
  const isAveraged = values.patience !== undefined || !namesEnd(values);
  const { emaDecay = isAveraged ? (task.defaults.emaDecay ?? 0) : 0 } = values as { readonly emaDecay?: number };
  const { lrSchedule, rates, scheduleFollowsLength } = await scheduleFor(
    values,
    lengthOf(stop, resolved.stepsPerEpoch),
    checkpoint,
  );
  const { name, ...ofOptimizer } = optimizer;
  const { batchSize, lr, clipGradNorm, progressEvery } = values;
  const plan: RunPlan = {
    task: task.name as TaskName,
    config: { ...sizes, ...resolved.network },
    source: resolved.source,
    blocks: resolved.blocks,
    optimizer,
    options: {
      ...sizes,
      ...resolved.options,
      ...ofOptimizer,
      ...stop,
      ...{ optimizer: name, batchSize, seed: values.seed, lr, lrSchedule, clipGradNorm, emaDecay, progressEvery },
      // For bit-identical results. Where this build cannot run, the run may use another one.
      variant: values["variant"],
    },
    scheduleFollowsLength,
    wantsCheckpoints: options["onCheckpoint"] !== undefined,
    weights: weights?.weights,
    resume: checkpoint?.snapshot,
  };
  const { services, codec, identity } = resolved;
  // A cap on epochs that the user gave means these epochs; the default one only ends a run that has not converged.
  const keepsBest = (reason: EndReason) =>
    reason === "patience" ||
    (reason !== "until" && values.patience !== undefined) ||
    (reason === "epochs" && values.epochs === undefined && stop.epochs !== undefined);
  return { plan, rates, services, codec, identity, keepsBest };
}

/** The task's weight decay is that of its default optimizer. */
function withWeightDecay(options: GivenOptions, { optimizer, weightDecay }: TaskDefaults): GivenOptions {
  const isDefault = (options["optimizer"] ?? optimizer) === optimizer;
  return isDefault && weightDecay !== undefined
    ? { ...options, weightDecay: options["weightDecay"] ?? weightDecay }
    : options;
}

/** The sizes of the network. @throws RnnError `ERR_INVALID_OPTION` for sizes that differ from the weights, and options that the cell lacks */
function sizesOf(
  given: ValuesOf<ReturnType<typeof modelOptions>>,
  has: NetworkShape | undefined,
  defaults: TaskDefaults,
): ModelConfig {
  const size = <Name extends keyof ModelConfig>(
    name: Name,
    byDefault: ModelConfig[Name] = (defaults as ModelConfig)[name],
  ): ModelConfig[Name] => {
    const wanted = given[name] as ModelConfig[Name] | undefined;
    // Dropout may differ from the weights' run, because no parameter depends on it.
    if (has && name !== "dropout" && wanted !== undefined && wanted !== has[name])
      throw invalidOption(name, `${has[name]}, as in the weights`, wanted);
    return wanted ?? has?.[name] ?? byDefault;
  };
  const cell = size("cell");
  if (!hasNonlinearity(cell) && given.nonlinearity !== undefined)
    throw invalidOption("nonlinearity", `no such option for the cell ${cell}`, given.nonlinearity);
  return {
    cell,
    ...(hasNonlinearity(cell) && { nonlinearity: size("nonlinearity", "tanh") }),
    hiddenSize: size("hiddenSize"),
    numLayers: size("numLayers"),
    bidirectional: size("bidirectional"),
    dropout: size("dropout"),
  };
}

/** Whether options say when the run ends. */
const namesEnd = ({ maxSteps, epochs, until, patience }: StopCriteria): boolean =>
  [maxSteps, epochs, until, patience].some((criterion) => criterion !== undefined);

/** The stop criteria with defaults. @throws RnnError `ERR_INVALID_OPTION` if nothing can end the run, or if a criterion needs a validation */
async function stopOf(
  given: StopCriteria,
  { hasValidation, ends, allowsEmptyUntil }: Resolved<unknown, unknown>,
  { defaultStop }: AnyTask,
): Promise<Required<StopCriteria>> {
  const { maxSteps, epochs, until, patience, minDelta } = given;
  const namesScores = (until: StopCriteria["until"]) => Object.values(until ?? {}).some((score) => score !== undefined);
  const asksNothing = allowsEmptyUntil && !namesScores(until);
  const unjudged = patience !== undefined ? "patience" : until !== undefined && !asksNothing ? "until" : undefined;
  if (unjudged && !hasValidation) throw (await import("./refusals.js")).lacksValidation(unjudged);
  const byDefault = hasValidation ? defaultStop : { epochs: defaultStop.epochs };
  const stop = { maxSteps, epochs, until, patience, minDelta, ...(!namesEnd(given) && byDefault) };
  if (minDelta !== undefined) {
    if (stop.patience === undefined) throw invalidOption("minDelta", "a run that ends by patience", minDelta);
    stop.minDelta = minDelta;
  }
  const judges = stop.patience !== undefined || namesScores(stop.until);
  if (maxSteps === undefined && stop.epochs === undefined && !ends && !(hasValidation && judges))
    throw (await import("./refusals.js")).lacksEnd(hasValidation);
  return stop;
}

/** The number of updates of the run, if known. */
function lengthOf({ maxSteps, epochs }: StopCriteria, stepsPerEpoch: number | undefined): number | undefined {
  const lengths = [maxSteps, epochs !== undefined && stepsPerEpoch !== undefined ? epochs * stepsPerEpoch : undefined];
  const known = lengths.filter((length) => length !== undefined);
  return known.length > 0 ? Math.max(1, Math.min(...known)) : undefined;
}

/**
 * The schedule in the plan, and the function on this thread that computes its rates.
 * @throws RnnError `ERR_INVALID_OPTION` for another schedule than the resumed run's
 */
async function scheduleFor(
  { lrSchedule: given, lr }: GivenOptions & Pick<LoopOptions, "lr">,
  length: number | undefined,
  checkpoint: Checkpoint | undefined,
): Promise<Pick<RunPlan, "scheduleFollowsLength"> & Pick<PlannedRun, "rates"> & Pick<LoopOptions, "lrSchedule">> {
  if (typeof given === "function") {
    const rate = (step: number) => checkNumber(`lrSchedule(${step})`, given(step), { min: 0 });
    const rates: AskRates = (step, count) => Array.from({ length: count }, (_, i) => rate(step + i));
    return { lrSchedule: notKept, rates, scheduleFollowsLength: false };
  }
  if (given === undefined) return { lrSchedule: undefined, rates: () => [], scheduleFollowsLength: false };
  // Loaded only if a schedule is set.
  const { planSchedule } = await import("../../options/plan-schedule.js");
  return planSchedule(given, lr, length, checkpoint?.options["lrSchedule"]);
}
