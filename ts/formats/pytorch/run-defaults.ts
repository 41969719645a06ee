/**
 * The options of a run that names none, as a program needs them.
 */
import type { JsonObject } from "../../model/file.js";
import type { TaskDefaults } from "../../options/common.js";
import { optimizerSettings } from "../../options/optimizer.js";

/**
 * @param stop what ends a run by default
 * @param own defaults of the task's own options
 */
export const runDefaults = (defaults: TaskDefaults, stop: object, own: JsonObject = {}): JsonObject => ({
  ...optimizerSettings(defaults.optimizer, {}),
  ...defaults,
  ...stop,
  ...own,
});
