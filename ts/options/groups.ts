/**
 * All options of a task's runs, in groups by the headings of help texts: those of every task, and its own.
 */
import { dataOptions, lengthOptions, modelOptions, runOptions, scheduleOptions, type TaskDefaults } from "./common.js";
import { optimizerOptions } from "./optimizer.js";
import type { OptionSchema } from "./schema.js";

/** A task's own options in the common groups; it may have more groups. */
interface OwnGroups {
  readonly Model: OptionSchema;
  readonly Data: OptionSchema;
  readonly Stopping: OptionSchema;
}

// Written out rather than inferred: declarations would repeat inferred options without their comments.
/** The groups of a task. */
export type OptionGroups<Own extends OwnGroups> = {
  readonly Model: Omit<ReturnType<typeof modelOptions>, keyof Own["Model"]> & Own["Model"];
  readonly Data: ReturnType<typeof dataOptions> & Own["Data"];
  readonly Optimizer: ReturnType<typeof optimizerOptions>;
  readonly "Learning rate schedule": typeof scheduleOptions;
  readonly Stopping: typeof lengthOptions & Own["Stopping"];
  readonly Run: typeof runOptions;
} & Omit<Own, keyof OwnGroups>;

/** The options of all groups: their intersection. */
export type AllOf<Groups> = (
  { [Name in keyof Groups]: (options: Groups[Name]) => void } extends infer Takers
    ? Takers[keyof Takers]
    : never
) extends (options: infer All extends OptionSchema) => void
  ? All
  : never;

/** An own option takes the place of a common one. */
export const optionGroups = <Own extends OwnGroups>(
  defaults: TaskDefaults,
  { Model, Data, Stopping, ...more }: Own,
): OptionGroups<Own> => ({
  Model: { ...modelOptions(defaults), ...Model },
  Data: { ...dataOptions(defaults), ...Data },
  ...more,
  Optimizer: optimizerOptions(defaults),
  "Learning rate schedule": scheduleOptions,
  Stopping: { ...lengthOptions, ...Stopping },
  Run: runOptions,
});

/** All options of some groups. */
export const allOf = <Groups extends Readonly<Record<string, OptionSchema>>>(groups: Groups): AllOf<Groups> =>
  Object.assign({}, ...Object.values(groups));
