/**
 * From options, and from the file of the weights to start from, to the settings of a run.
 */
import type { TableForm } from "../../data/table.js";
import { checkInteger, invalidOption, nearest, show } from "../../errors/validate.js";
import type { ForecastSettings } from "./options.js";
import type { Preprocessing } from "./preparation/preprocessing.js";

/** What a file of weights says, which options may repeat and not contradict. */
const keptByWeights = [
  ...["targets", "known", "time", "calendar", "timeZone", "season", "mode", "difference", "transform", "scale"],
  ...["lags", "loss"],
] as const;

/**
 * The options with those of the weights' file.
 * @param values as given; defaults are filled in later
 * @throws RnnError `ERR_INVALID_OPTION` for one that contradicts the file
 */
export function settingsWith(values: ForecastSettings, own: Preprocessing | undefined): ForecastSettings {
  if (!own) return values;
  const given = values as Readonly<Record<string, unknown>>;
  const kept = own as unknown as Readonly<Record<string, unknown>>;
  const names = own.mode === "direct" ? [...keptByWeights, "horizon"] : keptByWeights;
  for (const name of names) {
    const [wanted, has] = [given[name], kept[name]];
    if (wanted === undefined || wanted === "auto" || JSON.stringify(wanted) === JSON.stringify(has)) continue;
    throw invalidOption(name, `${has === undefined ? "none" : show(has)}, as in the weights`, wanted);
  }
  const ofFile = Object.fromEntries(names.map((name) => [name, kept[name]]));
  return { ...values, ...ofFile, horizon: values.horizon ?? own.horizon, window: values.window ?? own.window };
}

/**
 * Checks the names of columns.
 * @throws RnnError `ERR_INVALID_OPTION` for a column that the data lacks, and for one that is both target and known
 */
export function columnsOf({ columns }: TableForm, { targets, known = [] }: ForecastSettings) {
  for (const [option, names] of Object.entries({ targets: targets ?? [], known }))
    for (const [i, name] of names.entries()) {
      if (columns.includes(name)) continue;
      const near = nearest(String(name), columns.map(String));
      const hint = near === undefined ? "" : ` (did you mean ${show(near)}?)`;
      throw invalidOption(`${option}[${i}]`, `a column of the data, ${columns.map(show).join(", ")}${hint}`, name);
    }
  const both = targets?.findIndex((name) => known.includes(name)) ?? -1;
  if (both >= 0) throw invalidOption(`targets[${both}]`, "a column that is not known ahead", targets?.[both]);
  const chosen = targets ?? columns.filter((name) => !known.includes(name));
  if (chosen.length === 0) throw invalidOption("targets", "a column to forecast", []);
  return { targets: chosen, known };
}

/** @throws RnnError `ERR_INVALID_OPTION` for options that need others */
export function checkTogether(settings: ForecastSettings, bidirectional: boolean): void {
  const { difference, season, calendar = [], time, mode } = settings;
  if ((difference === "season" || difference === "both") && season === undefined)
    throw invalidOption("season", `the rows of a season, which difference: "${difference}" needs`, season);
  if (calendar.length > 0 && time === undefined)
    throw invalidOption("time", "the column of the dates, which calendar needs", time);
  if (bidirectional && mode !== "direct")
    throw invalidOption("bidirectional", 'false in mode: "recursive", which must not see what it predicts', true);
}

/** The horizon of series without a given one. */
export const defaultHorizon = (rows: number, season = 12): number =>
  Math.max(1, Math.min(season, Math.floor(rows / 10)));

/**
 * Rows that are held back of a series.
 * @param least rows that the training part needs
 * @throws RnnError `ERR_INVALID_OPTION` if they are fewer than the horizon, or leave too few to train on
 */
export function heldBackOf(rows: number, given: number | undefined, horizon: number, least: number): number {
  if (given === 0) return 0;
  if (given === undefined) {
    const held = Math.max(Math.round(rows / 10), 2 * horizon);
    // Of a short series, what it can spare.
    return rows - held >= least ? held : rows - horizon >= least ? Math.min(held, rows - least) : 0;
  }
  const held = given < 1 ? Math.round(rows * given) : checkInteger("validation", given, 1);
  if (held < horizon) {
    const got = given < 1 ? `${given} (${held} rows)` : given;
    throw invalidOption("validation", `at least ${horizon} rows, the horizon, or 0`, got);
  }
  if (rows - held < least)
    throw invalidOption("validation", `at most ${Math.max(0, rows - least)} rows, so that ${least} are left`, given);
  return held;
}

/** Rows of a training sequence: long enough to see two seasons. */
export function defaultWindow(
  longestRows: number,
  settings: Pick<Preprocessing, "season" | "lags" | "horizon">,
): number {
  const { season = 0, lags, horizon } = settings;
  return Math.max(1, Math.min(longestRows, Math.max(2 * Math.max(season, ...lags), 2 * horizon, 32)));
}
