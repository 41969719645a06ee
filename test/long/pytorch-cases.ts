/**
 * Data of each task, as this package takes it and as the files that its programs for PyTorch read.
 */
import { type Classifier, ciphers, type Model, type Regressor, type Tagger, type TextGenerator } from "rnn-wasm";

/** Data with data held back: ten updates an epoch, the last one of a smaller batch. */
export interface PyTorchCase {
  readonly task: string;
  readonly data: object;
  /** Undefined for a series, whose end is held back. */
  readonly held: object | undefined;
  readonly file: string;
  readonly heldFile: string;
  readonly options: object;
  /** The loss of the data held back, as a validation has it; by default the validation's here. */
  readonly lossOf?: (model: Model) => Promise<number>;
  /** Whether its models read in one direction only. */
  readonly isOneWay?: boolean;
}

/** Numbers below `n`, the same ones each time. */
function chance(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * n);
  };
}

const cipher = ciphers.vigenere({ key: "LEMON" });
const draw = chance(7);
const message = () =>
  Array.from({ length: 3 + draw(9) }, () => cipher.alphabet[draw(cipher.alphabet.length)] as string).join("");

function tagging(count: number) {
  const pairs = Array.from({ length: count }, () => {
    const text = message();
    return [cipher.encrypt(text), text] as const;
  });
  return { data: { pairs }, file: pairs.map((pair) => pair.join("\t")).join("\n") };
}

/** Sequences of one, or of two named columns, with gaps in one of them. */
function answered<Answer>(count: number, key: "labeled" | "valued", answerOf: (sum: number, length: number) => Answer) {
  const items = Array.from({ length: count }, () => {
    const rows = Array.from({ length: 3 + draw(7) }, () => ({ a: draw(1000) / 100, b: draw(9) ? draw(100) : null }));
    const sum = rows.reduce((total, { a }) => total + a, 0);
    return [rows, answerOf(sum, rows.length)] as const;
  });
  return { data: { [key]: items }, file: items.map((item) => JSON.stringify(item)).join("\n") };
}

function worded(count: number) {
  const items = Array.from({ length: count }, () => {
    const text = message();
    return [text, text.includes("A") ? "with" : draw(3) ? "without" : "other"] as const;
  });
  return { data: { labeled: items }, file: items.map((item) => item.join("\t")).join("\n") };
}

const labelOf = (sum: number, length: number) => (sum > 5 * length ? 1 : 2);
const valuesOf = (sum: number, length: number) => ({ sum, mean: sum / length });
const [words, wordsHeld] = [worded(77), worded(12)];
const [labeled, labeledHeld] = [answered(77, "labeled", labelOf), answered(12, "labeled", labelOf)];
const [valued, valuedHeld] = [answered(77, "valued", valuesOf), answered(12, "valued", valuesOf)];
const letters = [..."abcdefgh "];
const textOf = (length: number) => Array.from({ length }, (_, i) => letters[(i * i + draw(3)) % 9] as string).join("");
const [text, textHeld] = [textOf(8 * 96 + 5), textOf(300)];
const itemsOf = (count: number) => Array.from({ length: count }, () => textOf(1 + draw(9)).replaceAll(" ", "a"));
const [items, itemsHeld] = [itemsOf(77), itemsOf(12)];
/** A season, a trend, and a column that is known ahead; with gaps. */
const series = Array.from({ length: 120 }, (_, i) => ({
  sales: i % 29 === 7 ? null : 20 + i / 4 + 6 * Math.sin((2 * Math.PI * i) / 12) + draw(100) / 50,
  price: 1 + (i % 5),
}));
const ofSeries = {
  ...{ season: 12, horizon: 6, window: 16, stride: 1, validation: 24 },
  known: ["price"],
  missing: "carry",
};
/** Around the end of summer time. */
const hourly = Array.from({ length: 130 }, (_, i) => ({
  time: new Date(Date.UTC(2025, 9, 24) + i * 3_600_000).toISOString(),
  load: 10 + 4 * Math.sin((2 * Math.PI * i) / 24) + draw(100) / 100,
}));
const small = { hiddenSize: 12, batchSize: 8, lr: 0.01 };

const [tag, tagHeld] = [tagging(77), tagging(12)];

export const pytorchCases: readonly PyTorchCase[] = [
  {
    task: "tag",
    data: tag.data,
    held: tagHeld.data,
    file: tag.file,
    heldFile: tagHeld.file,
    options: { alphabet: cipher.alphabet, outputAlphabet: cipher.alphabet, hiddenSize: 12, batchSize: 8, lr: 0.01 },
    lossOf: async (model) => (await (model as Tagger).evaluate(tagHeld.data)).loss,
  },
  {
    task: "classify symbols",
    data: words.data,
    held: wordsHeld.data,
    file: words.file,
    heldFile: wordsHeld.file,
    options: {
      ...small,
      alphabet: cipher.alphabet,
      classWeights: "balanced",
      labelSmoothing: 0.1,
      emaDecay: 0.95,
      symbolDropout: 0.2,
    },
    lossOf: async (model) => (await (model as Classifier).evaluate(wordsHeld.data as never)).loss,
  },
  {
    task: "classify numbers",
    data: labeled.data,
    held: labeledHeld.data,
    file: labeled.file,
    heldFile: labeledHeld.file,
    options: { ...small, missing: "carry", readout: "mean" },
    lossOf: async (model) => (await (model as Classifier).evaluate(labeledHeld.data as never)).loss,
  },
  {
    task: "regress",
    data: valued.data,
    held: valuedHeld.data,
    file: valued.file,
    heldFile: valuedHeld.file,
    options: { ...small, missing: "carry", readout: "max", loss: "gaussian", scale: "robust" },
    lossOf: async (model) => (await (model as Regressor).evaluate(valuedHeld.data as never)).loss,
  },
  {
    task: "generate text",
    data: { text },
    held: { text: textHeld },
    file: text,
    heldFile: textHeld,
    options: { ...small, bptt: 10, alphabet: letters.join("") },
    isOneWay: true,
    lossOf: async (model) => (await (model as TextGenerator).evaluate({ text: textHeld } as never)).loss,
  },
  {
    task: "generate items",
    data: { items },
    held: { items: itemsHeld },
    file: items.join("\n"),
    heldFile: itemsHeld.join("\n"),
    options: { ...small, alphabet: letters.join("") },
    isOneWay: true,
    lossOf: async (model) => (await (model as TextGenerator).evaluate({ items: itemsHeld } as never)).loss,
  },
  {
    task: "forecast step by step",
    data: { series },
    held: undefined,
    file: "",
    heldFile: "",
    options: { ...small, ...ofSeries, difference: "first", lags: [3], transform: "log" },
    isOneWay: true,
  },
  {
    task: "forecast with a calendar",
    data: { series: hourly },
    held: undefined,
    file: "",
    heldFile: "",
    options: {
      ...small,
      ...{ horizon: 6, window: 16, stride: 1, validation: 24, difference: "none", time: "time" },
      ...{ calendar: ["hour", "weekday", "month", "yearday"], timeZone: "Europe/Berlin" },
    },
    isOneWay: true,
  },
  {
    task: "forecast directly",
    data: { panel: [series, series.slice(20)] },
    held: undefined,
    file: "",
    heldFile: "",
    options: { ...small, ...ofSeries, batchSize: 16, mode: "direct", difference: "season", loss: "gaussian" },
  },
];
