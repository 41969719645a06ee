/** Optimizers against their formulas, and their options. For PyTorch's own results see pytorch.test.ts. */
import { init, manualSeed, nn, optim, randn, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose } from "../numerics/closeness.js";

beforeAll(() => init());

const fails = (call: () => unknown, code: string, message: RegExp) => {
  expect(call).toThrow(expect.objectContaining({ name: "RnnError", code }));
  expect(call).toThrow(message);
};

type Make = (params: Iterable<Tensor>) => optim.Adam | optim.AdamW | optim.SGD;

/** PyTorch's formulas for one number in f64: the state goes from step to step. */
interface Naive {
  step(w: number, g: number, t: number): number;
}

function naiveAdam(o: {
  lr: number;
  betas?: [number, number];
  eps?: number;
  weightDecay?: number;
  amsgrad?: boolean;
  decoupled?: boolean;
}): Naive {
  const { lr, betas: [b1, b2] = [0.9, 0.999], eps = 1e-8, weightDecay = 0, amsgrad, decoupled } = o;
  let [m, v, most] = [0, 0, 0];
  return {
    step(w, g, t) {
      const grad = decoupled ? g : g + weightDecay * w;
      const kept = decoupled ? w * (1 - lr * weightDecay) : w;
      m = b1 * m + (1 - b1) * grad;
      v = b2 * v + (1 - b2) * grad * grad;
      most = Math.max(most, v);
      return kept - ((lr / (1 - b1 ** t)) * m) / (Math.sqrt(amsgrad ? most : v) / Math.sqrt(1 - b2 ** t) + eps);
    },
  };
}

function naiveSgd(o: {
  lr: number;
  momentum?: number;
  dampening?: number;
  weightDecay?: number;
  nesterov?: boolean;
}): Naive {
  const { lr, momentum = 0, dampening = 0, weightDecay = 0, nesterov } = o;
  let buffer: number | undefined;
  return {
    step(w, g) {
      const grad = g + weightDecay * w;
      buffer = buffer === undefined ? grad : momentum * buffer + (1 - dampening) * grad;
      return w - lr * (momentum === 0 ? grad : nesterov ? grad + momentum * buffer : buffer);
    },
  };
}

const variants: [string, Make, () => Naive][] = [
  ["Adam", (p) => new optim.Adam(p, { lr: 0.01 }), () => naiveAdam({ lr: 0.01 })],
  [
    "Adam, all options",
    (p) => new optim.Adam(p, { lr: 0.02, betas: [0.8, 0.95], eps: 1e-4, weightDecay: 0.1, amsgrad: true }),
    () => naiveAdam({ lr: 0.02, betas: [0.8, 0.95], eps: 1e-4, weightDecay: 0.1, amsgrad: true }),
  ],
  ["AdamW", (p) => new optim.AdamW(p, { lr: 0.02 }), () => naiveAdam({ lr: 0.02, weightDecay: 0.01, decoupled: true })],
  ["SGD", (p) => new optim.SGD(p, { lr: 0.1 }), () => naiveSgd({ lr: 0.1 })],
  [
    "SGD, dampened momentum",
    (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9, dampening: 0.5, weightDecay: 0.1 }),
    () => naiveSgd({ lr: 0.1, momentum: 0.9, dampening: 0.5, weightDecay: 0.1 }),
  ],
  [
    "SGD, Nesterov",
    (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.8, nesterov: true }),
    () => naiveSgd({ lr: 0.1, momentum: 0.8, nesterov: true }),
  ],
];

/** d/dw of Σ w²·(i + 1)/10. */
function setGradients(params: readonly Tensor[]): void {
  for (const p of params)
    p.grad = tensor(
      [...p.data()].map((w, i) => (w * (i + 1)) / 5),
      { shape: p.shape },
    );
}

