/** Learning rate schedules and RMSprop, number by number as PyTorch's. */
import { init, optim, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReferenceTensor, reference } from "../fixtures/reference.js";
import { expectClose } from "../numerics/closeness.js";

beforeAll(() => init());

const { CosineAnnealingLR, LRScheduler, OneCycleLR, ReduceLROnPlateau, StepLR } = optim.lrScheduler;
const camel = (options: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  ) as never;
const weight = () => tensor([1], { requiresGrad: true });
const sgd = (lr: number, momentum = 0) => new optim.SGD([weight()], { lr, momentum });
const failure = (code: string) => expect.objectContaining({ name: "RnnError", code });
const fails = (call: () => unknown, code: string, message: RegExp) => {
  expect(call).toThrow(failure(code));
  expect(call).toThrow(message);
};

const { config } = reference("nn_schedules");
interface Case {
  readonly kind: "StepLR" | "CosineAnnealingLR" | "OneCycleLR";
  readonly optimizer: "SGD" | "Adam" | "RMSprop";
  readonly lr: number;
  readonly arguments: [number];
  readonly options: Record<string, unknown>;
  readonly rates: number[];
  readonly momenta: number[];
}

describe("schedules have PyTorch's learning rates", () => {
  it.each((config.cases as Case[]).map((c) => [`${c.kind} ${JSON.stringify(c.options)}`, c] as const))("%s", (_, c) => {
    const optimizer = new optim[c.optimizer]([weight()], { lr: c.lr });
    const Schedule = { StepLR, CosineAnnealingLR, OneCycleLR }[c.kind];
    const schedule = new Schedule(optimizer, ...c.arguments, camel(c.options));
    const settings = () => optimizer.stateDict().paramGroups[0] as { betas?: [number, number]; momentum?: number };
    const [rates, momenta] = [[] as number[], [] as number[]];
    for (let i = 0; i < c.rates.length; i++) {
      rates.push(optimizer.lr);
      momenta.push(settings().betas?.[0] ?? (settings().momentum as number));
      optimizer.step();
      schedule.step();
    }
    expectClose(rates, c.rates, "learning rates", 1e-12, 1e-9);
    expectClose(momenta, c.momenta, "momenta", 1e-12, 1e-9);
    expect(schedule).toBeInstanceOf(LRScheduler);
    expect(schedule.lastEpoch).toBe(c.rates.length);
    expect(schedule.lastLr).toBe(optimizer.lr);
  });

  const plateau = config.plateau as { options: Record<string, unknown>; rates: number[] }[];
  it.each(plateau.map((c) => [JSON.stringify(c.options), c] as const))("ReduceLROnPlateau %s", (_, c) => {
    const optimizer = sgd(1);
    const schedule = new ReduceLROnPlateau(optimizer, camel(c.options));
    const rates = (config.metrics as number[]).map((metric) => {
      schedule.step(metric);
      return optimizer.lr;
    });
    expectClose(rates, c.rates, "learning rates", 1e-12, 1e-9);
  });
});

describe("a schedule that continues from a state", () => {
  it.each(["StepLR", "CosineAnnealingLR", "OneCycleLR"] as const)("%s does what the first would have done", (kind) => {
    const make = (lr: number) => {
      const optimizer = sgd(lr);
      const schedule = {
        StepLR: () => new StepLR(optimizer, 3),
        CosineAnnealingLR: () => new CosineAnnealingLR(optimizer, 7),
        OneCycleLR: () => new OneCycleLR(optimizer, 0.4, { totalSteps: 12 }),
      }[kind]();
      return { optimizer, schedule };
    };
    const [a, b] = [make(0.5), make(0.3)];
    for (let i = 0; i < 5; i++) a.schedule.step();
    b.optimizer.loadStateDict(a.optimizer.stateDict());
    b.schedule.loadStateDict(JSON.parse(JSON.stringify(a.schedule.stateDict())));
    for (let i = 0; i < 6; i++) {
      a.schedule.step();
      b.schedule.step();
      expect(b.optimizer.lr).toBe(a.optimizer.lr);
    }
    fails(() => b.schedule.loadStateDict({ lastEpoch: 2 }), "ERR_FORMAT", /baseLr/);
    fails(() => b.schedule.loadStateDict({ baseLr: 1, lastEpoch: -1 }), "ERR_INVALID_OPTION", /lastEpoch/);
    expect(b.schedule.lastEpoch).toBe(11);
  });

  it("ReduceLROnPlateau", () => {
    const [a, b] = [sgd(1), sgd(1)];
    const [first, second] = [new ReduceLROnPlateau(a, { patience: 1 }), new ReduceLROnPlateau(b, { patience: 1 })];
    for (const metric of [3, 4, Number.NaN]) first.step(metric);
    expect([a.lr, first.best, first.lastEpoch]).toEqual([0.1, 3, 3]);
    second.loadStateDict(first.stateDict());
    b.lr = a.lr;
    for (const metric of [3.5, 4]) {
      first.step(metric);
      second.step(metric);
    }
    expect([first.lastLr, second.lastLr]).toEqual([0.010000000000000002, 0.010000000000000002]);
    fails(() => second.loadStateDict({}), "ERR_FORMAT", /best/);
  });
});

