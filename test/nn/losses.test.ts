/** Losses: PyTorch's values and gradients, central differences, and what they refuse. */
import { init, manualSeed, nn, randn, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReferenceTensor, reference, referenceNames, under } from "../fixtures/reference.js";
import { expectClose, expectNormClose } from "../numerics/closeness.js";
import { expectGradients } from "../numerics/differences.js";

beforeAll(() => init());

type AnyLoss = nn.Module & { forward(...operands: Tensor[]): Tensor };
type LossClass = new (options: object) => AnyLoss;
const lossOf = (name: string, options: object): AnyLoss =>
  new ((nn as unknown as Record<string, LossClass>)[name] as LossClass)(options);

const made = ({ shape, data }: ReferenceTensor, requiresGrad = false) => tensor(data, { shape, requiresGrad });
const gradOf = (t: Tensor) => (t.grad as Tensor).data();
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const failure = (code: string) => expect.objectContaining({ name: "RnnError", code });
const fails = (call: () => unknown, code: string, message: RegExp) => {
  expect(call).toThrow(failure(code));
  expect(call).toThrow(message);
};

describe("losses are PyTorch's, and so are their gradients", () => {
  it.each(referenceNames("loss_"))("%s", (name) => {
    const { config: c, tensors: t } = reference(name);
    const { loss: kind, ...rest } = c;
    const options = {
      reduction: rest.reduction,
      delta: rest.delta,
      beta: rest.beta,
      full: rest.full,
      eps: rest.eps,
      ignoreIndex: rest.ignore_index,
      weight: t["weight"] && made(t["weight"]),
      posWeight: t["pos_weight"] && made(t["pos_weight"]),
    };
    const input = made(t["input"] as ReferenceTensor, true);
    const variance = t["var"] && made(t["var"], true);
    const loss = lossOf(kind, options).forward(
      input,
      made(t["target"] as ReferenceTensor),
      ...(variance ? [variance] : []),
    );
    const wanted = t["loss"] as ReferenceTensor;
    expect(loss.shape).toEqual(c.reduction === "none" ? wanted.shape : []);
    expectClose(loss.data(), wanted.data, "loss", 1e-5, 1e-5);
    loss.backward(tensor((t["upstream"] as ReferenceTensor).data, { shape: loss.shape }));
    expectNormClose(gradOf(input), (t["grad_input"] as ReferenceTensor).data, "gradient of the input");
    if (variance)
      expectNormClose(gradOf(variance), (t["grad_var"] as ReferenceTensor).data, "gradient of the variance");
  });

  const { config, tensors } = reference("nn_losses");
  const cases = config.cases as { name: string; loss: string; options: Record<string, unknown> }[];
  it.each(cases.map(({ name }, i) => [`${i}: ${name}`, i] as const))("%s", (_, i) => {
    const { loss: kind, options } = cases[i] as (typeof cases)[number];
    const t = under(tensors, `${i}.`);
    const given = Object.fromEntries(Object.entries(options).map(([key, value]) => [camel(key), value]));
    for (const [key, value] of Object.entries(under(t, "option."))) given[camel(key)] = made(value);
    const operands = ["input", "target", "var"].flatMap((name) => {
      const found = t[name];
      return found ? [{ name, value: made(found, found.data instanceof Float32Array) }] : [];
    });
    const loss = lossOf(kind, given).forward(...operands.map(({ value }) => value));
    const wanted = t["loss"] as ReferenceTensor;
    expect(loss.shape).toEqual(wanted.shape.length === 1 && options["reduction"] !== "none" ? [] : wanted.shape);
    expectClose(loss.data(), wanted.data, "loss", 1e-5, 1e-5);
    loss.backward(tensor((t["upstream"] as ReferenceTensor).data, { shape: loss.shape }));
    for (const { name, value } of operands) {
      const gradient = t[`grad_${name}`];
      if (gradient) expectNormClose(gradOf(value), gradient.data, `gradient of ${name}`, 1e-5, 1e-6);
    }
  });
});

