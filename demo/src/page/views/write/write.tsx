/** Write: what could come next? */
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import {
  defaultQuery,
  parseText,
  prepare,
  type Query,
  type Settings,
  sourceNames,
  suggestedFor,
  type WriteSeen,
} from "../../../shared/write/settings.js";
import { Term } from "../../frame/glossary.js";
import { percent, whole } from "../../frame/numbers.js";
import { Source } from "../../frame/source.js";
import { TextField } from "../../frame/text-field.js";
import { cellKnobs, cellWords } from "../../run/cell-knobs.js";
import type { Session } from "../../run/session.js";
import { anySession, defineView, type Knob } from "../../run/view.js";

type WriteSession = Session<Settings, Query, WriteSeen>;

const bitsText = (bits: number) => `${bits.toFixed(2)} bits`;

function Data({ session }: { readonly session: WriteSession }) {
  const { settings, query } = session;
  const { prompt, temperature, topK } = query.value;
  const learn = (text: string) => {
    parseText(text);
    session.learn(text, { ...suggestedFor({ source: "own" }), seed: settings.value.seed });
  };
  return (
    <>
      <Source
        session={anySession(session)}
        label="It reads"
        choices={[
          ["towns", "names of towns"],
          ["poem", "poems by Lewis Carroll"],
          ["code", "the source code of this page"],
        ]}
        own={{ choice: "your text", label: "Your text, or one name a line", learn }}
      />
      <TextField
        name="prompt"
        label="It begins with"
        maxLength={40}
        value={prompt}
        ask={(text) => session.ask({ prompt: text })}
      />
      <div class="field">
        <label for="temperature">
          <Term of="temperature">Temperature</Term> <output for="temperature">{temperature.toFixed(1)}</output>
        </label>
        <input
          id="temperature"
          name="temperature"
          type="range"
          min={0}
          max={2}
          step={0.1}
          value={temperature}
          onInput={({ currentTarget: { value } }) => session.ask({ temperature: Number(value) })}
        />
      </div>
      <div class="field">
        <label for="topK">Draw from the likeliest only</label>
        <select
          id="topK"
          name="topK"
          value={topK}
          onChange={({ currentTarget: { value } }) => session.ask({ topK: Number(value) })}
        >
          <option value={0}>all symbols</option>
          <option value={3}>3 symbols</option>
          <option value={5}>5 symbols</option>
          <option value={10}>10 symbols</option>
        </select>
      </div>
    </>
  );
}

/** What it wrote at some updates, the latest last. */
interface Sample {
  readonly step: number;
  readonly text: string;
}

/** Updates at which a sample is kept for comparison: powers of four. */
const isMoment = (step: number, before: number) =>
  Math.floor(Math.log2(step + 1) / 2) > Math.floor(Math.log2(before + 1) / 2);

/** Keeps what was written at some moments of the run. */
function useSamples(session: WriteSession): readonly Sample[] {
  const samples = useMemo(() => signal<readonly Sample[]>([]), [session]);
  const now = session.analysis.value;
  useEffect(() => {
    if (!now?.isNow) return;
    const { step, seen } = now;
    const earlier = samples.peek().filter((sample) => sample.step < step);
    const last = earlier.at(-1);
    if (last && !isMoment(step, last.step)) {
      if (earlier.length !== samples.peek().length) samples.value = earlier;
      return;
    }
    samples.value = [...earlier, { step, text: seen.items[0]?.[0] ?? seen.symbols.join("").slice(0, 60) }];
  }, [now]);
  return samples.value;
}

