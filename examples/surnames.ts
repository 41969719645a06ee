/**
 * Surnames: which of 14 languages in Latin script does a name come from? The names are those of npm `@faker-js/faker`; a fifth is held back.
 * Beside the network stand two baselines: the most frequent language, and naive Bayes over the letters, pairs and triples of a name.
 *
 * Run it in a clone: npm run example -- surnames
 */
import { allLocales } from "@faker-js/faker";
import { startTraining } from "rnn-wasm";

type Named = [name: string, language: string];

const languages = ["cs_CZ", "de", "en", "es", "fr", "hr", "hu", "it", "lv", "nl", "pl", "ro", "sk", "tr"] as const;

/** Some locales have lists by gender. */
const namesOf = (given: unknown): string[] => {
  const lists = Array.isArray(given) ? given : Object.values((given ?? {}) as object).flat();
  return [...new Set(lists.filter((name): name is string => typeof name === "string"))];
};

/** The names in random order, the same in every run. */
function shuffled(names: readonly Named[]): Named[] {
  const order = [...names];
  let state = 0;
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j] as Named, order[i] as Named];
  }
  return order;
}

/** Naive Bayes over runs of one to three letters. */
function naiveBayes(names: readonly Named[]): (name: string) => string {
  const partsOf = (name: string) => {
    const letters = [..."^", ...name.toLowerCase(), "$"];
    return [1, 2, 3].flatMap((length) =>
      letters.slice(length - 1).map((_, i) => letters.slice(i, i + length).join("")),
    );
  };
  const counts = new Map<string, Map<string, number>>();
  const all = new Set<string>();
  for (const [name, language] of names) {
    const own = counts.get(language) ?? new Map<string, number>();
    counts.set(language, own);
    for (const part of partsOf(name)) {
      own.set(part, (own.get(part) ?? 0) + 1);
      all.add(part);
    }
  }
  const rare = 0.1;
  const models = [...counts].map(([language, own]) => ({
    language,
    own,
    prior: Math.log(names.filter(([, other]) => other === language).length),
    total: [...own.values()].reduce((a, b) => a + b, 0) + rare * all.size,
  }));
  return (name) => {
    const parts = partsOf(name);
    const scores = models.map(({ own, prior, total }) =>
      parts.reduce((sum, part) => sum + Math.log(((own.get(part) ?? 0) + rare) / total), prior),
    );
    return models[scores.indexOf(Math.max(...scores))]?.language as string;
  };
}

const named = shuffled(
  languages.flatMap((language) =>
    namesOf(allLocales[language].person?.last_name).map((name): Named => [name, language]),
  ),
);
const count = Math.round(named.length * 0.8);
const [toLearn, heldBack] = [named.slice(0, count), named.slice(count)];
console.log(`${toLearn.length} names to learn from, ${heldBack.length} held back, ${languages.length} languages`);

const from = performance.now();
const options = { cell: "gru", bidirectional: true, symbolDropout: 0.3 } as const;
const run = startTraining({ labeled: toLearn }, { ...options, seed: 0, progressEvery: { ms: 5000 } });
for await (const { epoch, loss, validation, sample } of run) {
  const held = validation ? `, validation accuracy ${validation.accuracy.toFixed(3)}` : "";
  console.log(`epoch ${epoch}: loss ${loss.toFixed(3)}${held}, ${sample.input} -> ${sample.predicted}`);
}
const model = await run.result;
const seconds = (performance.now() - from) / 1000;

const { accuracy, macroF1, baseline } = await model.evaluate({ labeled: heldBack });
const bayes = naiveBayes(toLearn);
const right = heldBack.filter(([name, language]) => bayes(name) === language).length / heldBack.length;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
console.log(
  `held-back names right: ${percent(accuracy)} (macro F1 ${macroF1.toFixed(3)}) after ${seconds.toFixed(0)} s`,
);
console.log(
  `always ${baseline.label}: ${percent(baseline.accuracy)}; naive Bayes over letter triples: ${percent(right)}`,
);
if (right > accuracy) console.log("The simpler model is ahead here.");
for (const name of ["Schmidhuber", "Kowalczyk", "Yıldırım", "Rossi"]) {
  const { ranked } = model.classify(name);
  console.log(
    `${name}: ${ranked
      .slice(0, 3)
      .map(({ label, probability }) => `${label} ${percent(probability)}`)
      .join(", ")}`,
  );
}
