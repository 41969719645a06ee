/**
 * Backtests in words and tables.
 */
import type { Backtest, Forecaster } from "../../index.js";
import { notesOf, ruleNames } from "./forecaster-notes.js";
import { figure, percent } from "./format.js";

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

/** What to make of a model and of its errors. */
export function advice(found: Backtest, model: Forecaster): string[][] {
  const { skill, mae, trainedOn } = found;
  const lines: string[][] = notesOf(model).map((note) => [note]);
  // A model that is a rule is about as good as it; another one must be clearly better.
  if (skill !== undefined && skill <= (model.rule ? -0.1 : 0)) {
    const best = rules(found).reduce((least, rule) => (rule.error < least.error ? rule : least));
    lines.push([
      `${model.rule ? "Another" : "A"} simple rule does better than this model (${ruleNames[best.name]}): its mean absolute error is ${figure(best.error)},`,
      `the model's ${figure(mae)}. Use the rule, or train with more data, a season, or another difference.`,
    ]);
  }
  if (trainedOn > 0)
    lines.push([`${trainedOn} of the forecasts began in rows that the model was trained on, so they look too good.`]);
  return lines;
}
