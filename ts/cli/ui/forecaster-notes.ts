/**
 * What is to be known of a forecaster besides its errors, in sentences.
 */
import type { Forecaster } from "../../index.js";
import { counted } from "./format.js";
import { likelySeason } from "./likely-season.js";

/** What simple rules forecast. */
export const ruleNames = {
  naive: "naive: the last value again",
  seasonal: "seasonal naive: the last season again",
  drift: "drift: the line from the first value to the last",
  mean: "mean: the mean of all values",
} as const;

/** On fewer rows, or fewer seasons, a simple rule is often as good as a network. */
const [minRows, minSeasons] = [100, 5];

/** How far the forecasts can be trusted: whether they are a rule, come from few rows, and were compared with the rule of a season. */
export function notesOf(model: Forecaster): string[] {
  const { rule, config } = model;
  const { season, targets } = config;
  const first = model.recent(undefined, 0);
  const notes: string[] = [];
  if (rule) {
    const change = rule === "seasonal" ? ", changed by what a season changes on average" : "";
    notes.push(
      `The held-back rows do not show that the network is better than a simple rule, so forecasts are that rule (${ruleNames[rule]}${change}).`,
    );
  }
  const ofSeasons = season === undefined ? "" : ` or ${minSeasons} seasons`;
  if (!rule && !model.isPanel && first.length < Math.max(minRows, minSeasons * (season ?? 0)))
    notes.push(
      `The series has only ${counted(first.length, "row")}: below ${minRows} rows${ofSeasons}, a simple rule is often as good as a network.`,
    );
  if (season !== undefined) return notes;
  const spacing = spacingOf(model);
  for (const place of targets.keys()) {
    const likely = likelySeason(place === 0 ? first : model.recent(undefined, place), spacing);
    if (likely === undefined) continue;
    notes.push(
      `No --season was given, so the seasonal rule was not compared. The series seems to repeat every ${likely} rows: try --season ${likely}.`,
    );
    break;
  }
  return notes;
}

/** Milliseconds from one row to the next; undefined without dates. */
function spacingOf(model: Forecaster): number | undefined {
  if (model.config.time === undefined) return undefined;
  const all: unknown = model.times(2);
  const [first, second] = (model.isPanel ? Object.values(all as object)[0] : all) as [unknown, unknown];
  const spacing = new Date(second as string).getTime() - new Date(first as string).getTime();
  return Number.isNaN(spacing) ? undefined : spacing;
}