describe.each(variants)("%s", (_, make, naive) => {
  it("follows PyTorch's formula, tensor by tensor, from each one's own first step", () => {
    manualSeed(1);
    const [a, b] = [randn([3, 2], { requiresGrad: true }), randn([5], { requiresGrad: true })];
    const optimizer = make([a, b]);
    const numbers = [a, b].map((p) => [...p.data()].map((w) => ({ w, t: 0, naive: naive() })));
    for (let step = 0; step < 12; step++) {
      // Now and then one has no gradient: its moments and its count of steps stay as they are.
      const active = step % 3 === 1 ? [0] : step % 4 === 2 ? [1] : [0, 1];
      optimizer.zeroGrad();
      setGradients(active.map((k) => [a, b][k] as Tensor));
      optimizer.step();
      for (const k of active) {
        for (const [i, number] of (numbers[k] as { w: number; t: number; naive: Naive }[]).entries()) {
          number.w = number.naive.step(number.w, (number.w * (i + 1)) / 5, ++number.t);
        }
      }
    }
    for (const [k, p] of [a, b].entries())
      expectClose(
        p.data(),
        (numbers[k] ?? []).map(({ w }) => w),
        `tensor ${k}`,
        2e-6,
        1e-5,
      );
  });

  it("continues from a saved state as if it had not stopped", () => {
    const run = (steps: number, from?: { weights: Float32Array | Int32Array; state: ReturnType<Make> }) => {
      const w = tensor(from?.weights ?? [1, -2, 3], { requiresGrad: true });
      const optimizer = make([w]);
      if (from) optimizer.loadStateDict(from.state.stateDict() as never);
      for (let i = 0; i < steps; i++) {
        setGradients([w]);
        optimizer.step();
      }
      return { weights: w.data(), state: optimizer };
    };
    expect(run(4, run(3)).weights).toEqual(run(7).weights);
    expect(run(0, run(3)).state.stateDict()).toEqual(run(3).state.stateDict());
  });

  it("leaves everything as it was when a gradient is not finite", () => {
    const [a, b] = [tensor([1, 2], { requiresGrad: true }), tensor([3], { requiresGrad: true })];
    const optimizer = make([a, b]);
    setGradients([a, b]);
    optimizer.step();
    const before = [a.data(), b.data(), optimizer.stateDict()];
    a.grad = tensor([1, 1]);
    b.grad = tensor([Number.NaN]);
    fails(() => optimizer.step(), "ERR_DIVERGED", /finite.*the gradient of tensor 1/);
    expect([a.data(), b.data(), optimizer.stateDict()]).toEqual(before);
  });
});

describe("an optimizer", () => {
  it("climbs where it is told to", () => {
    const w = tensor([1], { requiresGrad: true });
    const optimizer = new optim.SGD([w], { lr: 0.5, maximize: true });
    w.mul(3).sum().backward();
    optimizer.step();
    expect(w.item()).toBe(2.5);
  });

  it("has a learning rate that can be set, checked", () => {
    const w = tensor([1], { requiresGrad: true });
    const optimizer = new optim.SGD([w], { lr: 1 });
    optimizer.lr = 0.25;
    w.mul(1).sum().backward();
    optimizer.step();
    expect([w.item(), optimizer.lr, optimizer.stateDict().paramGroups[0]?.lr]).toEqual([0.75, 0.25, 0.25]);
    fails(
      () => {
        optimizer.lr = Number.NaN;
      },
      "ERR_INVALID_OPTION",
      /lr/,
    );
    expect(optimizer.lr).toBe(0.25);
  });

  it("writes through views and frozen neighbors", () => {
    const base = tensor([
      [1, 2],
      [3, 4],
    ]);
    const view = base.transpose(0, 1);
    view.requiresGrad = true;
    const frozen = new nn.Parameter([5], false);
    const optimizer = new optim.SGD([view, frozen], { lr: 1 });
    view
      .mul(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      )
      .sum()
      .backward();
    optimizer.step();
    expect(base.toArray()).toEqual([
      [0, -1],
      [1, 0],
    ]);
    expect(frozen.item()).toBe(5);
  });

  it("rejects a backward pass through changed weights", () => {
    const linear = new nn.Linear(2, 2);
    const optimizer = new optim.SGD(linear.parameters(), { lr: 1 });
    const loss = () => linear.forward(randn([3, 2], { requiresGrad: true })).sum();
    const before = loss();
    loss().backward();
    optimizer.step();
    fails(() => before.backward(), "ERR_INVALID_OPTION", /changed in place/);
  });

  it("accepts only complete states of the same optimizer", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const [adam, sgd] = [new optim.Adam([w]), new optim.SGD([w], { momentum: 0.9 })];
    setGradients([w]);
    adam.step();
    setGradients([w]);
    sgd.step();
    const state = adam.stateDict();
    fails(() => sgd.loadStateDict(state as never), "ERR_INVALID_OPTION", /betas|momentum/);
    fails(() => new optim.Adam([w, zeros([1])]).loadStateDict(state), "ERR_FORMAT", /2 tensors, got 1/);
    fails(() => new optim.Adam([zeros([3])]).loadStateDict(state), "ERR_SHAPE", /exp_avg: expected \[3\], got \[2\]/);
    fails(() => adam.loadStateDict({ ...state, state: { 0: { step: 1 } } }), "ERR_FORMAT", /exp_avg/);
    fails(() => adam.loadStateDict(undefined as never), "ERR_FORMAT", /paramGroups/);
    expect(adam.stateDict()).toEqual(state);
  });

  it("names what is wrong", () => {
    const w = tensor([1], { requiresGrad: true });
    fails(() => new optim.Adam([]), "ERR_INVALID_OPTION", /params/);
    fails(() => new optim.Adam(w as never), "ERR_INVALID_OPTION", /params/);
    fails(() => new optim.Adam([w, w]), "ERR_INVALID_OPTION", /once/);
    fails(() => new optim.Adam([w.mul(2)]), "ERR_INVALID_OPTION", /not results of operations/);
    fails(() => new optim.Adam([1 as never]), "ERR_INVALID_OPTION", /params/);
    fails(() => new optim.Adam([w], { lr: Number.NaN }), "ERR_INVALID_OPTION", /lr/);
    fails(() => new optim.Adam([w], { betas: [0.9, 1] }), "ERR_INVALID_OPTION", /betas\[1\]/);
    fails(() => new optim.Adam([w], { betas: 0.9 as never }), "ERR_INVALID_OPTION", /betas/);
    fails(() => new optim.AdamW([w], { weight_decay: 1 } as never), "ERR_INVALID_OPTION", /weightDecay/);
    fails(() => new optim.SGD([w], { nesterov: true }), "ERR_INVALID_OPTION", /nesterov.*momentum/);
    w.grad = zeros([2]);
    fails(() => new optim.SGD([w]).step(), "ERR_SHAPE", /grad: expected \[1\], got \[2\]/);
  });
});

