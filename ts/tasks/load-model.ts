/**
 * Loads models of any task from files.
 */
import { loadEngine } from "../core/load.js";
import { RnnError } from "../errors/rnn-error.js";
import { checkKeys, checkOneOf } from "../errors/validate.js";
import { nonlinearities } from "../model/cells.js";
import { asFormat, readModelFile } from "../model/read-file.js";
import { defaultTask, loadTask, taskNames } from "./registry.js";
import type { GivenOptions } from "./task.js";
import type { Model } from "./types.js";

/** See `load`. */
export async function loadModel(bytes: unknown, given: object): Promise<Model> {
  checkKeys("load", given, isCommon(given) ? commonOptions : [...commonOptions, ...(await optionsOfAll())]);
  const options = given as GivenOptions;
  const wanted = options["task"] === undefined ? undefined : checkOneOf("task", options["task"], taskNames);
  const nonlinearity =
    options["nonlinearity"] === undefined
      ? undefined
      : checkOneOf("nonlinearity", options["nonlinearity"], nonlinearities);
  const { metadata, ...read } = readModelFile(bytes, nonlinearity);
  const has = metadata && asFormat(() => checkOneOf("task", metadata.task, taskNames));
  if (has && wanted && has !== wanted)
    throw new RnnError("ERR_FORMAT", `task: expected a model of the task ${wanted}, got one of ${has}`);
  const task = await loadTask(has ?? wanted ?? defaultTask);
  const { decode, resolve } = await task.loading();
  const own = metadata && asFormat(() => decode(metadata.description));
  const { config, codec } = resolve(read, own, options);
  await loadEngine();
  return task.model({ config, weights: read.weights, codec });
}

const commonOptions = ["task", "nonlinearity"];

/** Whether the names can be checked without the tasks, of which most programs need one. */
const isCommon = (given: object): boolean => Object.keys(given ?? {}).every((name) => commonOptions.includes(name));

/** Checks the names of options; the error suggests the nearest name of any task. */
const optionsOfAll = async (): Promise<readonly string[]> =>
  (await Promise.all(taskNames.map(async (name) => (await (await loadTask(name)).loading()).options))).flat();
