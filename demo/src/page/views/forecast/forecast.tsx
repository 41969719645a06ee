/** Forecast: what comes next? */
import { sourceNames, valueText } from "../../../shared/forecast/series.js";
import {
  type ForecastSeen,
  prepare,
  type Query,
  type Settings,
  suggestedFor,
  suggestedForOwn,
} from "../../../shared/forecast/settings.js";
import { cellKnobs, cellWords } from "../../run/cell-knobs.js";
import { defineView, type Knob, ownSource } from "../../run/view.js";
import { Data } from "./data.js";
import { preparedOf } from "./prepared.js";
import { Result } from "./result.js";

export const view = defineView<Settings, Query, ForecastSeen>({
  name: "forecast",
  title: () => "What comes next?",
  suggestedFor,
  suggestedForOwn: (settings, ownText) => (settings.source === "own" ? suggestedForOwn(ownText) : settings),
  choice: "source",
  ownChoice: "own",
  query: {},
  words: { ...cellWords, source: sourceNames, difference: ["none", "first", "season"] },
  prepare,
  knobs: ({ source }): Knob[] => [
    ...(source === "waves" ? waveKnobs : []),
    { name: "hidden", label: "Hidden values", kind: "whole", min: 1, max: 120 },
    { name: "hiddenSize", label: "Units", kind: "whole", min: 1, max: 128 },
    { name: "seed", label: "Seed", kind: "whole" },
  ],
  more: ({ cell, source }): Knob[] => [
    { name: "window", label: "Values at a time", kind: "whole", min: 4, max: 120 },
    {
      name: "difference",
      label: "Reads it as",
      kind: "choice",
      choices: [
        ["none", "values"],
        ["first", "changes from the value before"],
        ...(source === "waves" || source === "own" ? [] : [["season", "changes from a season before"] as const]),
      ],
    },
    ...cellKnobs(cell),
  ],
  Data,
  Result,
  panels: [],
  tries: [
    {
      question: "Hide three years instead of two. Does it still go on with the season?",
      guesses: ["Yes", "No"],
      right: 0,
      action: "Hide 36 months",
      run: (session) => {
        session.train({ ...suggestedFor({ source: "airline" }), hidden: 36 });
      },
      why: "Each forecast becomes the next input, so it can go on as long as it likes. An error goes into the next input too, so the last year is the least certain.",
    },
    {
      question: "A training sequence of 6 months, half a season: can it learn the season?",
      guesses: ["Yes", "No"],
      right: 1,
      action: "Show it 6 months at a time",
      run: (session) => {
        session.train({ ...suggestedFor({ source: "airline" }), window: 6 });
      },
      why: "Gradients reach only as far back as a training sequence. It may beat the rule, which knows no growth, but the swings of the year are not in its line.",
    },
    {
      question: "Two waves at once, with 4 units. Is that enough memory for both?",
      guesses: ["Yes", "No"],
      right: 1,
      action: "Train with 4 units",
      run: (session) => {
        session.train({ ...suggestedFor({ source: "waves" }), hiddenSize: 4 });
      },
      why: "A wave needs at least two numbers that circle around each other. With 32 units, some follow one wave and some the other: look at “Memory”.",
    },
  ],
  comparisons: [
    { name: "a plain RNN", change: () => ({ cell: "rnn" }) },
    { name: "a GRU", change: () => ({ cell: "gru" }) },
    { name: "4 units", change: () => ({ hiddenSize: 4 }) },
    { name: "a third of the window", change: ({ window }) => ({ window: Math.max(4, Math.floor(window / 3)) }) },
    { name: "another seed", change: ({ seed }) => ({ seed: seed + 1 }) },
  ],
  programs: ({ settings, ownText }) => [
    { name: "JavaScript", id: "code-npm", code: programOf(settings.value, ownText.value) },
  ],
  says({ step, seen }, session) {
    const { rule } = preparedOf(session) ?? {};
    // An untrained network may be better by chance.
    if (!rule || step === 0) return "";
    const isBetter = seen.error < rule.error;
    const replaced = seen.rule ? `It found nothing better than a rule (${seen.rule}), and continues by that. ` : "";
    const hope = !isBetter && session.run.value.phase === "finished" ? " “Train on” may help." : "";
    return `${replaced}Its mean error is ${valueText(seen.error)}, ${isBetter ? "less" : "more"} than the rule’s ${valueText(rule.error)}.${hope}`;
  },
  score: { name: "Validation error", format: valueText },
  loss: () => ({ name: "Loss (squared)" }),
  // At some distance from the border, so that the two lines do not touch.
  pointsAt: (steps) => Math.floor(0.75 * steps),
  stepName: "value",
  sources: ({ source }) =>
    source === "own"
      ? ownSource
      : "International airline passengers 1949–1960, Box and Jenkins (public domain). Temperatures of Seattle 2012–2015, NOAA (public domain).",
});

const waveKnobs: readonly Knob[] = [
  { name: "period", label: "Steps of a wave", kind: "whole", min: 4, max: 100 },
  { name: "noise", label: "Noise", kind: "number", min: 0, max: 20 },
  { name: "jump", label: "Jump halfway", kind: "number", min: -50, max: 50 },
];

function programOf(settings: Settings, ownText: string | undefined): string {
  const { hidden, window, difference, cell, hiddenSize, lr, seed } = settings;
  const { series } = prepare(settings, ownText);
  const options = {
    ...(series.season !== undefined && { season: series.season }),
    ...(series.isLogarithmic && { transform: "log" }),
    difference,
    window,
    cell,
    hiddenSize,
    lr,
    seed,
  };
  const lines = Object.entries(options).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`);
  return `import { train } from "rnn-wasm";

// ${series.name}; training does not see the last ${hidden} values.
const series = ${JSON.stringify(series.values.slice(0, 6)).replace("]", ", /* … */]")};
const model = await train({ series: series.slice(0, -${hidden}) }, {
${lines.join("")}});
const { mean, lower, upper } = model.forecast(${hidden}, { levels: [80] });
console.log(mean, lower[80], upper[80]);
`;
}
