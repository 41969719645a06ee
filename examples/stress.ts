/**
 * Where is the stress? From the phonemes of an English word to the stress of each, learned from the CMU pronouncing
 * dictionary (npm `cmu-pronouncing-dictionary`, 135,000 words), measured on words that were held back.
 *
 * Run it in a clone: npm run example -- stress
 */
import { dictionary } from "cmu-pronouncing-dictionary";
import { startTraining } from "rnn-wasm";

type Word = [phonemes: string[], stresses: string[]];

/**
 * "K OW1 D ER0" → K OW D ER and - 1 - 0: vowels end in their stress (1 first, 2 second, 0 none), consonants have none.
 * Some lines end in a comment: "# place, french".
 */
const parse = (pronunciation: string): Word => {
  const phonemes = pronunciation.replace(/\s*#.*/, "").split(" ");
  return [phonemes.map((p) => p.replace(/\d$/, "")), phonemes.map((p) => /\d$/.exec(p)?.[0] ?? "-")];
};

// "a(2)" is another pronunciation of "a": kept with its word on one side, so that nothing is measured that was trained on.
const entries = Object.entries(dictionary).map(([word, pronunciation]) => ({
  word: word.replace(/\(\d\)$/, ""),
  pair: parse(pronunciation),
}));
const words = [...new Set(entries.map(({ word }) => word))];
const held = new Set(words.filter((_, i) => i % 10 === 9));
const toLearn = entries.filter(({ word }) => !held.has(word)).map(({ pair }) => pair);
const heldBack = entries.filter(({ word }) => held.has(word));
console.log(`${toLearn.length} pronunciations to learn from, ${heldBack.length} held back`);

const epochs = 6;
const run = startTraining(
  { pairs: toLearn },
  {
    embeddingDim: 16,
    hiddenSize: 48,
    bidirectional: true,
    batchSize: 64,
    lr: 8e-3,
    lrSchedule: { type: "onecycle", steps: epochs * Math.ceil(toLearn.length / 64) },
    epochs,
    validation: 0,
    seed: 1,
    progressEvery: { ms: 5000 },
  },
);
for await (const p of run) {
  const speed = `${Math.round(p.symbolsPerSecond / 1000)} k phonemes/s`;
  console.log(
    `epoch ${p.epoch}, step ${p.step}: loss ${p.loss.toFixed(3)}, ${speed}, ${Math.round(p.elapsedMs / 1000)} s`,
  );
}
const model = await run.result;

/** The baseline: each phoneme's most frequent stress. */
const counts = new Map<string, Map<string, number>>();
for (const [phonemes, stresses] of toLearn) {
  phonemes.forEach((phoneme, i) => {
    const of = counts.get(phoneme) ?? new Map<string, number>();
    counts.set(phoneme, of.set(stresses[i] as string, (of.get(stresses[i] as string) ?? 0) + 1));
  });
}
const usual = new Map([...counts].map(([p, of]) => [p, [...of].sort((a, b) => b[1] - a[1])[0]?.[0]]));

/** The share of vowels whose stress is right: consonants have none to miss. */
function vowelsRight(stressesOf: (phonemes: string[]) => readonly (string | undefined)[]): number {
  let [right, all] = [0, 0];
  for (const { pair } of heldBack) {
    const guessed = stressesOf(pair[0]);
    pair[1].forEach((stress, i) => {
      if (stress === "-") return;
      all++;
      right += Number(guessed[i] === stress);
    });
  }
  return right / all;
}
const percent = (x: number): string => `${(100 * x).toFixed(2)} %`;
const { accuracy, exactMatch } = await model.evaluate({ pairs: heldBack.map(({ pair }) => pair) });
const ours = vowelsRight((phonemes) => model.predict(phonemes) as string[]);
const baseline = vowelsRight((phonemes) => phonemes.map((phoneme) => usual.get(phoneme)));
console.log(`held-back vowels right: ${percent(ours)}; baseline, the usual stress of each vowel: ${percent(baseline)}`);
console.log(`all phonemes right: ${percent(accuracy)}; whole words: ${percent(exactMatch)}`);
for (const { word, pair } of heldBack.filter(({ pair }) => pair[0].length > 6).slice(0, 5)) {
  const stresses = model.predict(pair[0]) as string[];
  console.log(`${word}: ${pair[0].map((phoneme, i) => phoneme + (stresses[i] === "-" ? "" : stresses[i])).join(" ")}`);
}
