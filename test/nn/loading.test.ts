/** In a file, and so a process, of its own: the engine is there before `rnn-wasm/nn` is. */
import { ciphers, train } from "rnn-wasm";
import { expect, it } from "vitest";

const shape = { embeddingDim: 2, hiddenSize: 3, stepsPerEpoch: 2, messageLength: 4, epochs: 1, seed: 1 };

it("init() loads the operations of nn for all later engines, even after training without them", async () => {
  const model = await train(ciphers.caesar({ key: 13 }), shape);
  const { init, nn, randn } = await import("rnn-wasm/nn");
  const forward = () => new nn.Linear(3, 2).forward(randn([4, 3])).shape;
  expect(forward).toThrow(expect.objectContaining({ name: "RnnError", code: "ERR_NOT_INITIALIZED" }));
  await init();
  expect(forward()).toEqual([4, 2]);
  expect(model.decrypt("ABCD")).toHaveLength(4);
  await train(ciphers.caesar({ key: 13 }), { ...shape, variant: "simd128" });
  expect(forward()).toEqual([4, 2]);
});