describe("nn.utils.clipGradNorm", () => {
  it("scales all gradients together, and only when they are too long", () => {
    const [a, b, c] = [
      tensor([1, 2], { requiresGrad: true }),
      tensor([3], { requiresGrad: true }),
      tensor([1], { requiresGrad: true }),
    ];
    a.grad = tensor([3, 0]);
    b.grad = tensor([4]);
    expect(nn.utils.clipGradNorm([a, b, c], 10)).toBe(5);
    expect([a.grad.data(), b.grad.data()]).toEqual([Float32Array.of(3, 0), Float32Array.of(4)]);
    expect(nn.utils.clipGradNorm([a, b, c], 1)).toBe(5);
    expectClose([...a.grad.data(), ...b.grad.data()], [0.6, 0, 0.8], "clipped", 1e-6);
    expect(nn.utils.clipGradNorm(a, Number.POSITIVE_INFINITY)).toBeCloseTo(0.6, 6);
    fails(() => nn.utils.clipGradNorm([a], -1), "ERR_INVALID_OPTION", /maxNorm/);
    fails(() => nn.utils.clipGradNorm([1 as never], 1), "ERR_INVALID_OPTION", /params/);
  });
});

it.each<[string, (params: Iterable<Tensor>) => optim.Adam | optim.SGD | optim.RMSprop]>([
  ["Adam", (params) => new optim.Adam(params, { betas: [0.9, 0.99], amsgrad: true })],
  ["SGD", (params) => new optim.SGD(params, { lr: 0.1, momentum: 0.9 })],
  ["RMSprop", (params) => new optim.RMSprop(params, { alpha: 0.9, momentum: 0.9 })],
  ["RMSprop, centered", (params) => new optim.RMSprop(params, { alpha: 0.9, centered: true })],
])("moments of weights without a gradient reach 0 and are never denormal: %s", (_, make) => {
  const w = tensor([1, -2, 3, 4, 5], { requiresGrad: true });
  const optimizer = make([w]);

  w.mul(tensor([1, 1e-3, -1, 1e3, 0]))
    .sum()
    .backward();
  for (let i = 0; i < 1500; i++) {
    optimizer.step();
    if (i === 0) w.grad?.copyFrom(zeros([5]));
  }
  const state = optimizer.stateDict().state[0] ?? {};
  const names = Object.keys(state).filter((name) => /^(exp_avg|momentum_buffer|square_avg|grad_avg)$/.test(name));
  expect(names).not.toEqual([]);
  for (const name of names) expect([name, ...(state[name] as Tensor).data()]).toEqual([name, 0, 0, 0, 0, 0]);
});
