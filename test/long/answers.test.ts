/** Classifiers and regressors: any calls, and answers without end. */
import { train } from "rnn-wasm";
import { expect, test } from "vitest";
import { answerFiles, callForAnswers } from "../calls/answer-calls.js";
import { kinds, words } from "../tasks/sequence/example-data.js";
import { rounds } from "./budget.js";
import { bytesInUse, clock, mebibytes, report, shown } from "./figures.js";

test("calls of classifiers and regressors in any order", async (context) => {
  const [time, files, part] = [clock(), await answerFiles(), 500];
  const count = rounds(10_000);
  let [made, first] = [0, 0];
  for (let from = 0; from < count; from += part) {
    made += await callForAnswers(files, 1 + from, Math.min(part, count - from));
    first ||= await bytesInUse();
  }
  const grown = Math.max(0, (await bytesInUse()) - first);
  expect(grown).toBeLessThan(8 * 2 ** 20);
  report(context, `${shown(count)} sequences, ${shown(made)} calls; memory + ${mebibytes(grown)}; ${time()}`);
});

test("classifiers made and dropped, answers and a stream without end", async (context) => {
  const data = { sequences: words, labels: kinds };
  const options = { hiddenSize: 32, maxSteps: 2, validation: 0, seed: 1, emaDecay: 0.9, symbolDropout: 0.1 };
  const stream = (await train(data, options)).stream();
  const make = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const model = await train(data, options);
      model.explain("abcd");
      await model.predictBatch(words);
      stream.write(words[i % words.length] as string);
    }
  };
  const time = clock();
  await make(rounds(500));
  const before = await bytesInUse();
  const count = rounds(10_000);
  await make(count);
  const grown = Math.max(0, (await bytesInUse()) - before);
  expect(grown).toBeLessThan(8 * 2 ** 20);
  report(context, `${shown(count)} models, each with ${words.length} answers; memory + ${mebibytes(grown)}; ${time()}`);
});
