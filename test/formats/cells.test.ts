/** Files of PyTorch's with each cell, and the ONNX graphs of them: the loss of PyTorch's own first update. */
import * as ort from "onnxruntime-web";
import { load } from "rnn-wasm";
import { toOnnx } from "rnn-wasm/onnx";
import { readSafetensors, type TensorLike, writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, test } from "vitest";
import { type ReferenceTensor, reference, referenceNames } from "../fixtures/reference.js";

ort.env.wasm.numThreads = 1;

/** The alphabets of a model of `V` symbols. */
const symbols = (V: number) => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-".slice(0, V);
  return { alphabet, outputAlphabet: alphabet };
};

/** The state dict of a reference's model before its first update. */
const stateOf = (tensors: Readonly<Record<string, ReferenceTensor>>): Record<string, TensorLike> =>
  Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => /^(embedding|gru|rnn|linear)\./.test(name))
      .map(([name, { shape, data }]) => [name, { dtype: "F32", shape, data: data as Float32Array }]),
  );

/** Mean cross entropy of logits [T·B, V]. */
function lossOf(logits: Float32Array, targets: ArrayLike<number>, V: number): number {
  let sum = 0;
  for (let row = 0; row < targets.length; row++) {
    const scores = logits.subarray(row * V, (row + 1) * V);
    sum +=
      Math.log(scores.reduce((total, score) => total + Math.exp(score), 0)) - (scores[targets[row] as number] ?? 0);
  }
  return sum / targets.length;
}

describe.each(referenceNames("fit_tag_"))("%s", (name) => {
  const { config, tensors } = reference(name);
  const { cell, nonlinearity, H, L, V, T, B } = config;
  const file = writeSafetensors(stateOf(tensors));
  const options = symbols(V);
  const ofCell = cell === "rnn" ? { nonlinearity } : {};

  test("the cell follows from the shapes, the nonlinearity from the option, and both are kept", async () => {
    const model = await load(file, { ...options, ...ofCell });
    const sizes = { cell, ...ofCell, hiddenSize: H, numLayers: L, bidirectional: config.bidirectional };
    expect(model.config).toMatchObject(sizes);
    const again = await load(model.save());
    expect(again.config).toEqual(model.config);
    expect([...again.stateDict()].map(([key, tensor]) => [key, tensor.data()])).toEqual(
      [...model.stateDict()].map(([key, tensor]) => [key, tensor.data()]),
    );
  });

  test("whatever its parts are called", async () => {
    const renamed = Object.fromEntries(
      [...readSafetensors(file).tensors].map(([key, tensor]) => [
        key.replace("embedding.", "model.emb.").replace(`${cell}.`, "model.lstm.").replace("linear.", "model.out."),
        tensor as TensorLike,
      ]),
    );
    expect((await load(writeSafetensors(renamed), options)).config.cell).toBe(cell);
  });

  test("its ONNX graph has PyTorch's loss", async () => {
    const bytes = toOnnx(await load(file, { ...options, ...ofCell }));
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
    const rows = T * B;
    const first = (key: string) => (tensors[key] as ReferenceTensor).data.slice(0, rows);
    const tokens = new ort.Tensor("int64", BigInt64Array.from(first("tokens") as Int32Array, BigInt), [T, B]);
    const { logits } = await session.run({ tokens });
    const loss = lossOf(logits?.data as Float32Array, first("targets"), V);
    expect(Math.abs(loss - (tensors["losses"]?.data[0] as number))).toBeLessThan(1e-5);
    await session.release();
  });
});

test("a state dict whose gates fit no cell is refused", async () => {
  const { tensors } = reference("fit_tag_gru");
  const state = stateOf(tensors);
  const odd = { ...state, "gru.weight_hh_l0": { dtype: "F32" as const, shape: [24, 12], data: new Float32Array(288) } };
  await expect(load(writeSafetensors(odd), symbols(27))).rejects.toMatchObject({
    code: "ERR_FORMAT",
    message: expect.stringMatching(/weight_hh_l0: expected .*rows.*, got \[24,12\]/),
  });
});
