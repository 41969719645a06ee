import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { init, manualSeed, nn, randn, type Tensor } from "rnn-wasm/nn";
import { init as initSlim } from "rnn-wasm/slim";
import { expect, it } from "vitest";
import { expectNormClose } from "../numerics/closeness.js";

/** Where relaxed SIMD is off there is no second engine to change to, and `init` says so. */
const hasRelaxed = () =>
  init({ variant: "relaxed" }).then(
    () => true,
    (error) => {
      expect(error).toMatchObject({ code: "ERR_NOT_INITIALIZED" });
      return false;
    },
  );

it("works on an engine that another entry loaded", async () => {
  await initSlim({ wasm: readFileSync(fileURLToPath(import.meta.resolve("rnn-wasm/simd128.wasm"))) });
  expect(new nn.Linear(3, 2).forward(randn([4, 3])).shape).toEqual([4, 2]);
});

it("a graph goes back on another engine than it came forward on", async () => {
  await init({ variant: "simd128" });
  manualSeed(0);
  const [lstm, x] = [new nn.LSTM(3, 4), randn([5, 2, 3], { requiresGrad: true })];
  const gradients = () => [x, ...lstm.parameters()].map((t) => (t.grad as Tensor).data());
  lstm.forward(x)[0].sum().backward();
  const wanted = gradients();
  for (const t of [x, ...lstm.parameters()]) t.grad = null;

  const [out] = lstm.forward(x);
  const changed = await hasRelaxed();
  lstm.forward(x);
  out.sum().backward();
  for (const [i, gradient] of gradients().entries()) {
    if (changed) expectNormClose(gradient, wanted[i] as Float32Array, `gradient ${i}`);
    else expect(gradient).toEqual(wanted[i]);
  }
});
