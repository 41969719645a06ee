/**
 * The tasks on the command line.
 */
import type { TaskName } from "../../index.js";
import type { OptionTable } from "../options/arguments.js";
import { UsageError } from "../options/usage-error.js";
import { tagCli } from "./tag.js";
import type { GivenValues, NamedData, TaskCli } from "./task-cli.js";

const clis: { readonly [Name in TaskName]: TaskCli<Name> } = { tag: tagCli };

/** All of them. */
export const taskClis: readonly TaskCli[] = Object.values(clis);

export const cliOf = (task: TaskName): TaskCli => clis[task];

/** The options of all tasks that name data. */
export const dataOptions: OptionTable = Object.assign({}, ...taskClis.map((cli) => cli.dataOptions));

/** What can name data, for usage lines. */
export const dataUsage = taskClis.map(({ usage }) => usage).join(" | ");

/** @throws UsageError where no data is named, or data of two tasks */
export function dataFrom(values: GivenValues): NamedData {
  const named = taskClis.map((cli) => cli.dataFrom(values)).filter((data) => data !== undefined);
  const [data] = named;
  if (!data || named.length > 1)
    throw new UsageError(`expected ${dataUsage.replaceAll(" | ", " or ")}, got ${data ? "more than one" : "neither"}`);
  return data;
}
