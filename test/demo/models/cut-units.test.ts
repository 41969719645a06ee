/** Units that are cut while their model trains. */
import { ciphers, train } from "rnn-wasm";
import { expect, test } from "vitest";
import { Held, noInterventions, recordsOf } from "../../../demo/src/shared/interventions.js";

const hiddenSize = 3;
const cipher = ciphers.caesar({ key: 3 });

/** In f32, sigmoid of the bias that shuts a gate is not quite 0. */
const almost0 = 1e-16;

test.each(["lstm", "gru", "rnn"] as const)("%s: the unit's output is 0, and training leaves it so", async (cell) => {
  const options = { cell, ...(cell === "rnn" && { nonlinearity: "relu" as const }), hiddenSize, seed: 1 };
  const drawn = await train(cipher, { ...options, maxSteps: 0 });
  const held = { cell, nonlinearity: "relu" } as const;
  const weights = new Held().apply(recordsOf(drawn), held, { ...noInterventions, cut: [1] });
  const { alphabet } = cipher;
  const model = await train(cipher, { ...options, weights, alphabet, outputAlphabet: alphabet, maxSteps: 20 });
  const outputs = [...(model.trace("SECRET").layers[0]?.directions[0]?.h.data ?? [])].map(Math.abs);
  const unit = (index: number) => outputs.filter((_, at) => at % hiddenSize === index);
  expect(Math.max(...unit(1))).toBeLessThan(almost0);
  expect(Math.max(...unit(0))).toBeGreaterThan(1e-3);
});
