/** Names: where is this name from? */
import {
  defaultName,
  type NamesSeen,
  parseLabeled,
  prepare,
  type Query,
  type Settings,
  suggestedFor,
} from "../../../shared/names/settings.js";
import { categoryColors } from "../../draw/palette.js";
import { percent } from "../../frame/numbers.js";
import { Source } from "../../frame/source.js";
import { TableBehind } from "../../frame/table.js";
import { TextField } from "../../frame/text-field.js";
import { HeatmapFigure, Key } from "../../inside/heatmap.js";
import { cellKnobs, cellWords } from "../../run/cell-knobs.js";
import type { Session } from "../../run/session.js";
import { anySession, defineView, type Knob } from "../../run/view.js";
import { PathFigure } from "./path.js";

type NamesSession = Session<Settings, Query, NamesSeen>;

function Data({ session }: { readonly session: NamesSession }) {
  const { settings, query, analysis } = session;
  const { name } = query.value;
  const known = analysis.value?.seen.letters.join("") ?? name;
  const learn = (text: string) => {
    const [[first] = [""]] = parseLabeled(text);
    session.learn(text, { ...suggestedFor({ source: "own" }), seed: settings.value.seed });
    session.ask({ name: first });
  };
  return (
    <>
      <Source
        session={anySession(session)}
        label="Names"
        choices={[["surnames", "Surnames, 6 languages"]]}
        own={{ choice: "Your texts and labels", label: "Your data: a text, a tab and a label; one a line", learn }}
      />
      <TextField
        name="name"
        label="A name to read"
        maxLength={32}
        value={name}
        note={known === name ? " " : `It knows only the letters of its data, and reads ${known || "nothing"}.`}
        ask={(text) => session.ask({ name: text })}
      />
    </>
  );
}

