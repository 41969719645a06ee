/** The text of models, in strings and on Node's console. */
import { inspect } from "node:util";
import { load, type TrainingData, train } from "rnn-wasm";
import { expect, it, test } from "vitest";
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

test.each([
  ["Classifier", { sequences: ["aa", "bb", "ab", "ba"], labels: ["x", "y", "x", "y"] }],
  [
    "Regressor",
    {
      sequences: [
        [1, 2, 3],
        [2, 3, 4],
      ],
      values: [1, 2],
    },
  ],
  ["Forecaster", { series: Array.from({ length: 60 }, (_, i) => Math.sin(i)) }],
  ["TextGenerator", { text: "to be or not to be ".repeat(10) }],
])("the text of a %s", async (name, data) => {
  const model = await train(data as TrainingData, { maxSteps: 1, validation: 0, hiddenSize: 2, seed: 1 });
  expect(String(model)).toMatch(
    new RegExp(`^${name} \\{ cell: "lstm", hiddenSize: 2, .*numParameters: \\d+, training: `),
  );
  expect(String(model)).not.toContain("undefined");
  expect(inspect(model)).toMatch(new RegExp(`^${name} \\{\n {2}cell: 'lstm',\n`));
  expect(inspect(model).length).toBeLessThan(1000);
});

it("names streams", async () => {
  const data = { sequences: ["aa", "bb"], labels: ["x", "y"] };
  const classifier = await train(data, { maxSteps: 1, validation: 0, hiddenSize: 2, seed: 1 });
  expect(inspect(classifier.stream())).toBe("AnswerStream {}");
});

it("shows that a model was disposed", async () => {
  const model = await train(caesar, { seed: 1, maxSteps: 0 });
  model.dispose();
  expect([String(model), inspect(model)]).toEqual(["Tagger { disposed: true }", "Tagger { disposed: true }"]);
});
