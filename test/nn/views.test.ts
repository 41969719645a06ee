/** Views of views, and their gradients, which are views too. */
import fc from "fast-check";
import { init, manualSeed, nn, randint, randn, type Tensor, tensor } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients } from "../numerics/differences.js";
import "../setup/properties.js";

beforeAll(() => init());

const counting = (shape: readonly number[]) => {
  const size = shape.reduce((product, n) => product * n, 1);
  return tensor(
    Array.from({ length: size }, (_, i) => i),
    { shape, requiresGrad: true },
  );
};
const gradient = (of: Tensor) => [...(of.grad as Tensor).data()];

describe("reshape", () => {
  it("is a view where strides can express the shape, otherwise a copy", () => {
    const t = counting([2, 3, 4]);
    const turned = t.transpose(0, 2).detach();
    const views = [turned.unsqueeze(1), turned.reshape([2, 2, 3, 2]), turned.reshape([4, 3, 1, -1]).squeeze()];
    const copies = [turned.reshape([24]), turned.reshape([12, 2]), turned.reshape([3, 8])];
    const before = [...views, ...copies].map((view) => view.data());
    expect(before.map((data) => [...data])).toEqual(before.map(() => [...turned.data()]));
    t.copyFrom(t.data().map((x) => x + 100));
    for (const view of views) expect(view.data()).toEqual(turned.data());
    expect(copies.map((copy) => copy.data())).toEqual(before.slice(views.length));
  });

  it("keeps arrays without elements", () => {
    const t = counting([0, 3, 2]).transpose(1, 2);
    expect(t.reshape([3, 0, 5]).shape).toEqual([3, 0, 5]);
    expect(t.unsqueeze(0).shape).toEqual([1, 0, 2, 3]);
  });
});

/** A random view of a tensor. */
function viewOf(of: Tensor, kind: number, at: number): Tensor {
  const { shape } = of;
  const rank = shape.length;
  const dim = at % Math.max(rank, 1);
  if (kind === 0) return of.unsqueeze(at % (rank + 1));
  if (kind === 1) return of.squeeze();
  if (rank < 2) return of.reshape([1, -1]);
  if (kind === 2) return of.transpose(dim, (dim + 1) % rank);
  // Joins two neighboring dimensions, the second of which may then be divided in another way.
  const first = at % (rank - 1);
  const joined = (shape[first] as number) * (shape[first + 1] as number);
  const divisor = [2, 3, 1].find((n) => joined % n === 0) as number;
  return of.reshape([...shape.slice(0, first), joined / divisor, divisor, ...shape.slice(first + 2)]);
}

