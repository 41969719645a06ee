/**
 * Runs that start from files: from a checkpoint, or from weights.
 */
import { checkOneOf } from "../../errors/validate.js";
import type { Nonlinearity } from "../../model/cells.js";
import { asFormat, isBytes, type Metadata, readWeights } from "../../model/read-file.js";
import { originOf } from "../../model/state-dict-origin.js";
import { valuesOf } from "../../options/schema.js";
import type { AnyTask, GivenOptions } from "../../tasks/task.js";
import { decodeCheckpoint, resumedOptions } from "./checkpoint.js";
import type { RunStart, StartingWeights } from "./plan-run.js";

/**
 * Reads the files that a run starts from.
 * @throws RnnError `ERR_INVALID_OPTION` for options that contradict the checkpoint, `ERR_FORMAT` for any other file
 */
export async function startFromFiles(task: AnyTask, data: unknown, given: GivenOptions): Promise<RunStart> {
  const loading = await task.loading();
  const checkpoint = given["resume"] === undefined ? undefined : decodeCheckpoint(given["resume"], task, loading);
  const options = checkpoint ? resumedOptions(given, checkpoint, task, task.kindsOf(data)) : given;
  if (options["weights"] === undefined) return { task, data, options, checkpoint };
  return { task, data, options, checkpoint, weights: startingWeights(task, loading, options) };
}

/** @throws RnnError `ERR_FORMAT`, also for a model of another task */
function startingWeights(
  task: AnyTask,
  { decode }: Awaited<ReturnType<AnyTask["loading"]>>,
  options: GivenOptions,
): StartingWeights {
  const { nonlinearity } = valuesOf(task.options, options) as { readonly nonlinearity?: Nonlinearity };
  const given = options["weights"];
  const { metadata, ...state } = readWeights(given, nonlinearity);
  const codecOf = ({ task: name, description }: Metadata) => {
    checkOneOf("task", name, [task.name]);
    return decode(description);
  };
  const origin = isBytes(given) ? undefined : originOf(given as object);
  return {
    ...state,
    codec: metadata && asFormat(() => codecOf(metadata)),
    isFile: isBytes(given),
    origin: origin?.task === task.name ? decode(origin.description()) : undefined,
  };
}
