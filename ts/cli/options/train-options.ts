/**
 * Flags for the options of `train()`, generated from the tasks' schemas: names in kebab-case, nested options after a dot. Kinds of values
 * are checked here, before a file is opened; the library checks the values.
 */
import type { OptionsFor, TrainingData } from "../../index.js";
import { schedules } from "../../options/schedule.js";
import { type OptionSchema, option as settingOf, type ValueKind, type ValueType, word } from "../../options/schema.js";
import { readBytes } from "../io/input.js";
import { dataOptions, taskClis } from "../tasks/registry.js";
import { type Option, type OptionTable, option } from "./arguments.js";
import {
  classWeights,
  file,
  flag,
  integer,
  listOf,
  names,
  number,
  numberOrFile,
  type OptionKind,
  oneOf,
  symbols,
  text,
  twoNumbers,
  workers,
} from "./option-kinds.js";
import { UsageError } from "./usage-error.js";

/** The parser for each type of option; types without one have no flag. */
const kinds: Partial<Record<ValueType, OptionKind<unknown>>> = {
  boolean: flag,
  integer,
  number,
  numbers: twoNumbers,
  symbols,
  text,
  words: names,
  classWeights,
  file,
  numberOrFile,
  workers,
};

type Setting = OptionSchema[string];

const scheduleFields: OptionSchema = {
  type: settingOf(word(...(Object.keys(schedules) as [string])), "the schedule"),
  ...Object.assign({}, ...Object.values(schedules)),
};

/** The flags of a schema: one for the option itself, one for each nested option after a dot, or both. */
function flagsOf(schema: OptionSchema, prefix = ""): [name: string, Option<unknown>][] {
  return Object.entries(schema).flatMap(([name, setting]) => {
    const flagName = prefix + kebabCase(name);
    const { type, fields = type === "schedule" ? scheduleFields : {} } = setting;
    const kind = kindOf(setting);
    return [
      ...(kind ? [[flagName, option(kind, helpOf(setting))] as [string, Option<unknown>]] : []),
      ...flagsOf(fields, `${flagName}.`),
    ];
  });
}

function kindOf({ type, words, items }: ValueKind<unknown>): OptionKind<unknown> | undefined {
  if (words) return oneOf(words);
  const each = type === "list" && items ? kindOf(items) : undefined;
  return each ? listOf(each) : kinds[type];
}

/** The line of help, with the default if there is one. */
function helpOf({ help, default: byDefault }: Setting): string {
  if (byDefault === undefined || byDefault === false || typeof byDefault === "object") {
    return Array.isArray(byDefault) ? `${help} (${byDefault})` : help;
  }
  return `${help} (${typeof byDefault === "number" ? Number(byDefault.toPrecision(3)) : byDefault})`;
}

/** The flags by heading of the help; options of several tasks once. Options that name data have their own heading. */
export const trainOptionGroups: Readonly<Record<string, OptionTable>> = groupFlags();

function groupFlags(): Record<string, OptionTable> {
  const groups: Record<string, Record<string, Option<unknown>>> = {};
  /** The help of each flag, by task. */
  const helps = new Map<string, Map<string, string>>();
  for (const { name: task, runOptions } of taskClis)
    for (const [title, schema] of Object.entries(runOptions))
      for (const [name, flag] of flagsOf(schema)) {
        if (Object.hasOwn(dataOptions, name)) continue;
        const byTask = helps.get(name) ?? new Map<string, string>();
        helps.set(name, byTask.set(task, flag.help));
        groups[title] ??= {};
        groups[title][name] = { ...flag, help: mergedHelp(byTask) };
      }
  return groups;
}

/** One line for all tasks, with the defaults of each where they differ: "units per layer (tag 10, classify 64)". */
function mergedHelp(byTask: ReadonlyMap<string, string>): string {
  const helps = [...byTask].map(([task, help]) => ({ task, ...splitDefault(help) }));
  const [first] = helps;
  const isSame = helps.every(({ text, value }) => text === first?.text && value === first.value);
  if (isSame || helps.some(({ text }) => text !== first?.text)) return byTask.values().next().value ?? "";
  return `${first?.text} (${helps.map(({ task, value }) => `${task} ${value}`).join(", ")})`;
}

/** Separates a line of help from the default in parentheses at its end. */
function splitDefault(help: string): { text: string; value: string } {
  const start = help.endsWith(")") ? help.lastIndexOf(" (") : help.length;
  return { text: help.slice(0, start), value: help.slice(start + 2, -1) || "none" };
}

export const trainOptions: OptionTable = Object.assign({}, ...Object.values(trainOptionGroups));

/** The values of the given flags. */
type TrainValues = Readonly<Record<string, unknown>>;

/**
 * Converts flags to the options of `train()`, and reads the files of --weights and --resume.
 * @param validation the contents of the file that --validation names, if it names one
 */
export async function trainOptionsFrom(values: TrainValues, validation: unknown): Promise<OptionsFor<TrainingData>> {
  if ("progress-every" in values && "progress-every.ms" in values)
    throw new UsageError("--progress-every: expected steps or .ms, got both");
  const own = Object.entries(values).filter(([name]) => Object.hasOwn(trainOptions, name) || name === "alphabet");
  const options = nested(own);
  for (const name of ["weights", "resume"])
    if (values[name] !== undefined) options[name] = await readBytes(values[name] as string, `--${name}`);
  if (validation !== undefined) options["validation"] = validation;
  return options;
}

/** "until.accuracy" -> { until: { accuracy } } */
function nested(values: readonly (readonly [name: string, value: unknown])[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const [outer = "", inner] = camelCase(name).split(".");
    result[outer] = inner === undefined ? value : { ...(result[outer] as object | undefined), [inner]: value };
  }
  return result;
}

const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
