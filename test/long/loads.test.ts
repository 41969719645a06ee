/** Large inputs, which must work, or fail with the number of bytes that they need. */
import { load, type Pair, train } from "rnn-wasm";
import { expect, test } from "vitest";
import { caesar, decryptor, steps } from "../training/example-data.js";
import { clock, report, shown } from "./figures.js";

const secret = "THIS-IS-A-SECRET";

/** The number of bytes in the out-of-memory error of `work`. */
async function bytesNeeded(work: () => unknown): Promise<string> {
  const error = await Promise.resolve()
    .then(work)
    .then(
      () => undefined,
      (error: Error) => error,
    );
  expect(error).toMatchObject({ name: "RnnError", code: "ERR_OUT_OF_MEMORY", message: /need [\d,]+ bytes/ });
  return (/[\d,]+(?= bytes)/.exec(error?.message ?? "") ?? [])[0] as string;
}

test("decryptBatch of 1,000,000 symbols", async (context) => {
  const model = await decryptor();
  const text = secret.repeat(10);
  const texts = Array.from({ length: 10_000 }, (_, i) => text.slice(i % 60, (i % 60) + 100));
  const secrets = texts.map((text) => caesar.encrypt(text));
  const time = clock();
  expect(model.decryptBatch(secrets)).toEqual(texts);
  report(context, `all letters correct; ${time()}`);
});

test("a message of 10,000 symbols", async (context) => {
  const model = await decryptor();
  const text = secret.repeat(625);
  const time = clock();
  expect(model.decrypt(caesar.encrypt(text))).toBe(text);
  const { shape } = model.trace(caesar.encrypt(text)).probabilities;
  expect(shape).toEqual([10_000, 27]);
  report(context, `all letters correct, also traced; ${time()}`);
});

test("an alphabet of 10,000 words", async (context) => {
  const words = Array.from({ length: 10_000 }, (_, i) => `word ${i}`);
  const pairs: Pair<string[]>[] = Array.from({ length: 100 }, (_, i) => {
    const sentence = words.slice(i * 100, i * 100 + 100);
    return [sentence, sentence];
  });
  const time = clock();
  const model = await train({ pairs }, { ...steps(3), validation: 0 });
  expect([model.alphabet.length, model.config.numClasses]).toEqual([10_000, 10_000]);
  expect(model.predict(words)).toHaveLength(10_000);
  const bytes = await bytesNeeded(() =>
    model.probabilities(Array.from({ length: 500_000 }, (_, i) => words[i % 7] as string)),
  );
  report(context, `trained, predicts 10,000 words; the probabilities of 500,000 words fail: ${bytes} bytes; ${time()}`);
});

test("1024 hidden units", async (context) => {
  const time = clock();
  const model = await train(caesar, { ...steps(3), hiddenSize: 1024, batchSize: 8 });
  const again = await load(model.save(), { task: "tag" });
  expect(again.decrypt(secret)).toBe(model.decrypt(secret));
  const bytes = await bytesNeeded(() => train(caesar, { ...steps(1), hiddenSize: 1024, batchSize: 20_000 }));
  report(
    context,
    `${shown(model.numParameters)} weights, trained, saved, loaded; 20,000 messages per update fail: ${bytes} bytes; ${time()}`,
  );
});