function Result({ session }: { readonly session: NamesSession }) {
  const { analysis, cursor, at } = session;
  const seen = analysis.value?.seen;
  if (!seen) return null;
  const { letters, shares, labels, missed, wrong, heldBackRight } = seen;
  if (letters.length === 0) return <p class="empty">Type a name, and see where it is from.</p>;
  const now = shares[at.value] ?? [];
  const order = labels.map((_, i) => i);
  return (
    <>
      <figure class="name-figure">
        <figcaption class="quiet">The name letter by letter</figcaption>
        <div
          class="letters"
          style={{ "--letters": Math.max(8, letters.length) }}
          onPointerLeave={() => {
            cursor.at.value = undefined;
          }}
        >
          {letters.map((letter, t) => {
            const row = shares[t] ?? [];
            const best = row.indexOf(Math.max(...row));
            return (
              <span
                class={`letter${t === at.value ? " here" : ""}${t > at.value ? " unread" : ""}`}
                onPointerEnter={() => {
                  cursor.at.value = t;
                }}
                onPointerDown={() => {
                  cursor.pinned.value = t;
                }}
              >
                <span class="symbol">{letter}</span>
                <span class="verdict" style={{ background: categoryColors[best % categoryColors.length] }}>
                  <span class="quiet">{labels[best]}</span>
                </span>
                <span class="missed" style={{ "--share": Math.max(0, missed?.[t] ?? 0) }} />
              </span>
            );
          })}
        </div>
        <p class="readline">
          After {letters.slice(0, at.value + 1).join("")}: colors show the likeliest language after each letter. Gray
          bars show how much the answer hangs on a letter.
        </p>
        <ul class="bars">
          {order.map((i) => (
            <li style={{ "--share": now[i] ?? 0 }}>
              <span class="bar-name">
                <span class="swatch" style={{ background: categoryColors[i % categoryColors.length] }} />
                {labels[i]}
              </span>
              <span class="bar">
                <span style={{ background: categoryColors[i % categoryColors.length] }} />
              </span>
              <span class="bar-value">{percent(now[i] ?? 0)}</span>
            </li>
          ))}
        </ul>
      </figure>
      <section class="wrong">
        <h2>Held-back names that it gets wrong ({percent(1 - heldBackRight)})</h2>
        <ul>
          {wrong.map(([name, truth, answer]) => (
            <li>
              <button type="button" class="link" onClick={() => session.ask({ name })} title={`Read ${name}`}>
                {name}
              </button>{" "}
              <span class="note">
                {truth}, not {answer}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Confusion({ session }: { readonly session: NamesSession }) {
  const seen = session.analysis.value?.seen;
  if (!seen) return null;
  const { confusion, labels } = seen;
  const totals = confusion.map((row) =>
    Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    ),
  );
  const share = (row: number, column: number) => (confusion[row]?.[column] ?? 0) / (totals[row] as number);
  return (
    <>
      <p class="note">Names that were held back: where they are from (rows) and what the network says (columns).</p>
      <HeatmapFigure
        id="confusion"
        class="square"
        title="Languages of held-back names (rows) and answers (columns)"
        map={{
          rows: labels.length,
          columns: labels.length,
          value: share,
          rowLabels: labels,
          columnLabels: labels.map((label) => label.slice(0, 3)),
        }}
        words={(row, column) => `${labels[row]} taken for ${labels[column]}: ${confusion[row]?.[column] ?? 0} names`}
        hint="Point at a cell to see how many names it stands for."
      />
      <Key low="0" high="all of the row" />
      <TableBehind
        name="Table of the answers"
        table={() => ({
          head: ["Truth", ...labels],
          rows: labels.map((label, row) => [label, ...(confusion[row] ?? []).map(String)]),
        })}
      />
    </>
  );
}

export const view = defineView<Settings, Query, NamesSeen>({
  name: "names",
  title: "Where is this name from?",
  suggestedFor,
  choice: "source",
  query: { name: defaultName },
  words: { ...cellWords, source: ["surnames", "own"] },
  prepare,
  knobs: () => [
    { name: "perLabel", label: "Names of each", kind: "whole", min: 5, max: 1000 },
    { name: "hiddenSize", label: "Units", kind: "whole", min: 1, max: 128 },
    { name: "seed", label: "Seed", kind: "whole" },
  ],
  more: ({ cell, source }): Knob[] => [
    ...(source === "surnames"
      ? [
          {
            name: "without",
            label: "Leave out",
            kind: "choice",
            choices: [
              ["", "none"],
              ...["Czech", "German", "Italian", "Polish", "Spanish", "Turkish"].map((one) => [one, one] as const),
            ],
          } as const,
        ]
      : []),
    ...cellKnobs(cell),
  ],
  Data,
  Result,
  panels: [
    { name: "Path", Panel: PathFigure },
    { name: "Mistakes", Panel: Confusion },
  ],
  tries: [
    {
      question: "Which letters betray “Kowalski”?",
      guesses: ["Kow", "al", "ski"],
      right: 2,
      action: "Read Kowalski",
      run: (session) => {
        session.ask({ name: "Kowalski" });
        session.cursor.pinned.value = undefined;
      },
      why: "The gray bars show how much the answer would lose without each letter. Train first: an untrained network hangs on none of them.",
    },
    {
      question: "What if only 20 names per language are known?",
      guesses: ["Nearly as good", "Much worse"],
      right: 1,
      action: "Train on 20 names each",
      run: (session) => {
        session.train({ ...session.settings.value, perLabel: 20 });
      },
      why: "The loss on its own examples falls to almost 0, but on held-back names it rises again: it learns the names by heart. That is overfitting.",
    },
    {
      question: "Leave Spanish out. What will it say about “Fernández”?",
      guesses: ["“I don’t know”", "Another language, and surely"],
      right: 1,
      action: "Leave out Spanish",
      run: (session) => {
        session.train({ ...session.settings.value, without: "Spanish" });
        session.ask({ name: "Fernández" });
      },
      why: "It can answer only with what it has seen, and its probabilities always add up to 100 %. It cannot know what it does not know.",
    },
  ],
  comparisons: [
    { name: "a plain RNN", change: () => ({ cell: "rnn" }) },
    { name: "an LSTM", change: () => ({ cell: "lstm" }) },
    { name: "20 names per language", change: () => ({ perLabel: 20 }) },
    { name: "4 units", change: () => ({ hiddenSize: 4 }) },
    { name: "another seed", change: ({ seed }) => ({ seed: seed + 1 }) },
  ],
  programs: ({ settings, query }) => [
    { name: "JavaScript", id: "code-npm", code: programOf(settings.value, query.value.name) },
  ],
  says({ seen: { letters, shares, labels } }) {
    const last = shares.at(-1);
    if (!last || letters.length === 0) return "";
    const best = last.indexOf(Math.max(...last));
    const runnerUp = [...last].sort((a, b) => b - a)[1] ?? 0;
    const isSure = (last[best] as number) > 2 * runnerUp;
    return isSure ? `It takes ${letters.join("")} for ${labels[best]}.` : `It is unsure about ${letters.join("")}.`;
  },
  score: { name: "Held-back right", format: percent },
  loss: (analysis) => ({ name: "Loss", guessing: Math.log(analysis?.seen.labels.length ?? 6) }),
  stepName: "letter",
  sources:
    "Surnames from the lists of @faker-js/faker (MIT). A name says little about a person; the network only knows these lists.",
});

function programOf({ source, perLabel, cell, hiddenSize, lr, seed }: Settings, name: string): string {
  return `import { train } from "rnn-wasm";

// [name, ${source === "own" ? "label" : "language"}], here up to ${perLabel} of each.
const labeled = [["Kowalski", "Polish"], ["Rossi", "Italian"] /* … */];
const model = await train({ labeled }, {
  cell: ${JSON.stringify(cell)},
  hiddenSize: ${hiddenSize},
  embeddingDim: 16,
  symbolDropout: 0.15,
  lr: ${lr},
  seed: ${seed},
});
const { label, probability } = model.classify(${JSON.stringify(name)});
console.log(label, probability, model.explain(${JSON.stringify(name)}).occlusion);
`;
}
