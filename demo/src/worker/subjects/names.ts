/** Names: a classifier that reads a name letter by letter. */
import type { Classifier } from "rnn-wasm";
import {
  knownLetters,
  type NamesSeen,
  type Path,
  type Prepared,
  prepare,
  type Query,
  type Settings,
} from "../../shared/names/settings.js";
import { visible } from "../../shared/visible.js";
import { classAnswers, insideOf, tokensOf } from "../inside.js";
import { type Computed, compute, embedded, type Network, networkOf, softmaxed } from "../network.js";
import { placeIn, planeOf } from "../plane.js";
import { defineSubject, type LookRequest } from "../subject.js";
import { swapsOf } from "../swaps.js";

/** Names whose last states make up the plane. */
const inPlane = 90;
const shownWrong = 12;
const batchSize = 32;

export const names = defineSubject<Settings, Query, Prepared, Classifier<string, string>>({
  task: "classify",
  prepare,
  usualSteps: ({ source }) => (source === "own" ? 200 : 500),
  plan({ training, heldBack, labels }, { settings, from }) {
    const { cell, nonlinearity, hiddenSize, lr, seed } = settings;
    const validation = heldBack.length ? { labeled: heldBack } : 0;
    const options = { seed, lr, batchSize: Math.min(batchSize, training.length), classes: labels, validation } as const;
    const end = { patience: 8, epochs: 60, symbolDropout: 0.15 } as const;
    const model = { cell, hiddenSize, embeddingDim: 16, ...(cell === "rnn" && { nonlinearity }) };
    const data = { labeled: training };
    if (from === "checkpoint") return { data, options: { validation } };
    return { data, options: { ...options, ...end, ...(from === "random" && model) } };
  },
  scoreOf: ({ validation }) => (validation && "macroF1" in validation ? validation.accuracy : undefined),
  look,
  settingsOf: ({ config: { cell, nonlinearity = "tanh", hiddenSize } }) => ({ cell, nonlinearity, hiddenSize }),
  fits: ({ classes }, { labels }) =>
    labels.every((label) => classes.includes(label)) && classes.length === labels.length,
  optionsOf: ({ alphabet }) => ({ alphabet }),
});

function look(
  model: Classifier<string, string>,
  prepared: Prepared | undefined,
  { query: { name }, influence, isAtRest, forget }: LookRequest<Settings, Query>,
) {
  const labels = model.classes.map(String);
  const alphabet = [...(model.alphabet ?? [])];
  const known = knownLetters(name, { letters: new Set(alphabet) });
  const letters = [...known];
  // Without its memory, the answer is that to the last letter alone.
  const remembered = (text: string) => (forget ? ([...text].at(-1) ?? "") : text);
  const network = networkOf(model);
  const rows = embedded(network, tokensOf(letters, alphabet));
  const { inside, computed } = insideOf(network, {
    rows,
    reads: letters.map(visible),
    isAlone: forget,
    influence,
    answersAt: classAnswers(labels),
  });
  const shares = softmaxed(computed);
  const heldBack = prepared?.heldBack ?? [];
  const readable = heldBack.map(
    ([text, truth]) => [knownLetters(text, { letters: new Set(alphabet) }), truth] as const,
  );
  const given = readable.filter(([text]) => text !== "");
  const answers = model.classifyBatch(given.map(([text]) => remembered(text)));
  const confusion = labels.map(() => labels.map(() => 0));
  const wrong: [string, string, string][] = [];
  for (const [i, { label }] of answers.entries()) {
    const [text, truth] = given[i] as (typeof given)[number];
    const row = confusion[labels.indexOf(truth)];
    const column = labels.indexOf(String(label));
    if (row) row[column] = (row[column] as number) + 1;
    if (label !== truth) wrong.push([text, truth, String(label)]);
  }
  const seen: NamesSeen = {
    labels,
    letters,
    shares: letters.map((_, t) => Array.from(shares.subarray(t * labels.length, (t + 1) * labels.length))),
    missed: isAtRest && letters.length ? missedOf(model, letters, forget) : undefined,
    swaps:
      isAtRest && letters.length
        ? swapsOf(letters, alphabet, (all) =>
            model.classifyBatch(all.map(remembered)).map(({ probabilities }) => probabilities),
          )
        : undefined,
    confusion,
    heldBack: { all: given.length, wrong: wrong.length },
    wrong: wrong.slice(0, shownWrong),
    path: pathOf(
      network,
      computed,
      given.map(([text, truth]) => [remembered(text), truth]),
      labels,
      alphabet,
    ),
  };
  return { inside, seen };
}

/** How much the probability of the answer falls without each letter. */
function missedOf(model: Classifier<string, string>, letters: readonly string[], forget: boolean): number[] {
  if (!forget) return Array.from(model.explain(letters.join("")).occlusion);
  const [ofLast = 0] = model.explain(letters.at(-1) as string).occlusion;
  return letters.map((_, t) => (t === letters.length - 1 ? ofLast : 0));
}

function pathOf(
  network: Network,
  own: Computed,
  others: readonly (readonly [name: string, label: string])[],
  labels: readonly string[],
  alphabet: readonly string[],
): Path {
  const every = Math.max(1, Math.floor(others.length / inPlane));
  const chosen = others.filter((_, i) => i % every === 0);
  const lastStates = chosen.map(([name]) => {
    const states = statesOf(network, compute(network, embedded(network, tokensOf([...name], alphabet))));
    return states.at(-1) as Float32Array;
  });
  if (lastStates.length < 3) return { points: [], others: [] };
  const plane = planeOf(lastStates);
  return {
    points: statesOf(network, own).map((state) => placeIn(plane, state)),
    others: lastStates.map((state, i) => [...placeIn(plane, state), labels.indexOf(chosen[i]?.[1] ?? "")] as const),
  };
}

/** The outputs of the last layer after each step. */
function statesOf({ hiddenSize }: Network, { parts, directions }: Computed): Float32Array[] {
  const { values } = directions.at(-1) as Computed["directions"][number];
  const time = values.length / parts.length / hiddenSize;
  const first = (parts.length - 1) * time * hiddenSize;
  return Array.from({ length: time }, (_, t) => values.subarray(first + t * hiddenSize, first + (t + 1) * hiddenSize));
}
