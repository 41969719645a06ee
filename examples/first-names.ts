/**
 * New first names: a generator of items with labels, female and male, from the English names of @faker-js/faker (MIT). How good it is, is
 * told in bits per symbol on names that were held back.
 *
 * Run it in a clone: npm run example -- first-names
 */
import { fakerEN } from "@faker-js/faker";
import { train } from "rnn-wasm";

const { first_name: firstName } = fakerEN.definitions.person;
const lists = { female: firstName.female ?? [], male: firstName.male ?? [] };
const labeled = Object.entries(lists).flatMap(([label, names]) => names.map((name) => ({ name, label })));

// Every tenth name is held back; those of both lists stay in one part.
const isHeld = (name: string) => [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 10 === 0;
const part = (held: boolean) => {
  const some = labeled.filter(({ name }) => isHeld(name) === held);
  return { items: some.map(({ name }) => name), labels: some.map(({ label }) => label) };
};
const training = part(false);
const held = part(true);

const started = performance.now();
const model = await train(training, {
  seed: 1,
  onProgress({ epoch, step, validation, sample }) {
    if (validation?.step === step && epoch % 3 === 0)
      console.log(`epoch ${epoch}: ${validation.bitsPerSymbol.toFixed(2)} bits, ${String(sample.text)}`);
  },
});
const seconds = ((performance.now() - started) / 1000).toFixed(0);
const { bitsPerSymbol, baseline } = await model.evaluate(held);
console.log(`${training.items.length} names, ${seconds} s, ${model.training.epochs} epochs`);
console.log(`${bitsPerSymbol.toFixed(2)} bits per symbol held back; frequencies ${baseline.bitsPerSymbol.toFixed(2)}`);
for (const label of ["female", "male"])
  console.log(`${label}: ${model.generate({ count: 8, label, unseen: true, temperature: 0.8, seed: 1 }).join(", ")}`);
console.log(
  `Jo could go on with ${model
    .next("Jo", { top: 5 })
    .map(({ symbol }) => symbol || "its end")
    .join(", ")}`,
);
