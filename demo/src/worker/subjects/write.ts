/** Write: a generator that continues a text, or invents names. */
import type { TextGenerator } from "rnn-wasm";
import { visible } from "../../shared/visible.js";
import { baselinesOf, longestCopy } from "../../shared/write/baselines.js";
import { drawnFrom } from "../../shared/write/drawn.js";
import {
  type Prepared,
  prepare,
  type Query,
  type Settings,
  type UnitsSeen,
  type WriteSeen,
  wholeText,
} from "../../shared/write/settings.js";
import { Forgetful } from "../forgetful.js";
import { classAnswers, insideOf, tokensOf } from "../inside.js";
import { memoryOf } from "../memory.js";
import { type Computed, compute, embedded, type Network, networkOf, softmaxed } from "../network.js";
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

/** Symbols to show of those that could follow. */
const shownNext = 5;

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
  { query, influence, isAtRest, forget }: LookRequest<Settings, Query>,
) {
  const alphabet = [...(model.alphabet as string)];
  const letters = new Set(alphabet);
  const { prompt, temperature, topK } = query;
  const given = [...prompt].filter((symbol) => letters.has(symbol)).join("");
  const isItems = model.form === "items";
  const network = networkOf(model);
  const written = forget ? writtenAlone(model, network, given, query) : writtenBy(model, given, query);
  const { text, bits } = written;
  const symbols = [...text];
  // Items begin with a symbol of their own, running text with its first symbol.
  const start = isItems ? [alphabet.length] : [];
  const shown = symbols.slice(0, maxInside - start.length);
  const names = [...alphabet.map(visible), endMark];
  const rows = embedded(network, [...start, ...tokensOf(shown, alphabet)]);
  // An item's end is an output of its own.
  const hasEnded = isItems && symbols.length - [...given].length < maxItem;
  const { inside, computed } = insideOf(network, {
    rows,
    starts: start.length,
    ownFrom: Math.max(1, start.length + [...given].length),
    takenAt(t) {
      const symbol = symbols[t + 1 - start.length];
      if (symbol !== undefined) return { output: alphabet.indexOf(symbol), text: visible(symbol) };
      return hasEnded ? { output: alphabet.length, text: endMark } : undefined;
    },
    reads: [...start.map(() => "▸"), ...shown.map(visible)],
    isAlone: forget,
    influence,
    answersAt: classAnswers(names),
  });
  const [from, to] = longestCopy(text, known?.all ?? "");
  const seen: WriteSeen = {
    units: isAtRest && known ? unitsOf(network, known, alphabet) : undefined,
    symbols,
    given: [...given].length,
    bits,
    next: nextOf(computed, names, temperature, topK),
    copied: [[...text.slice(0, from)].length, [...text.slice(0, to)].length],
    items: written.items.map((item) => [item, known?.items.has(item) ?? false] as const),
    baselines: known?.baselines ?? { frequencies: 0, pairs: 0 },
  };
  return { inside, seen };
}

/** What is written after what was given, more of it where it is items, and how surprising each symbol is. */
interface Written {
  readonly text: string;
  readonly items: readonly string[];
  readonly bits: readonly number[];
}

function writtenBy(model: Generator, given: string, { temperature, topK, draw }: Query): Written {
  const isItems = model.form === "items";
  const size = [...(model.alphabet as string)].length;
  const sampling = { temperature, seed: draw, ...(topK > 0 && { topK: Math.min(topK, size) }) };
  const begin = given === "" ? sampling : { ...sampling, prompt: given };
  const text = given + model.generate({ ...begin, length: isItems ? maxItem : textLength });
  const items = isItems ? model.generate({ ...begin, length: maxItem, count: itemCount }) : [];
  return {
    text,
    items: items.map((item) => given + item),
    bits: text || isItems ? Array.from(model.score(text).bits) : [],
  };
}

/** The same of a model that forgets its state at every symbol. */
function writtenAlone(model: Generator, network: Network, prompt: string, { temperature, topK, draw }: Query): Written {
  const alphabet = [...(model.alphabet as string)];
  const isItems = model.form === "items";
  const end = isItems ? alphabet.length : undefined;
  // Running text without a beginning gets one symbol from the model.
  const given = prompt || (isItems ? "" : model.generate({ temperature, seed: draw, length: 1 }));
  const tokens = [...(end === undefined ? [] : [end]), ...tokensOf([...given], alphabet)];
  const alone = new Forgetful(network, alphabet.length + (isItems ? 1 : 0));
  const one = (seed: number) =>
    alone.draw(tokens.at(-1) as number, isItems ? maxItem : textLength, { temperature, topK, seed }, end);
  const textOf = (drawn: readonly number[]) => given + drawn.map((token) => alphabet[token]).join("");
  const drawn = one(draw);
  return {
    text: textOf(drawn),
    items: isItems ? Array.from({ length: itemCount }, (_, i) => textOf(one(draw + i))) : [],
    bits: alone.bits([...tokens, ...drawn, ...(end === undefined ? [] : [end])]),
  };
}

/** Items are read one by one, each from its start symbol and a zero state; a line's end stands for the start of the next. */
function unitsOf(network: Network, { data, all }: Known, alphabet: readonly string[]): UnitsSeen {
  const symbols = [...(data.items ? `\n${all}` : all)].slice(0, maxRead);
  const starts = new Set(data.items ? symbols.flatMap((symbol, t) => (symbol === "\n" ? [t] : [])) : []);
  const tokens = tokensOf(symbols, alphabet).map((token, t) => (starts.has(t) ? alphabet.length : token));
  const values = memoryOf(compute(network, embedded(network, tokens), starts));
  return { symbols, hidden: network.hiddenSize, values };
}

function nextOf(computed: Computed, names: readonly string[], temperature: number, topK: number): WriteSeen["next"] {
  const shares = softmaxed(computed);
  const { numOutputs } = computed;
  return Array.from({ length: shares.length / numOutputs }, (_, t) => {
    const row = Array.from(shares.subarray(t * numOutputs, (t + 1) * numOutputs));
    const drawn = drawnFrom(row, temperature, topK);
    const all = row.map((share, k) => ({ text: names[k] ?? "?", share, drawn: drawn[k] as number }));
    return all.sort((a, b) => b.share - a.share).slice(0, shownNext);
  });
}
