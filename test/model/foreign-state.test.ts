/** Errors about PyTorch state dicts that no model can hold name the tensors as the dict does. */
import { load, train } from "rnn-wasm";
import { writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, it } from "vitest";

type State = Record<string, { shape: number[]; data: Float32Array }>;

const tensorOf = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) });

/** As a language model of PyTorch's examples names its parts: three symbols, embedding 2, hidden 4. */
const state = (): State => ({
  "net.encoder.weight": tensorOf(3, 2),
  "net.lstm.weight_ih_l0": tensorOf(16, 2),
  "net.lstm.weight_hh_l0": tensorOf(16, 4),
  "net.lstm.bias_ih_l0": tensorOf(16),
  "net.lstm.bias_hh_l0": tensorOf(16),
  "net.decoder.weight": tensorOf(3, 4),
  "net.decoder.bias": tensorOf(3),
});

const without = (...names: string[]) => {
  const left = state();
  for (const name of names) delete left[name];
  return left;
};

const alphabets = { alphabet: "abc", outputAlphabet: "abc" };

it("loads whole", async () => {
  expect((await load(writeSafetensors(state()), alphabets)).config).toMatchObject({ hiddenSize: 4, embeddingDim: 2 });
});

describe.each<[string, State, RegExp]>([
  [
    "recurrent layers without biases",
    without("net.lstm.bias_ih_l0", "net.lstm.bias_hh_l0"),
    /^net\.lstm\.bias_ih_l0: expected .*\(bias=False is not supported\), got none$/,
  ],
  [
    "a projection",
    {
      ...state(),
      "net.lstm.weight_hh_l0": tensorOf(16, 1),
      "net.lstm.weight_hr_l0": tensorOf(1, 4),
      "net.decoder.weight": tensorOf(3, 1),
    },
    /^net\.lstm\.weight_hr_l0: expected .*\(proj_size is not supported\), got one$/,
  ],
  [
    "a linear layer without a bias",
    without("net.decoder.bias"),
    /^net\.decoder\.bias: expected .*\(bias=False is not supported\), got none$/,
  ],
  [
    "tied weights under the name of the embedding",
    without("net.decoder.weight"),
    /^net\.decoder\.weight: expected .*tied to the embedding are not supported.*, got none$/,
  ],
  [
    "tied weights under the name of the linear layer",
    { ...without("net.encoder.weight"), "net.lstm.weight_ih_l0": tensorOf(16, 4) },
    /^embedding\.weight: expected .*tied to the linear layer are not supported.*, got none$/,
  ],
  [
    "a linear layer without a bias beside an embedding of the same shape",
    {
      ...without("net.decoder.bias"),
      "net.encoder.weight": tensorOf(3, 4),
      "net.lstm.weight_ih_l0": tensorOf(16, 4),
    },
    /^net\.(en|de)coder\.bias or net\.(en|de)coder\.bias: expected .*\(bias=False is not supported\), got none$/,
  ],
  [
    "no linear layer",
    without("net.decoder.weight", "net.decoder.bias"),
    /^linear\.weight: expected a tensor of 2 dim.*, got none$/,
  ],
  [
    "rows of two gates",
    { ...state(), "net.lstm.weight_hh_l0": tensorOf(8, 4) },
    /^weight_hh_l0: expected rows of 4×4 \(lstm\), 3×4 \(gru\), 1×4 \(rnn\), got \[8,4\]$/,
  ],
  [
    "one bias of two",
    without("net.lstm.bias_hh_l0"),
    /^net\.lstm\.bias_hh_l0: expected a tensor of shape \[16\], got none$/,
  ],
  [
    "a shape that does not fit",
    { ...state(), "net.lstm.bias_hh_l0": tensorOf(15) },
    /^net\.lstm\.bias_hh_l0: expected shape \[16\], got \[15\]$/,
  ],
])("%s", (_, given, message) => {
  it("is refused, by its name in the dict", async () => {
    const refused = { code: "ERR_FORMAT", message: expect.stringMatching(message) };
    await expect(load(writeSafetensors(given), alphabets)).rejects.toMatchObject(refused);
    const pairs: [string, string][] = [["abc", "abc"]];
    for (const weights of [given, writeSafetensors(given)])
      await expect(train({ pairs }, { ...alphabets, weights, maxSteps: 0, validation: 0 })).rejects.toMatchObject(
        refused,
      );
  });
});
