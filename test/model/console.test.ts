/** The text of models, in strings and on Node's console. */
import { inspect } from "node:util";
import { load, train } from "rnn-wasm";
import { expect, it } from "vitest";
import { caesar } from "../training/example-data.js";

it("shows the sizes, the weights and the run", async () => {
  const model = await train(caesar, { seed: 1, maxSteps: 2, hiddenSize: 4, cell: "gru" });
  const sizes = `cell: "gru", hiddenSize: 4, numLayers: 1, bidirectional: false, dropout: 0`;
  expect(String(model)).toMatch(
    new RegExp(`^Tagger \\{ ${sizes}, .*, numParameters: ${model.numParameters}, training: \\{"steps":2,`),
  );
  expect(Object.prototype.toString.call(model)).toBe(
    `[object Tagger(cell: "gru", hiddenSize: 4, numParameters: ${model.numParameters})]`,
  );
  const loaded = await load(model.save());
  expect(String(loaded)).toMatch(/^Tagger \{ .*numParameters: \d+ \}$/);
  expect(inspect(loaded)).toMatch(/^Tagger \{\n {2}cell: 'gru',\n(.*\n)* {2}numParameters: \d+\n\}$/);
  expect(inspect({ models: [model] })).toMatch(/Tagger \{\s+cell: 'gru'/);
});

it("shows that a model was disposed", async () => {
  const model = await train(caesar, { seed: 1, maxSteps: 0 });
  model.dispose();
  expect([String(model), inspect(model)]).toEqual(["Tagger { disposed: true }", "Tagger { disposed: true }"]);
});