describe("gradients agree with central differences", () => {
  const reductions = ["mean", "sum", "none"] as const;
  const losses: Record<string, (reduction: nn.Reduction) => AnyLoss> = {
    MSELoss: (reduction) => new nn.MSELoss({ reduction }),
    L1Loss: (reduction) => new nn.L1Loss({ reduction }),
    HuberLoss: (reduction) => new nn.HuberLoss({ reduction, delta: 0.8 }),
    SmoothL1Loss: (reduction) => new nn.SmoothL1Loss({ reduction, beta: 0.6 }),
    BCEWithLogitsLoss: (reduction) => new nn.BCEWithLogitsLoss({ reduction, posWeight: tensor([2, 0.5]) }),
  };
  it.each(Object.keys(losses).flatMap((name) => reductions.map((reduction) => [name, reduction] as const)))(
    "%s %s",
    (name, reduction) => {
      manualSeed(2);
      const lossFn = (losses[name] as (reduction: nn.Reduction) => AnyLoss)(reduction);
      const [input, target] = [randn([4, 2], { requiresGrad: true }), randn([4, 2], { requiresGrad: true })];
      expectGradients({ input, target }, () => lossFn.forward(input, target), 2 ** -10, 5e-3);
    },
  );

  it.each(reductions)("GaussianNLLLoss %s", (reduction) => {
    manualSeed(3);
    const lossFn = new nn.GaussianNLLLoss({ reduction, full: true });
    for (const shape of [[4, 3], [4, 1], [4]]) {
      const [input, target] = [randn([4, 3], { requiresGrad: true }), randn([4, 3], { requiresGrad: true })];
      const variance = tensor(randn(shape).abs().add(0.5).data(), { shape, requiresGrad: true });
      expectGradients({ input, target, variance }, () => lossFn.forward(input, target, variance), 2 ** -9, 5e-3);
    }
  });

  it.each(reductions)("NLLLoss %s", (reduction) => {
    manualSeed(4);
    const lossFn = new nn.NLLLoss({ reduction, ignoreIndex: 1, weight: tensor([1, 5, 0.5]) });
    const input = randn([2, 3, 4], { requiresGrad: true });
    const target = tensor(Int32Array.of(0, 1, 2, 2, 1, 0, 0, 2), { shape: [2, 4] });
    expectGradients({ input }, () => lossFn.forward(input, target));
  });
});

describe("what a loss refuses", () => {
  it("operands that do not fit", () => {
    for (const Loss of [nn.MSELoss, nn.L1Loss, nn.HuberLoss, nn.SmoothL1Loss, nn.BCEWithLogitsLoss]) {
      fails(() => new Loss().forward(zeros([3]), zeros([4])), "ERR_SHAPE", /target: expected \[3\], got \[4\]/);
      fails(() => new Loss().forward(zeros([3, 1]), zeros([3])), "ERR_SHAPE", /target/);
      fails(
        () => new Loss().forward(zeros([3]), tensor(Int32Array.of(0, 1, 0))),
        "ERR_DTYPE",
        /target: expected float32/,
      );
      fails(() => new Loss().forward([1] as never, zeros([1])), "ERR_INVALID_OPTION", /input: expected a Tensor/);
      fails(() => new Loss({ reduction: "avg" as never }), "ERR_INVALID_OPTION", /reduction.*"mean"/);
    }
    const gaussian = new nn.GaussianNLLLoss();
    fails(
      () => gaussian.forward(zeros([2, 3]), zeros([2, 3]), zeros([3])),
      "ERR_SHAPE",
      /variance: .*\[2, 3\] or \[2\]/,
    );
    fails(() => gaussian.forward(zeros([2]), zeros([2]), tensor([1, -1])), "ERR_INVALID_OPTION", /variance.*-1/);
    const nll = new nn.NLLLoss();
    fails(() => nll.forward(zeros([2, 3]), tensor(Int32Array.of(0, 3))), "ERR_INDEX_RANGE", /target.*2.*3/);
    fails(() => nll.forward(zeros([2, 3]), tensor([0, 1])), "ERR_DTYPE", /target: expected int32/);
    fails(() => nll.forward(zeros([2, 3]), tensor(Int32Array.of(0))), "ERR_SHAPE", /target: expected \[2\]/);
    const weighted = new nn.BCEWithLogitsLoss({ posWeight: zeros([3]) });
    fails(() => weighted.forward(zeros([4, 2]), zeros([4, 2])), "ERR_SHAPE", /posWeight/);
  });

  it("options that it does not have, or that are out of range", () => {
    fails(() => new nn.HuberLoss({ delta: 0 }), "ERR_INVALID_OPTION", /delta: .*> 0, got 0/);
    fails(() => new nn.SmoothL1Loss({ beta: -1 }), "ERR_INVALID_OPTION", /beta/);
    fails(() => new nn.GaussianNLLLoss({ eps: 0 }), "ERR_INVALID_OPTION", /eps/);
    fails(() => new nn.MSELoss({ delta: 1 } as never), "ERR_INVALID_OPTION", /delta/);
    fails(() => new nn.NLLLoss({ weight: zeros([2, 2]) }), "ERR_SHAPE", /weight/);
    fails(() => new nn.NLLLoss({ labelSmoothing: 0.1 } as never), "ERR_INVALID_OPTION", /labelSmoothing/);
  });

  it("the mean over nothing is NaN, as PyTorch's", () => {
    expect(new nn.MSELoss().forward(zeros([0]), zeros([0])).item()).toBeNaN();
    const target = tensor(Int32Array.of(-100, -100));
    expect(new nn.NLLLoss().forward(zeros([2, 3]), target).item()).toBeNaN();
    expect(new nn.NLLLoss({ reduction: "sum" }).forward(zeros([2, 3]), target).item()).toBe(0);
    const scores = tensor([[1, 2, 3]], { requiresGrad: true });
    new nn.NLLLoss().forward(scores, tensor(Int32Array.of(-100))).backward();
    expect([...gradOf(scores)]).toEqual([0, 0, 0]);
  });
});
