/** Forecast: what comes next? */
import { seriesOf, sourceNames } from "../../../shared/forecast/series.js";
import {
  type ForecastSeen,
  prepare,
  type Query,
  type Settings,
  suggestedFor,
} from "../../../shared/forecast/settings.js";
import { Source } from "../../frame/source.js";
import { TableBehind } from "../../frame/table.js";
import { cellKnobs, cellWords } from "../../run/cell-knobs.js";
import type { Session } from "../../run/session.js";
import { anySession, defineView, type Knob } from "../../run/view.js";
import { SeriesChart } from "./chart.js";

type ForecastSession = Session<Settings, Query, ForecastSeen>;

const text = (value: number | undefined) => value?.toLocaleString("en", { maximumSignificantDigits: 4 }) ?? "–";

function Data({ session }: { readonly session: ForecastSession }) {
  const learn = (text: string) => {
    const settings = { ...session.settings.value, source: "own" } as const;
    prepare(settings, text);
    session.learn(text, settings);
  };
  return (
    <Source
      session={anySession(session)}
      label="Series"
      choices={[
        ["airline", "Airline passengers"],
        ["waves", "Two waves"],
        ["seattle", "Temperatures, Seattle"],
      ]}
      own={{ choice: "Your series", label: "Your numbers: one a line, or CSV", learn }}
    />
  );
}

function Result({ session }: { readonly session: ForecastSession }) {
  const { analysis, settings, ownText, cursor, at } = session;
  const now = analysis.value;
  if (!now) return null;
  const { series, seen: visible } = prepare(settings.value, ownText.value);
  const { seen, inside } = now;
  const { hidden } = settings.value;
  const cut = visible.length;
  // The row that is pointed at, also where the inside shows nothing: among the hidden rows.
  const row = hiddenRow(session, cut) ?? seen.insideFrom + at.value;
  const point = (given: number | undefined, isTap: boolean) => {
    const step = given === undefined ? undefined : given - seen.insideFrom;
    cursor.at.value = step;
    if (isTap && step !== undefined) cursor.pinned.value = Math.max(0, step);
  };
  const ahead = row - cut;
  return (
    <figure class="series-figure">
      <SeriesChart
        series={series}
        hidden={hidden}
        seen={seen}
        at={row}
        onRow={point}
        label={`${series.name}: ${cut} visible and ${hidden} hidden values, and the forecast of the hidden ones`}
      />
      <ul class="legend">
        <li class="ink">{series.name}</li>
        <li class="ink-dotted">hidden from training</li>
        <li class="own">forecast</li>
        <li class="band">80 % interval{seen.band ? "" : ", once trained"}</li>
        <li class="other-dashed">{seen.ruleName}</li>
      </ul>
      <p class="readline">
        {series.times[row]}: <b>{text(series.values[row])}</b>
        {ahead >= 0
          ? `, forecast ${text(seen.mean[ahead])}, rule ${text(seen.rule[ahead])}`
          : inside.reads[at.value] && at.value >= 0
            ? `; one step further it expects ${inside.says[at.value]?.[0]?.text}`
            : ""}
      </p>
      <dl class="errors">
        <div class={seen.error < seen.ruleError ? "better" : ""}>
          <dt>mean error of the network</dt>
          <dd id="error">{text(seen.error)}</dd>
        </div>
        <div>
          <dt>of the rule “{seen.ruleName}”</dt>
          <dd id="rule-error">{text(seen.ruleError)}</dd>
        </div>
      </dl>
      <TableBehind
        name="Table of the forecast"
        table={() => ({
          head: [series.row, "Truth", "Forecast", "Rule", ...(seen.band ? ["80 % from", "to"] : [])],
          rows: seen.mean.map((value, i) => [
            series.times[cut + i] ?? "",
            text(series.values[cut + i]),
            text(value),
            text(seen.rule[i]),
            ...(seen.band ? [text(seen.band.lower[i]), text(seen.band.upper[i])] : []),
          ]),
        })}
      />
    </figure>
  );
}

/** The hidden row that is pointed at. */
function hiddenRow({ cursor, analysis }: ForecastSession, cut: number): number | undefined {
  const step = cursor.at.value;
  const row = step === undefined ? -1 : step + (analysis.value?.seen.insideFrom ?? 0);
  return row >= cut || (step !== undefined && step < 0) ? row : undefined;
}

export const view = defineView<Settings, Query, ForecastSeen>({
  name: "forecast",
  title: "What comes next?",
  suggestedFor,
  choice: "source",
  query: {},
  words: { ...cellWords, source: sourceNames, difference: ["none", "first", "season"] },
  prepare,
  knobs: () => [
    { name: "hidden", label: "Hidden values", kind: "whole", min: 1, max: 120 },
    { name: "hiddenSize", label: "Units", kind: "whole", min: 1, max: 128 },
    { name: "seed", label: "Seed", kind: "whole" },
  ],
  more: ({ cell, source }): Knob[] => [
    { name: "window", label: "Values at a time", kind: "whole", min: 4, max: 120 },
    {
      name: "difference",
      label: "It reads",
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
      why: "Each forecast becomes the next input, so it can go on as long as it likes. Its interval grows, because errors add up.",
    },
    {
      question: "A training sequence of 6 months, half a season: can it learn the season?",
      guesses: ["Yes", "No"],
      right: 1,
      action: "Show it 6 months at a time",
      run: (session) => {
        session.train({ ...suggestedFor({ source: "airline" }), window: 6 });
      },
      why: "Gradients reach only as far back as a training sequence. It never has the same month of the year before in its memory when it is corrected.",
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
  says: ({ seen: { error, ruleError, ruleName } }) =>
    error < ruleError
      ? `Its mean error is ${text(error)}, less than the ${text(ruleError)} of the rule “${ruleName}”.`
      : `Its mean error is ${text(error)}; the rule “${ruleName}” is better, with ${text(ruleError)}.`,
  score: { name: "Error, validation", format: (score) => text(score) },
  loss: () => ({ name: "Loss" }),
  // The last one has no next step beside it.
  pointsAt: (steps) => steps - 2,
  stepName: "value",
  sources:
    "International airline passengers 1949–1960, Box and Jenkins (public domain). Temperatures of Seattle 2012–2015, NOAA (public domain).",
});

function programOf(settings: Settings, ownText: string | undefined): string {
  const { hidden, window, difference, cell, hiddenSize, lr, seed } = settings;
  const series = seriesOf(settings.source, ownText);
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
