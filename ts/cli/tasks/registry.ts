/**
 * The registry of the tasks' command line interfaces.
 */
import type { TaskName, TrainingData } from "../../index.js";
import type { OptionTable } from "../options/arguments.js";
import { UsageError } from "../options/usage-error.js";
import { classifyCli } from "./classify.js";
import { forecastCli } from "./forecast.js";
import { generateCli } from "./generate.js";
import { regressCli } from "./regress.js";
import { tagCli } from "./tag.js";
import type { GivenValues, NamedData, OpenedData, TaskCli } from "./task-cli.js";

const clis: { readonly [Name in TaskName]: TaskCli<Name> } = {
  tag: tagCli,
  classify: classifyCli,
  regress: regressCli,
  forecast: forecastCli,
  generate: generateCli,
};

// A task is only given its own models and progress, which its name selects.
export const taskClis = Object.values(clis) as readonly unknown[] as readonly TaskCli[];

export const cliOf = (task: TaskName): TaskCli => clis[task] as unknown as TaskCli;

/** The data options of all tasks. */
export const dataOptions: OptionTable = Object.assign({}, ...taskClis.map((cli) => cli.dataOptions));

/** The data options in usage lines. */
export const dataUsage = taskClis.map(({ usage }) => usage).join(" | ");

/** The data itself. */
export const openData = async ({ data, open }: NamedData): Promise<OpenedData> =>
  open ? open() : { data: data as TrainingData, options: {} };

/** @throws UsageError if no task or more than one has data */
export function dataFrom(values: GivenValues): NamedData {
  const named = taskClis.map((cli) => cli.dataFrom(values)).filter((data) => data !== undefined);
  const [data] = named;
  if (!data || named.length > 1)
    throw new UsageError(`expected ${dataUsage.replaceAll(" | ", " or ")}, got ${data ? "more than one" : "none"}`);
  return data;
}
