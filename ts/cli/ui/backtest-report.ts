/**
 * Backtests in words and tables.
 */
import type { Backtest, Forecaster } from "../../index.js";
import { notesOf } from "./forecaster-notes.js";
import { figure, percent } from "./format.js";

const ruleNames = {
  naive: "naive: the last value again",
  seasonal: "seasonal naive: the last season again",
  drift: "drift: the line from the first value to the last",
  mean: "mean: the mean of all values",
} as const;

const rules = ({ baselines }: Backtest) =>
  (Object.keys(ruleNames) as (keyof typeof ruleNames)[]).flatMap((name) => {
    const error = baselines[name];
    return error === undefined ? [] : [{ name, error }];
  });

/** Mean absolute errors of the model and of the simple rules. */
export const ruleRows = (found: Backtest): [string, string][] => [
  ["mean absolute error", ""],
  ["  model", figure(found.mae)],
  ...rules(found).map(({ name, error }): [string, string] => [`  ${ruleNames[name]}`, figure(error)]),
];

export function figureRows({ mae, rmse, mape, mase, skill, coverage, origins }: Backtest): [string, string][] {
  const share = (value: number | undefined) => (value === undefined ? "–" : percent(value));
  const held = (value: number | undefined) => (value === undefined ? "– (too few forecasts)" : percent(value));
  return [
    ["forecasts", String(origins.length)],
    ["mean absolute error", figure(mae)],
    ["root mean squared error", figure(rmse)],
    ["mean absolute percentage error", share(mape)],
    ["mean absolute scaled error", figure(mase)],
    ["skill over the best rule", figure(skill)],
    ["within the 80 % interval", held(coverage[80])],
    ["within the 95 % interval", held(coverage[95])],
  ];
}

const inWords = {
  naive: "repeating the last value",
  seasonal: "repeating the last season",
  drift: "continuing the line from the first value to the last",
  mean: "answering with the mean of all values",
} as const;

/** What to make of a model and of its errors. */
export function advice(found: Backtest, model: Forecaster): string[][] {
  const { skill, mae, trainedOn } = found;
  const lines: string[][] = notesOf(model).map((note) => [note]);
  if (!model.rule && skill !== undefined && skill <= 0) {
    const best = rules(found).reduce((least, rule) => (rule.error < least.error ? rule : least));
    lines.push([
      `A simple rule does better than this model: ${inWords[best.name]} has a mean absolute error of ${figure(best.error)},`,
      `the model one of ${figure(mae)}. Use the rule, or train with more data, a season, or another difference.`,
    ]);
  }
  if (trainedOn > 0)
    lines.push([`${trainedOn} of the forecasts began in rows that the model was trained on, so they look too good.`]);
  return lines;
}