function Result({ session }: { readonly session: WriteSession }) {
  const { analysis, cursor, at, query } = session;
  const samples = useSamples(session);
  const now = analysis.value;
  if (!now) return null;
  const { seen, inside } = now;
  const { symbols, given, bits, items, copied } = seen;
  const isItems = items.length > 0;
  // Items are read with their start symbol, so that step 0 is before the first letter.
  const offset = isItems ? 1 : 0;
  const next = inside.says[at.value] ?? [];
  const mean = bits.reduce((sum, value) => sum + value, 0) / Math.max(1, bits.length);
  const before = symbols.slice(0, at.value + 1 - offset).join("");
  const branch = (text: string) => session.ask({ prompt: before + text.replace("␣", " ").replace("↵", "\n") });
  return (
    <>
      <figure class="written-figure">
        <figcaption class="row between">
          <h2>{isItems ? "A name, letter by letter" : "It writes"}</h2>
          <button type="button" id="again" onClick={() => session.ask({ draw: query.value.draw + 1 })}>
            Write another
          </button>
        </figcaption>
        <p
          class={`written${isItems ? " item" : ""}`}
          id="written"
          onPointerLeave={() => {
            cursor.at.value = undefined;
          }}
        >
          {symbols.map((symbol, i) => (
            <span
              class={`letter${i < given ? " given" : ""}${i + offset === at.value ? " here" : ""}${i >= copied[0] && i < copied[1] && !isItems ? " copied" : ""}`}
              style={{ "--surprise": Math.min(1, (bits[i] ?? 0) / 6).toFixed(2) }}
              onPointerEnter={() => {
                cursor.at.value = i + offset;
              }}
              onPointerDown={() => {
                cursor.pinned.value = i + offset;
              }}
            >
              {symbol}
            </span>
          ))}
        </p>
        <p class="readline">
          The stronger the tint, the more it was surprised: {bitsText(mean)} per letter here.
          {!isItems &&
            copied[1] - copied[0] > 0 &&
            ` Underlined: ${copied[1] - copied[0]} letters that its text has word for word.`}
        </p>
      </figure>
      <div class="pair">
        <section>
          <h2>What could follow “{before.slice(-12) || "the beginning"}”</h2>
          <ul class="bars">
            {next.map(({ text, share }) => (
              <li style={{ "--share": share }}>
                <button type="button" class="bar-name link" disabled={text === "⏎"} onClick={() => branch(text)}>
                  {text === "⏎" ? "the end" : text}
                </button>
                <span class="bar">
                  <span />
                </span>
                <span class="bar-value">{percent(share)}</span>
              </li>
            ))}
          </ul>
          <p class="note">Press a letter to go on with it.</p>
        </section>
        {isItems ? (
          <section>
            <h2>More names</h2>
            <ul class="names">
              {items.map(([text, isKnown]) => (
                <li>
                  {text} {isKnown && <span class="note">copied</span>}
                </li>
              ))}
            </ul>
          </section>
        ) : (
          <Baselines mean={session.curve.value.points.at(now.step).validation?.score} seen={seen} />
        )}
      </div>
      <section>
        <h2>What it wrote before</h2>
        <ol class="samples">
          {samples.slice(-5).map(({ step, text }) => (
            <li>
              <span class="note">after {whole(step)}</span> {text}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function Baselines({ mean, seen }: { readonly mean: number | undefined; readonly seen: WriteSeen }) {
  const { frequencies, pairs } = seen.baselines;
  return (
    <section>
      <h2>Bits per letter</h2>
      <dl class="errors stacked">
        <div class={mean !== undefined && mean < pairs ? "better" : ""}>
          <dt>this network, on the end of the text</dt>
          <dd>{mean === undefined ? "–" : bitsText(mean)}</dd>
        </div>
        <div>
          <dt>knowing the letter before</dt>
          <dd>{bitsText(pairs)}</dd>
        </div>
        <div>
          <dt>knowing how frequent letters are</dt>
          <dd>{bitsText(frequencies)}</dd>
        </div>
      </dl>
    </section>
  );
}

export const view = defineView<Settings, Query, WriteSeen>({
  name: "write",
  title: "What could come next?",
  suggestedFor,
  choice: "source",
  query: defaultQuery,
  words: { ...cellWords, source: sourceNames },
  prepare,
  knobs: () => [
    { name: "hiddenSize", label: "Units", kind: "whole", min: 1, max: 256 },
    { name: "seed", label: "Seed", kind: "whole" },
  ],
  more: ({ cell }): Knob[] => [...cellKnobs(cell)],
  Data,
  Result,
  panels: [],
  tries: [
    {
      question: "At temperature 0 it always takes the likeliest letter. What happens to a text?",
      guesses: ["It gets better", "It goes round in circles"],
      right: 1,
      action: "Set the temperature to 0",
      run: (session) => {
        session.train(suggestedFor({ source: "poem" }));
        session.ask({ temperature: 0 });
      },
      why: "Once it is in a state where it was before, the same letter follows, and the same state again. Chance is what leads it out.",
    },
    {
      question: "Is what it writes copied or invented?",
      guesses: ["Mostly copied", "Mostly invented"],
      right: 1,
      action: "Invent towns",
      run: (session) => {
        session.train(suggestedFor({ source: "towns" }));
        session.ask({ prompt: "", temperature: 0.8 });
      },
      why: "Names that the data has are marked “copied”. The lower the temperature, the more of them there are.",
    },
    {
      question: "The source code of this page: will it close the brackets that it opens?",
      guesses: ["Yes", "Only near ones"],
      right: 1,
      action: "Read the source code",
      run: (session) => {
        session.train(suggestedFor({ source: "code" }));
        session.ask({ prompt: "", temperature: 0.5 });
      },
      why: "A bracket must be remembered until it is closed. Look for a unit under “Memory” that is on between brackets.",
    },
  ],
  comparisons: [
    { name: "a plain RNN", change: () => ({ cell: "rnn" }) },
    { name: "a GRU", change: () => ({ cell: "gru" }) },
    { name: "8 units", change: () => ({ hiddenSize: 8 }) },
    { name: "another seed", change: ({ seed }) => ({ seed: seed + 1 }) },
  ],
  programs: ({ settings, query }) => [
    { name: "JavaScript", id: "code-npm", code: programOf(settings.value, query.value) },
  ],
  says({ step, seen: { items, symbols } }) {
    if (step === 0) return "It writes letters at random.";
    const [first] = items[0] ?? [symbols.slice(0, 24).join("")];
    return `It writes “${first.replaceAll("\n", " ")}”.`;
  },
  score: { name: "Bits per letter", format: (score) => score.toFixed(2) },
  loss: (analysis) => {
    const bits = analysis?.seen.baselines.frequencies;
    return { name: "Loss", ...(bits && { guessing: bits * Math.LN2 }) };
  },
  stepName: "letter",
  pointsAt: (steps) => Math.floor(steps / 3),
  sources:
    "Names of towns from the lists of @faker-js/faker (MIT). Poems by Lewis Carroll, 1865 and 1871 (public domain). Source code of this page (MIT or Apache-2.0).",
});

function programOf(
  { source, cell, hiddenSize, lr, seed }: Settings,
  { prompt, temperature, topK, draw }: Query,
): string {
  const isItems = source === "towns";
  const sampling = [
    ...(prompt ? [`prompt: ${JSON.stringify(prompt)}`] : []),
    ...(isItems ? ["count: 8"] : ["length: 160"]),
    `temperature: ${temperature}`,
    ...(topK ? [`topK: ${topK}`] : []),
    `seed: ${draw}`,
  ];
  return `import { readFile } from "node:fs/promises";
import { train } from "rnn-wasm";

const text = await readFile("${isItems ? "towns" : "text"}.txt", "utf8");
const model = await train(${isItems ? '{ items: text.trim().split("\\n") }' : "{ text }"}, {
  cell: ${JSON.stringify(cell)},
  hiddenSize: ${hiddenSize},
  embeddingDim: 16,
  lr: ${lr},
  seed: ${seed},
});
console.log(model.generate({ ${sampling.join(", ")} }));
`;
}
