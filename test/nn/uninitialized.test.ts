/** In a file, and so a process, of its own: no other test may have called `init()`. */
import { init, manualSeed, nn, rand, randint, randn, randperm, tensor, zeros } from "rnn-wasm/nn";
import { expect, it } from "vitest";

const calls: Record<string, () => unknown> = {
  tensor: () => tensor([1]),
  zeros: () => zeros([1]),
  rand: () => rand([1]),
  randn: () => randn([20]),
  randint: () => randint(0, 2, [1]),
  randperm: () => randperm(3),
  Parameter: () => new nn.Parameter([1]),
  Embedding: () => new nn.Embedding(2, 2),
  LSTM: () => new nn.LSTM(2, 2),
  Linear: () => new nn.Linear(2, 2),
  Dropout: () => new nn.Dropout(),
  CrossEntropyLoss: () => new nn.CrossEntropyLoss(),
  Module: () => new nn.Module(),
};

it("everything but the seed asks for init() first, and works after it", async () => {
  manualSeed(0);
  for (const [name, call] of Object.entries(calls)) {
    expect(call, name).toThrow(expect.objectContaining({ name: "RnnError", code: "ERR_NOT_INITIALIZED" }));
    expect(call, name).toThrow(/await init\(\)/);
  }
  await init();
  for (const [name, call] of Object.entries(calls)) expect(call, name).not.toThrow();
});
