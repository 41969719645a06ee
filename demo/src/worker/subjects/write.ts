/** Write: a generator that continues a text, or invents names. */
import type { TextGenerator } from "rnn-wasm";
import { baselinesOf, longestCopy } from "../../shared/write/baselines.js";
import {
  type Prepared,
  prepare,
  type Query,
  type Settings,
  type UnitsSeen,
  type WriteSeen,
  wholeText,
} from "../../shared/write/settings.js";
import { classAnswers, insideOf, tokensOf } from "../inside.js";
import { memoryOf } from "../memory.js";
import { compute, embedded, type Network, networkOf } from "../network.js";
import { defineSubject, type LookRequest } from "../subject.js";

type Generator = TextGenerator<string, never>;

/** Symbols of running text, and items, that are drawn at each look. */
const textLength = 160;
const itemCount = 8;
const maxItem = 40;
/** The maximum number of symbols that the inside shows. */
const maxInside = 48;
/** Symbols of the data that are read to find out what units follow. */
const maxRead = 360;

const endMark = "⏎";

interface Known {
  readonly data: Prepared;
  readonly all: string;
  readonly items: ReadonlySet<string>;
  readonly baselines: WriteSeen["baselines"];
}

export const write = defineSubject<Settings, Query, Known, Generator>({
  task: "generate",
  prepare(settings, ownText) {
    const data = prepare(settings, ownText);
    const all = wholeText(data);
    return { data, all, items: new Set(data.items), baselines: baselinesOf(all) };
  },
  usualSteps: ({ source }) => (source === "towns" ? 500 : 400),
  plan({ data }, { settings, from }) {
    const { cell, nonlinearity, hiddenSize, lr, seed } = settings;
    const batchSize = data.items ? 32 : Math.max(1, Math.min(16, Math.floor(data.text.length / 256)));
    const options = { seed, lr, batchSize, patience: 6, epochs: 60, ...(data.items ? {} : { bptt: 32 }) } as const;
    const model = { cell, hiddenSize, embeddingDim: 16, ...(cell === "rnn" && { nonlinearity }) };
    const given = data.items ? { items: data.items } : { text: data.text };
    return { data: given, options: from === "checkpoint" ? {} : { ...options, ...(from === "random" && model) } };
  },
  scoreOf: ({ validation }) => (validation && "bitsPerSymbol" in validation ? validation.bitsPerSymbol : undefined),
  look,
  settingsOf: ({ config: { cell, nonlinearity = "tanh", hiddenSize } }) => ({ cell, nonlinearity, hiddenSize }),
  fits: ({ alphabet, form }, { data, all }) => {
    const known = new Set(alphabet);
    return form === (data.items ? "items" : "text") && [...all].every((symbol) => known.has(symbol) || symbol === "\n");
  },
  optionsOf: ({ alphabet }) => ({ alphabet }),
});

function look(
  model: Generator,
  known: Known | undefined,
  { query: { prompt, temperature, topK, draw }, influence, isAtRest }: LookRequest<Settings, Query>,
) {
  const alphabet = [...(model.alphabet as string)];
  const letters = new Set(alphabet);
  const given = [...prompt].filter((symbol) => letters.has(symbol)).join("");
  const isItems = model.form === "items";
  const sampling = { temperature, seed: draw, ...(topK > 0 && { topK: Math.min(topK, alphabet.length) }) };
  const begin = given === "" ? {} : { prompt: given };
  const written = model.generate({ ...sampling, ...begin, length: isItems ? maxItem : textLength });
  const text = given + written;
  const symbols = [...text];
  const bits = symbols.length || isItems ? Array.from(model.score(text).bits) : [];
  const network = networkOf(model);
  // Items begin with a symbol of their own, running text with its first symbol.
  const start = isItems ? [alphabet.length] : [];
  const shown = symbols.slice(0, maxInside - start.length);
  const rows = embedded(network, [...start, ...tokensOf(shown, alphabet)]);
  // An item's end is an output of its own.
  const hasEnded = isItems && [...written].length < maxItem;
  const { inside } = insideOf(network, {
    rows,
    starts: start.length,
    ownFrom: Math.max(1, start.length + [...given].length),
    takenAt(t) {
      const symbol = symbols[t + 1 - start.length];
      if (symbol !== undefined) return { output: alphabet.indexOf(symbol), text: visible(symbol) };
      return hasEnded ? { output: alphabet.length, text: endMark } : undefined;
    },
    reads: [...start.map(() => "▸"), ...shown.map(visible)],
    influence,
    answersAt: classAnswers([...alphabet.map(visible), endMark]),
  });
  const [from, to] = longestCopy(text, known?.all ?? "");
  const items = isItems ? model.generate({ ...sampling, ...begin, length: maxItem, count: itemCount }) : [];
  const seen: WriteSeen = {
    units: isAtRest && known ? unitsOf(network, known, alphabet) : undefined,
    symbols,
    given: [...given].length,
    bits,
    next: inside.says,
    copied: [[...text.slice(0, from)].length, [...text.slice(0, to)].length],
    items: items.map((item) => [given + item, known?.items.has(given + item) ?? false] as const),
    baselines: known?.baselines ?? { frequencies: 0, pairs: 0 },
  };
  return { inside, seen };
}

/** Items are read one by one, each from its start symbol and a zero state; a line's end stands for the start of the next. */
function unitsOf(network: Network, { data, all }: Known, alphabet: readonly string[]): UnitsSeen {
  const symbols = [...(data.items ? `\n${all}` : all)].slice(0, maxRead);
  const starts = new Set(data.items ? symbols.flatMap((symbol, t) => (symbol === "\n" ? [t] : [])) : []);
  const tokens = tokensOf(symbols, alphabet).map((token, t) => (starts.has(t) ? alphabet.length : token));
  const values = memoryOf(compute(network, embedded(network, tokens), starts));
  return { symbols, hidden: network.hiddenSize, values };
}

const visible = (symbol: string) => (symbol === " " ? "␣" : symbol === "\n" ? "↵" : symbol);