describe("gradients of views", () => {
  it("lead from any views of views to the elements they show, whatever uses them", () => {
    const step = fc.record({ of: fc.nat(), kind: fc.integer({ min: 0, max: 3 }), at: fc.nat(), used: fc.boolean() });
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.array(step, { minLength: 1, maxLength: 12 }), (shape, steps) => {
        const x = counting(shape);
        const views = [x];
        const loss: Tensor[] = [];
        const expected = new Array<number>(x.data().length).fill(0);
        for (const { of, kind, at, used } of steps) {
          const view = viewOf(views[of % views.length] as Tensor, kind, at);
          views.push(view);
          if (!used) continue;
          const factors = randint(-9, 10, view.shape);
          // Elements are their own positions in x.
          for (const [i, position] of view.data().entries())
            (expected[position] as number) += factors.data()[i] as number;
          loss.push(view.mul(factors).sum());
        }
        if (loss.length === 0) return;
        const total = loss.reduce((sum, term) => sum.add(term));
        total.backward();
        expect(x.grad?.shape).toEqual(shape);
        expect(gradient(x).map((g) => g + 0)).toEqual(expected);
      }),
    );
  });

  it("are added where several operations use a view, and no array that another holds is written", () => {
    const [a, b] = [counting([2, 3]), counting([3, 2])];
    const upstream = tensor([1, 2, 3, 4, 5, 6], { shape: [3, 2] });
    const turned = a.transpose(0, 1);
    // The sum passes one gradient on to both operands, as it is and turned; a gets it over two more paths.
    const y = turned.add(b).add(turned).add(turned.unsqueeze(1).squeeze());
    y.backward(upstream);
    expect(gradient(a)).toEqual([3, 9, 15, 6, 12, 18]);
    expect(gradient(b)).toEqual([1, 2, 3, 4, 5, 6]);
    const [before, of] = [a.grad as Tensor, b.grad as Tensor];
    turned.add(b).backward(upstream);
    expect(a.grad).toBe(before);
    expect(gradient(a)).toEqual([4, 12, 20, 8, 16, 24]);
    expect(gradient(b)).toEqual([2, 4, 6, 8, 10, 12]);
    before.copyFrom(new Array(6).fill(0));
    expect([...of.data()]).toEqual([2, 4, 6, 8, 10, 12]);
    of.copyFrom(new Array(6).fill(0));
    expect([...upstream.data()]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("of two leaves that share memory belong to each of them", () => {
    const [a, b, c] = [counting([4]), counting([2, 2]), counting([2, 2])];
    a.reshape([2, 2])
      .add(b)
      .add(c.transpose(0, 1))
      .backward(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      );
    for (const leaf of [a, b, c]) leaf.add(1).sum().backward();
    expect(gradient(a)).toEqual([2, 3, 4, 5]);
    expect(gradient(b)).toEqual([2, 3, 4, 5]);
    expect(gradient(c)).toEqual([2, 4, 3, 5]);
  });

  it("may be taken twice over a graph that keeps no values", () => {
    const a = counting([2, 3]);
    const y = a.transpose(0, 1).unsqueeze(0).transpose(0, 2);
    const upstream = tensor([
      [[1], [2], [3]],
      [[4], [5], [6]],
    ]);
    expect(y.shape).toEqual(upstream.shape);
    y.backward(upstream);
    y.backward(upstream);
    expect(gradient(a)).toEqual([2, 4, 6, 8, 10, 12]);
  });
});

describe("against central differences", () => {
  const draw = (shape: readonly number[]) => randn(shape, { requiresGrad: true });
  const turn = (of: Tensor) => of.transpose(0, 1);
  const operations: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
    "double transposes": (a, b) => turn(turn(a)).mul(turn(turn(turn(b))).transpose(0, 1)),
    "a view used twice": (a, b) => turn(a).mul(turn(b)).add(turn(a).exp()),
    "the same view in both operands": (a, b) => turn(a).mul(turn(a)).add(turn(b)),
    "softmax between views": (a, b) => turn(turn(a).softmax(0)).mul(b.logSoftmax(0)),
    "softmax of the last dimension": (a, b) => turn(turn(a.mul(b)).softmax(1)).softmax(1),
    "matmul of views": (a, b) =>
      a
        .matmul(turn(b))
        .matmul(turn(turn(a).unsqueeze(0).squeeze(0)))
        .matmul(turn(b)),
    "matmul whose result is turned": (a, b) => turn(turn(a).matmul(b)),
    "matmul of a batch of views": (a, b) =>
      a
        .reshape([3, 2, 1])
        .transpose(1, 2)
        .matmul(turn(b).reshape([2, 3])),
    "matmul of batches": (a, b) => a.unsqueeze(0).matmul(b.unsqueeze(0).transpose(1, 2)).transpose(1, 2),
    "matmul of vectors": (a, b) => turn(a).select(0, 1).matmul(b).unsqueeze(1),
    "parts of views": (a, b) => turn(a).narrow(1, 1, 2).mul(turn(b).select(1, 0).unsqueeze(1)),
    "indices into views": (a, b) =>
      turn(a)
        .indexSelect(1, tensor([0, 2, 0], { dtype: "int32" }))
        .mul(turn(b).gather(1, randint(0, 3, [2, 3]))),
    "pow, div and sub of views": (a, b) => turn(a).exp().pow(turn(b)).div(turn(b).exp()).sub(turn(a)),
    "remainder and neg of views": (a, b) => turn(a).remainder(3).sub(turn(b).neg()),
    "broadcast views": (a, b) => a.sum(1, { keepdim: true }).transpose(0, 1).mul(turn(b)),
    "mean and max of views": (a, b) => turn(turn(a).mean(0, { keepdim: true })).add(turn(b).max(1)[0].sum()),
    "tanh and relu of views": (a, b) => turn(turn(a).tanh()).mul(turn(turn(b).relu())),
  };
  it.each(Object.entries(operations))("%s", (_, operation) => {
    manualSeed(4);
    const [a, b] = [draw([3, 2]), draw([3, 2])];
    expectGradients({ a, b }, () => {
      manualSeed(5);
      return operation(a, b);
    });
  });

  it.each(["mean", "sum", "none"] as const)("losses of class indices, %s", (reduction) => {
    manualSeed(6);
    const [scores, weight] = [draw([4, 2, 3]), draw([3, 3])];
    const targets = randint(0, 3, [4, 2]);
    const [crossEntropy, nll] = [new nn.CrossEntropyLoss({ reduction }), new nn.NLLLoss({ reduction })];
    const byClass = (of: Tensor) => of.transpose(1, 2);
    expectGradients({ scores, weight }, () => crossEntropy.forward(byClass(scores.matmul(weight)), targets));
    expectGradients({ scores }, () => nll.forward(byClass(scores.logSoftmax(2)), targets));
    // The classes are stored second, not last.
    const stored = draw([4, 3, 2]);
    expectGradients({ stored }, () => crossEntropy.forward(byClass(byClass(stored)), targets));
  });

  it("layers whose input and output are views", () => {
    manualSeed(7);
    const [linear, gru, embedding] = [new nn.Linear(2, 3), new nn.GRU(3, 2), new nn.Embedding(5, 2)];
    const x = draw([2, 4]);
    const indices = randint(0, 5, [3, 4]);
    const weights = [linear, gru, embedding].flatMap((module, i) =>
      module.namedParameters().map(([name, parameter]) => [`${i}.${name}`, parameter] as const),
    );
    expectGradients({ x, ...Object.fromEntries(weights) }, () => {
      const embedded = embedding.forward(indices.transpose(0, 1)).transpose(0, 1).add(x.transpose(0, 1));
      const [output, state] = gru.forward(linear.forward(embedded.transpose(0, 1)).transpose(0, 1));
      return output.transpose(1, 2).add(state.transpose(1, 2));
    });
  });
});
