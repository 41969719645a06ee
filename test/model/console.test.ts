/** The text of models, in strings and on Node's console. */
import { Session } from "node:inspector";
import { inspect } from "node:util";
import { load, startTraining, type TrainingData, train } from "rnn-wasm";
import { nn, optim, tensor } from "rnn-wasm/nn";
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

it("names what is no model, in Node and in browsers' consoles", async () => {
  const data = { sequences: ["aa", "bb"], labels: ["x", "y"] };
  const classifier = await train(data, { maxSteps: 1, validation: 0, hiddenSize: 2, seed: 1 });
  const run = startTraining(caesar, { seed: 1, maxSteps: 1 });
  const tagger = await run.result;
  const weight = tensor([1], { requiresGrad: true });
  const named = {
    AnswerStream: classifier.stream(),
    StateStream: tagger.stream(),
    TrainingRun: run,
    Tensor: weight,
    Adam: new optim.Adam([weight]),
    Linear: new nn.Linear(1, 1),
  };
  for (const [name, value] of Object.entries(named)) {
    expect(inspect(value)).toMatch(new RegExp(`^${name}\\b`));
    expect(nameOnConsole(value)).toBe(name);
  }
});

/** What the consoles of Chromium's developer tools show. */
function nameOnConsole(value: object): string | undefined {
  const session = new Session();
  session.connect();
  let name: string | undefined;
  Object.assign(globalThis, { shown: value });
  session.post("Runtime.evaluate", { expression: "shown" }, (_, { result }) => {
    name = result.className;
  });
  session.disconnect();
  Reflect.deleteProperty(globalThis, "shown");
  return name;
}

it("shows that a model was disposed", async () => {
  const model = await train(caesar, { seed: 1, maxSteps: 0 });
  model.dispose();
  expect([String(model), inspect(model)]).toEqual(["Tagger { disposed: true }", "Tagger { disposed: true }"]);
});
