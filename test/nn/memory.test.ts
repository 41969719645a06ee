import { init, nn, noGrad, optim, randint, type Tensor } from "rnn-wasm/nn";
import { beforeAll, expect, it } from "vitest";
import { runs } from "../runs.js";
import { loops } from "./loops.js";

beforeAll(() => init());

/** MiB in use after everything that can go has gone. */
function settled(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return (heapUsed + Math.max(arrayBuffers, external)) / 2 ** 20;
}

function model() {
  const [embed, lstm, linear] = [new nn.Embedding(27, 8), new nn.LSTM(8, 24), new nn.Linear(24, 27)];
  const optimizer = new optim.Adam([embed, lstm, linear].flatMap((module) => module.parameters()));
  const lossFn = new nn.CrossEntropyLoss();
  const loss = () => {
    const tokens = randint(0, 27, [24]);
    const [out] = lstm.forward(embed.forward(tokens).unsqueeze(1));
    return lossFn.forward(linear.forward(out).transpose(1, 2), tokens.unsqueeze(1));
  };
  const train = () => {
    const result = loss();
    optimizer.zeroGrad();
    result.backward();
    optimizer.step();
    return result;
  };
  return { loss, train };
}

const ways: Record<string, (m: ReturnType<typeof model>) => unknown> = {
  training: ({ train }) => train(),
  "graphs that nobody goes back through": ({ loss }) => loss(),
  "use without gradients": ({ loss }) => noGrad(loss),
};

it.each(Object.entries(ways))("%s, thousands of times without dispose or await, holds memory flat", (_, step) => {
  const made = model();
  const run = (steps: number) => {
    for (let i = 0; i < steps; i++) step(made);
  };
  run(300);
  const before = settled();
  run(runs(2000, 400));
  // One step of these leaves 30 KB of arrays: had they stayed, it would be 10 MiB or more.
  expect(settled() - before).toBeLessThan(3);
});

it.each(Object.entries(loops))("the loop of %s holds memory flat", (_, make) => {
  const step = make();
  const run = (steps: number) => {
    for (let i = 0; i < steps; i++) step();
  };
  run(300);
  const before = settled();
  const steps = runs(1500, 700);
  run(steps);
  // One step of these leaves 2 KB or more of arrays.
  expect(settled() - before).toBeLessThan(steps / 1000);
});

it("losses that are kept keep no graph", () => {
  const { train } = model();
  const kept: Tensor[] = [train()];
  const before = settled();
  for (let i = 0; i < runs(2000, 400); i++) kept.push(train());
  expect(settled() - before).toBeLessThan(2);
});
