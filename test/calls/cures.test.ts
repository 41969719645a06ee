/** Messages say what to do. */
import { ciphers, load, train } from "rnn-wasm";
import { init, zeros } from "rnn-wasm/nn";
import { expect, test } from "vitest";

const caesar = ciphers.caesar({ key: 3 });
const tagger = () => train(caesar, { maxSteps: 0, seed: 1 });
const numbers = { sequences: [[1, 2], [1, Number.NaN]], labels: ["a", "b"] }; // biome-ignore format: two sequences

test.each<[string, () => unknown, RegExp]>([
  [
    "a model's file as a checkpoint",
    async () => train(caesar, { resume: (await tagger()).save() }),
    /ERR_FORMAT .*`weights` starts a new run/,
  ],
  [
    "a file of another kind",
    () => load(new TextEncoder().encode("input\ttarget\n")),
    /ERR_FORMAT file: expected a safetensors file/,
  ],
  ["sizes beyond the memory", () => train(caesar, { hiddenSize: 100_000 }), /ERR_OUT_OF_MEMORY .*sizes that fit/],
  ["a gap", () => train(numbers, { maxSteps: 1 }), /ERR_INVALID_NUMBER sequences\[1\]\[1\]: .*missing: "carry"/],
  [
    "a blank, where the alphabet has a dash",
    () => caesar.encrypt("A B"),
    /ERR_UNKNOWN_SYMBOL .*" " .*at 1; it has "-"/,
  ],
  [
    "nothing that ends a run",
    () => train({ pairs: [["a", "b"]] }, { validation: 0, epochs: undefined }),
    /ERR_INVALID_OPTION .*maxSteps or epochs/,
  ],
  [
    "a learning rate that is too large",
    () => train(caesar, { optimizer: "sgd", lr: 1e6, seed: 1 }),
    /ERR_DIVERGED .*smaller lr/,
  ],
  ["a path for a file", () => load("model.safetensors" as never), /ERR_INVALID_OPTION bytes: .*readFile/],
  [
    "sizes for a shape",
    async () => {
      await init();
      zeros(2 as never, 2 as never);
    },
    /ERR_SHAPE shape: expected one array .*\[2, 3\]/,
  ],
  [
    "a misspelled option",
    () => train(caesar, { hidenSize: 3 } as never),
    /ERR_INVALID_OPTION .*did you mean hiddenSize/,
  ],
])("%s", async (_, call, message) => {
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => undefined,
      (thrown) => thrown,
    );
  expect(`${error?.code} ${error?.message}`).toMatch(message);
});
