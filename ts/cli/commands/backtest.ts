/** `rnn-wasm backtest`: a forecaster against simple rules. */
import type { Command } from "../command.js";
import { option } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { flag, integer } from "../options/option-kinds.js";
import { optionsOnly } from "../options/usage-error.js";
import { advice, figureRows, ruleRows } from "../ui/backtest-report.js";
import { table } from "../ui/format.js";
import { print, printJson } from "../ui/output.js";

const options = {
  model: modelOptions.model,
  horizon: option(integer, "rows of each forecast (the model's)"),
  stride: option(integer, "rows from one forecast to the next (1)"),
  origins: option(integer, "number of forecasts (all that the held-back rows allow)"),
  json: option(flag, "print the figures and all errors as one JSON object"),
};

export const backtest: Command<typeof options> = {
  name: "backtest",
  summary: "compare a forecaster with simple rules on held-back rows",
  usage: "backtest -m MODEL [--horizon N]",
  examples: [
    ["rnn-wasm backtest -m air.safetensors", "forecasts from every held-back row"],
    [
      "rnn-wasm backtest -m births.safetensors --horizon 28 --stride 28 --origins 13",
      "a year in windows of four weeks",
    ],
  ],
  options,
  notes: "Skill is 1 - error / error of the best rule: above 0 the model is better, at 0 or below use the rule.",

  async run({ values, positionals }) {
    optionsOnly(positionals);
    const { horizon, stride, origins, json } = values;
    const model = await modelFrom(values, "forecast");
    const found = await model.backtest({ horizon, stride, origins });
    if (json) await printJson(found);
    else {
      const parts = [table(ruleRows(found)), table(figureRows(found)), ...advice(found, model)];
      await print(parts.map((lines) => lines.join("\n")).join("\n\n"));
    }
    return 0;
  },
};
