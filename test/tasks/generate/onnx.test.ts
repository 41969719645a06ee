/** The loop of docs/generate.md in ONNX Runtime: the state goes in, and comes out. */
import * as ort from "onnxruntime-web";
import { type GeneratorOptions, train } from "rnn-wasm";
import { toOnnx } from "rnn-wasm/onnx";
import { expect, test } from "vitest";

ort.env.wasm.numThreads = 1;

test.each<GeneratorOptions>([{ cell: "lstm", numLayers: 2 }, { cell: "gru" }, { cell: "rnn", numLayers: 3 }])(
  "ONNX Runtime writes the text that is likeliest: %o",
  async (options) => {
    const text = "the cat sat. a dog ran. ".repeat(20);
    const model = await train(
      { text },
      { hiddenSize: 10, embeddingDim: 5, batchSize: 4, bptt: 16, lr: 0.02, epochs: 4, seed: 1, ...options },
    );
    const session = await ort.InferenceSession.create(toOnnx(model), { executionProviders: ["wasm"] });
    const { numLayers, hiddenSize } = model.config;
    const names = session.inputNames.filter((name) => name !== "tokens").map((name) => name.slice(0, 1));
    expect(names).toEqual(options.cell === "lstm" ? ["h", "c"] : ["h"]);
    let state: Record<string, ort.Tensor> = Object.fromEntries(
      names.map((name) => [
        `${name}_0`,
        new ort.Tensor("float32", new Float32Array(numLayers * hiddenSize), [numLayers, 1, hiddenSize]),
      ]),
    );
    const alphabet = [...model.alphabet];
    let [symbol, written] = ["t", ""];
    for (let i = 0; i < 30; i++) {
      const tokens = new ort.Tensor("int64", BigInt64Array.of(BigInt(alphabet.indexOf(symbol))), [1, 1]);
      const answer = await session.run({ tokens, ...state });
      state = Object.fromEntries(names.map((name) => [`${name}_0`, answer[`${name}_n`] as ort.Tensor]));
      const logits = Array.from(answer["logits"]?.data as Float32Array);
      symbol = alphabet[logits.indexOf(Math.max(...logits))] as string;
      written += symbol;
    }
    expect(written).toBe(model.generate({ prompt: "t", length: 30, temperature: 0 }));
    await session.release();
  },
);
