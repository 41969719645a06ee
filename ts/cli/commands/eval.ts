/** `rnn-wasm eval`: scores a model on held-out data. */
import type { Command } from "../command.js";
import { type OptionTable, option } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { flag } from "../options/option-kinds.js";
import { optionsOnly } from "../options/usage-error.js";
import { cliOf, dataFrom, dataOptions, dataUsage, taskClis } from "../tasks/registry.js";
import { judgedOn, table } from "../ui/format.js";
import { print, printJson, tell } from "../ui/output.js";

const evalOptions: OptionTable = Object.assign({}, ...taskClis.map((cli) => cli.evalOptions));

const options = {
  ...dataOptions,
  ...modelOptions,
  ...evalOptions,
  json: option(flag, "print the scores as one JSON object"),
};

export const evaluate: Command<typeof options> = {
  name: "eval",
  summary: "score a model on data that it was not trained on",
  usage: `eval -m MODEL (${dataUsage}) [--min-accuracy X]`,
  examples: [
    ["rnn-wasm eval -m model.safetensors --cipher caesar --key 13", "128 fresh messages of 32 letters"],
    ["rnn-wasm eval -m model.safetensors --pairs held-out.tsv --min-accuracy 0.99", "for scripts: exit code 0 or 1"],
  ],
  options,

  async run({ values, positionals }) {
    optionsOnly(positionals);
    const data = dataFrom(values);
    const model = await modelFrom(values);
    const { evaluate, judged } = cliOf(model.task);
    const {
      result,
      rows,
      tables = [],
      limited,
    } = await evaluate(model, data, values).catch((error) => {
      throw data.explain(error);
    });
    const count = data.count?.();
    const measured = count === undefined ? [] : [["measured on", judgedOn(count, judged(model))]];
    if (values.json) await printJson(result);
    else await print([table([...measured, ...rows]), ...tables].map((lines) => lines.join("\n")).join("\n\n"));
    const limits = values as Readonly<Record<string, unknown>>;
    const failed = limited.flatMap(([name, score, option]) => missed(name, score, option, limits[option]));
    for (const limit of failed) tell(limit);
    return failed.length > 0 ? 1 : 0;
  },
};

/** What to say of a score that misses its limit; a score that is undefined misses any. */
function missed(name: string, score = Number.NaN, option: string, limit: unknown): string[] {
  const isLeast = option.startsWith("min");
  if (typeof limit !== "number" || (isLeast ? score >= limit : score <= limit)) return [];
  return [`${name} ${score} is ${isLeast ? "below" : "above"} --${option} ${limit}`];
}