it("schedules refuse what makes no sense", () => {
  const optimizer = sgd(0.1);
  fails(() => new StepLR(optimizer, 0), "ERR_INVALID_OPTION", /stepSize.*0/);
  fails(() => new StepLR({} as never, 1), "ERR_INVALID_OPTION", /optimizer: expected an optimizer/);
  fails(() => new StepLR(optimizer, 1, { gama: 2 } as never), "ERR_INVALID_OPTION", /gamma/);
  fails(() => new CosineAnnealingLR(optimizer, 2.5), "ERR_INVALID_OPTION", /tMax/);
  fails(() => new OneCycleLR(optimizer, 1, {}), "ERR_INVALID_OPTION", /totalSteps.*epochs/);
  fails(() => new OneCycleLR(optimizer, 1, { totalSteps: 5, pctStart: 2 }), "ERR_INVALID_OPTION", /pctStart/);
  fails(
    () => new OneCycleLR(optimizer, 1, { totalSteps: 5, annealStrategy: "sin" as never }),
    "ERR_INVALID_OPTION",
    /cos/,
  );
  fails(() => new ReduceLROnPlateau(optimizer, { factor: 1 }), "ERR_INVALID_OPTION", /factor/);
  fails(() => new ReduceLROnPlateau(optimizer).step("3" as never), "ERR_INVALID_OPTION", /metric/);
  const short = new OneCycleLR(optimizer, 1, { totalSteps: 2 });
  short.step();
  short.step();
  const { lr } = optimizer;
  fails(() => short.step(), "ERR_INVALID_OPTION", /at most totalSteps, 2, got 3/);
  expect([optimizer.lr, short.lastEpoch]).toEqual([lr, 2]);
});

it("a momentum that a schedule adds works from the first update", () => {
  const p = tensor([1], { requiresGrad: true });
  const optimizer = new optim.SGD([p], { lr: 1 });
  const schedule = new OneCycleLR(optimizer, 0.1, { totalSteps: 10 });
  const expected = { p: 1, buffer: 0 };
  for (let i = 0; i < 8; i++) {
    const { lr, momentum } = optimizer.stateDict().paramGroups[0] as { lr: number; momentum: number };
    expected.buffer = i === 0 ? 2 * expected.p : momentum * expected.buffer + 2 * expected.p;
    expected.p -= lr * expected.buffer;
    optimizer.zeroGrad();
    p.mul(p).sum().backward();
    optimizer.step();
    schedule.step();
    expect(p.item()).toBeCloseTo(expected.p, 5);
  }
});

describe("RMSprop", () => {
  const { config: runs, tensors } = reference("nn_rmsprop");
  const cases = runs.cases as { options: Record<string, unknown>; steps: number; state: string[] }[];
  it.each(cases.map(({ options }, i) => [JSON.stringify(options), i] as const))("is PyTorch's with %s", (_, i) => {
    const { options, steps, state } = cases[i] as (typeof cases)[number];
    const t = (key: string) => tensors[`${i}.${key}`] as ReferenceTensor;
    const made = ({ shape, data }: ReferenceTensor, requiresGrad = false) => tensor(data, { shape, requiresGrad });
    const weights = [0, 1].map((w) => made(t(`start_${w}`), true)) as [Tensor, Tensor];
    const optimizer = new optim.RMSprop(weights, camel(options));
    for (let step = 0; step < steps; step++) {
      for (const [w, p] of weights.entries()) p.grad = made(t(`grad_${step}_${w}`));
      optimizer.step();
      for (const [w, p] of weights.entries())
        expectClose(p.data(), t(`weight_${step}_${w}`).data, `step ${step}`, 2e-6, 1e-5);
    }
    const kept = optimizer.stateDict().state[0] as object;
    expect(Object.keys(kept).sort()).toEqual([...state].sort());
    // Another one continues from its state.
    const copies = weights.map((p) => tensor(p.data(), { shape: p.shape, requiresGrad: true })) as [Tensor, Tensor];
    const other = new optim.RMSprop(copies);
    other.loadStateDict(optimizer.stateDict());
    for (const [w, p] of [...weights, ...copies].entries()) p.grad = made(t(`grad_0_${w % 2}`));
    optimizer.step();
    other.step();
    for (const w of [0, 1] as const) expect(copies[w].data()).toEqual(weights[w].data());
  });

  it("refuses wrong options, and what is not finite", () => {
    fails(() => new optim.RMSprop([]), "ERR_INVALID_OPTION", /at least one tensor/);
    fails(() => new optim.RMSprop([zeros([1])], { alpha: 2 }), "ERR_INVALID_OPTION", /alpha/);
    fails(() => new optim.RMSprop([zeros([1])], { beta: 0.9 } as never), "ERR_INVALID_OPTION", /beta/);
    const p = weight();
    const optimizer = new optim.RMSprop([p]);
    p.grad = tensor([Number.POSITIVE_INFINITY]);
    fails(() => optimizer.step(), "ERR_DIVERGED", /gradient of tensor 0/);
    expect([p.item(), optimizer.stateDict().state]).toEqual([1, {}]);
  });
});
