/** Tensor operations: PyTorch's values and gradients, central differences, and what they refuse. */
import fc from "fast-check";
import { cat, init, manualSeed, nn, randn, stack, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReferenceTensor, reference } from "../fixtures/reference.js";
import { expectClose, expectNormClose } from "../numerics/closeness.js";
import { expectGradients } from "../numerics/differences.js";
import { runs } from "../runs.js";

beforeAll(() => init());

const int = (values: number[] | number[][] | number[][][]) => tensor(values, { dtype: "int32" });
const failure = (code: string) => expect.objectContaining({ name: "RnnError", code });
const fails = (call: () => unknown, code: string, message: RegExp) => {
  expect(call).toThrow(failure(code));
  expect(call).toThrow(message);
};

/** By the names in generate_nn.py. */
const operations: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  div_by_wide: (a, b) => a.div(b),
  pow: (a, b) => a.pow(b),
  pow_2: (a) => a.pow(2),
  "pow_minus_1.5": (a) => a.pow(-1.5),
  remainder: (a, b) => a.remainder(b),
  neg: (a) => a.neg(),
  exp: (a) => a.exp(),
  log: (a) => a.log(),
  sqrt: (a) => a.sqrt(),
  abs: (a) => a.sub(1).abs(),
  tanh: (a) => a.tanh(),
  sigmoid: (a) => a.sigmoid(),
  relu: (a) => a.sub(1).relu(),
  softmax_0: (a) => a.softmax(0),
  softmax_1: (a) => a.softmax(1),
  log_softmax_0: (a) => a.logSoftmax(0),
  log_softmax_1: (a) => a.mul(30).logSoftmax(1),
  log_softmax_last: (a) => a.logSoftmax(-1),
  sum_1: (a) => a.sum(1),
  sum_0_keepdim: (a) => a.sum(0, { keepdim: true }),
  mean_last: (a) => a.mean(-1),
  mean_1_keepdim: (a) => a.mean(1, { keepdim: true }),
  max_1: (a) => a.max(1)[0],
  max_all: (a) => a.max(),
  topk_3: (a) => a.topk(3)[0],
  topk_2_smallest_0: (a) => a.topk(2, 0, { largest: false })[0],
  narrow: (a) => a.narrow(1, 1, 3),
  narrow_of_transpose: (a) => a.transpose(0, 1).narrow(0, -2, 2),
  select: (a) => a.select(1, -2),
  index_select: (a) => a.indexSelect(0, int([3, 0, 3, 1])),
  index_select_1: (a) => a.indexSelect(1, int([2, 2])),
  gather: (a) =>
    a.gather(
      1,
      int([
        [3, 3],
        [0, 1],
      ]),
    ),
  gather_0: (a) =>
    a.gather(
      0,
      int([
        [
          [2, 0],
          [1, 1],
        ],
      ]),
    ),
  cat_1: (a, b) => cat([a, b, a], 1),
  stack_1: (a, b) => stack([a, b], 1),
  stack_last: (a, b) => stack([a, b], -1),
  matmul_transposed: (a, b) => a.matmul(b.transpose(0, 1)),
  matmul_both_transposed: (a, b) => a.transpose(1, 2).matmul(b.transpose(1, 2)),
};

const { config, tensors } = reference("nn_operations");
const names = config.cases as string[];
const operationOf = (name: string) =>
  operations[name] ?? (/^matmul_\d+$/.test(name) ? (a: Tensor, b: Tensor) => a.matmul(b) : undefined);
const operandsOf = (name: string) =>
  ["a", "b"].flatMap((letter) => {
    const found = tensors[`${name}.${letter}`];
    return found ? [tensor(found.data, { shape: found.shape, requiresGrad: true })] : [];
  }) as [Tensor, Tensor];

it("every operation that this file names has a result of PyTorch's", () => {
  expect(names).toEqual(expect.arrayContaining(Object.keys(operations)));
});

describe("operations", () => {
  it.each(names)("%s is PyTorch's, and so are its gradients", (name) => {
    const operation = operationOf(name) as (a: Tensor, b: Tensor) => Tensor;
    const [a, b] = operandsOf(name);
    const t = (key: string) => tensors[`${name}.${key}`] as ReferenceTensor;
    const y = operation(a, b);
    expect(y.shape).toEqual(t("y").shape);
    expectClose(y.data(), t("y").data, "result", 1e-5, 2e-6);
    y.backward(tensor(t("upstream").data, { shape: y.shape }));
    expectNormClose((a.grad as Tensor).data(), t("grad_a").data, "gradient of a", 2e-6);
    if (b) expectNormClose((b.grad as Tensor).data(), t("grad_b").data, "gradient of b", 2e-6);
  });

  it.each(names)("%s agrees with central differences", (name) => {
    manualSeed(1);
    const operation = operationOf(name) as (a: Tensor, b: Tensor) => Tensor;
    const [a, b] = operandsOf(name);
    expectGradients(b ? { a, b } : { a }, () => operation(a, b), 2 ** -9, 4e-3);
  });

  it("matmul is the sum of products in any shape, of views too", () => {
    const size = fc.integer({ min: 1, max: 6 });
    const anyCase = fc.record({
      batch: fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom("a", "b", "both")), { maxLength: 2 }),
      rows: size,
      inner: fc.oneof(size, fc.integer({ min: 7, max: 40 })),
      columns: fc.oneof(size, fc.integer({ min: 7, max: 20 })),
      viewA: fc.boolean(),
      viewB: fc.boolean(),
      flatB: fc.boolean(),
    });
    const draw = (shape: number[], view: boolean) => {
      const last = shape.length - 1;
      const turned = [...shape.slice(0, -2), shape[last] as number, shape[last - 1] as number];
      return view ? randn(turned).transpose(last - 1, last) : randn(shape);
    };
    fc.assert(
      fc.property(anyCase, ({ batch, rows, inner, columns, viewA, viewB, flatB }) => {
        const of = (who: string) => batch.map(([n, has]) => (has === who || has === "both" ? n : 1));
        const a = draw([...of("a"), rows, inner], viewA);
        const b = draw([...(flatB ? [] : of("b")), inner, columns], viewB);
        const y = a.matmul(b);
        // The same as a broadcast product, summed.
        const products = a.unsqueeze(-1).mul(b.unsqueeze(-3)).sum(-2);
        expect(y.shape).toEqual(products.shape);
        expectClose(y.data(), products.data(), "product", 2e-5, 1e-5);
      }),
      { seed: 5, numRuns: runs(150, 40) },
    );
    expect(
      zeros([2, 0])
        .matmul(zeros([0, 3]))
        .toArray(),
    ).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(zeros([0, 2]).matmul(zeros([2, 3])).shape).toEqual([0, 3]);
  });

  it("exp, sigmoid and tanh keep their ends", () => {
    const ends = tensor([
      -1000,
      -104,
      -88,
      -70,
      -59,
      -58,
      -20,
      0,
      20,
      88.5,
      89,
      1000,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
    ]);
    const expected = (f: (x: number) => number) => Float32Array.from(ends.data(), f);
    expectClose(ends.exp().data(), expected(Math.exp), "exp", 1e-38, 1e-6);
    expectClose(ends.tanh().data(), expected(Math.tanh), "tanh", 1e-6);
    expectClose(
      ends.sigmoid().data(),
      expected((x) => 1 / (1 + Math.exp(-x))),
      "sigmoid",
      1e-38,
      1e-6,
    );
    expect(tensor([]).exp().data()).toEqual(new Float32Array());
  });

  it("softmax and logSoftmax keep their tails, as PyTorch", () => {
    const { NaN: nan, NEGATIVE_INFINITY: minus, POSITIVE_INFINITY: plus } = Number;
    const cases: [row: number[], softmax: number[], logSoftmax: number[]][] = [
      [
        [0, -200],
        [1, 0],
        [0, -200],
      ],
      [
        [0, minus, 1, minus, 2],
        [0.09003057330846786, 0, 0.2447284758090973, 0, 0.6652409434318542],
        [-2.4076058864593506, minus, -1.4076058864593506, minus, -0.40760594606399536],
      ],
      [
        [0, -60, -80, -100, -105],
        [1, 8.75651089272076e-27, 1.8048513285848406e-35, 3.783505853677006e-44, 0],
        [0, -60, -80, -100, -105],
      ],
      [
        [minus, 3],
        [0, 1],
        [minus, 0],
      ],
      [
        [1e30, 0],
        [1, 0],
        [0, -1e30],
      ],
      [
        [minus, minus],
        [nan, nan],
        [nan, nan],
      ],
      [
        [plus, 0],
        [nan, nan],
        [nan, nan],
      ],
      [
        [nan, 0],
        [nan, nan],
        [nan, nan],
      ],
    ];
    for (const [row, softmax, logSoftmax] of cases) {
      const x = tensor([row]);
      expectClose(x.softmax(1).data(), Float32Array.from(softmax), `softmax of ${row}`, 1e-45, 1e-6);
      expectClose(new nn.LogSoftmax(1).forward(x).data(), Float32Array.from(logSoftmax), `logSoftmax of ${row}`, 1e-6);
      // What a mask excludes must not get the smallest weight that the core's exponential has.
      for (const [i, p] of x.softmax(1).data().entries()) if (softmax[i] === 0) expect(p).toBe(0);
    }
    const masked = tensor([[0, minus, 1]], { requiresGrad: true });
    masked.softmax(1).select(1, 0).sum().backward();
    expect(Math.abs((masked.grad as Tensor).data()[1] as number)).toBe(0);
  });

  it("whole numbers stay whole where every result is, and become fractions else", () => {
    const t = int([3, -4, 0]);
    expect([t.neg(), t.abs(), t.relu(), t.pow(2), t.sum(0), t.max(0)[0]].map(({ dtype }) => dtype)).toEqual(
      new Array(6).fill("int32"),
    );
    expect(t.neg().data()).toEqual(Int32Array.of(-3, 4, 0));
    expect(t.abs().data()).toEqual(Int32Array.of(3, 4, 0));
    expect(t.relu().data()).toEqual(Int32Array.of(3, 0, 0));
    expect(t.pow(2).data()).toEqual(Int32Array.of(9, 16, 0));
    expect(t.div(2).data()).toEqual(Float32Array.of(1.5, -2, 0));
    expect(t.div(int([2, 2, 1])).dtype).toBe("float32");
    expect(t.exp().dtype).toBe("float32");
    expect(t.mean(0).item()).toBeCloseTo(-1 / 3);
    expect(cat([t, t]).dtype).toBe("int32");
    expect(cat([t, tensor([0.5])]).data()).toEqual(Float32Array.of(3, -4, 0, 0.5));
    expect(
      int([[1, 2]])
        .select(0, 0)
        .data(),
    ).toEqual(Int32Array.of(1, 2));
    fails(() => t.pow(-1), "ERR_INVALID_OPTION", /pow.*-1/);
    fails(() => int([2 ** 30, 2 ** 30]).sum(0), "ERR_DTYPE", /sum/);
  });

  it("max, argmax and topk take the first of equals, and NaN before all", () => {
    const t = tensor([
      [2, 7, 7],
      [Number.NaN, 1, 9],
    ]);
    const [values, indices] = t.max(1, { keepdim: true });
    expect([values.shape, indices.shape]).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(indices.data()).toEqual(Int32Array.of(1, 0));
    expect(t.argmax(1, { keepdim: true }).shape).toEqual([2, 1]);
    const [top, places] = t.topk(2, 1);
    expect(places.toArray()).toEqual([
      [1, 2],
      [0, 2],
    ]);
    expect(top.data()[2]).toBeNaN();
    expect(t.topk(0)[0].shape).toEqual([2, 0]);
    expect(tensor(5).max().item()).toBe(5);
    fails(() => zeros([2, 0]).max(1), "ERR_SHAPE", /max: expected at least one/);
    fails(() => t.topk(4), "ERR_INVALID_OPTION", /k: .*3.*4/);
    fails(() => t.topk(1, 0, { sorted: true } as never), "ERR_INVALID_OPTION", /sorted/);
    fails(() => t.sum(0, { keepDim: true } as never), "ERR_INVALID_OPTION", /keepdim/);
  });

  it("parts are copies, and what lies outside is refused", () => {
    const t = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    t.narrow(1, 0, 2).copyFrom([
      [0, 0],
      [0, 0],
    ]);
    expect(t.select(0, 0).data()).toEqual(Float32Array.of(1, 2, 3));
    expect(t.narrow(1, 3, 0).shape).toEqual([2, 0]);
    fails(() => t.narrow(1, 2, 2), "ERR_INDEX_RANGE", /narrow: expected a length of at most 1 from 2/);
    fails(() => t.narrow(1, 4, 0), "ERR_INDEX_RANGE", /start/);
    fails(() => t.narrow(2, 0, 1), "ERR_INVALID_OPTION", /dim/);
    fails(() => t.select(0, 2), "ERR_INDEX_RANGE", /index.*2/);
    fails(() => t.select(0, -3), "ERR_INDEX_RANGE", /index.*-3/);
    fails(() => tensor(1).select(0, 0), "ERR_SHAPE", /at least one dimension/);
    fails(() => t.indexSelect(0, int([2])), "ERR_INDEX_RANGE", /index.*1.*2/);
    fails(() => t.indexSelect(0, int([[0]])), "ERR_SHAPE", /index: expected one dimension/);
    fails(() => t.indexSelect(0, tensor([0])), "ERR_DTYPE", /index: expected int32/);
    fails(() => t.gather(0, int([[0, 1, 1, 0]])), "ERR_SHAPE", /index/);
    fails(() => t.gather(0, int([0])), "ERR_SHAPE", /index/);
    fails(() => t.gather(1, int([[3]])), "ERR_INDEX_RANGE", /3/);
    fails(() => t.gather(1, [0] as never), "ERR_INVALID_OPTION", /index: expected a Tensor/);
  });

  it("tensors of another library are named as such", () => {
    const foreign = new (class Tensor {})() as never;
    const t = zeros([2, 2]);
    for (const use of [
      () => t.add(foreign),
      () => t.matmul(foreign),
      () => t.gather(0, foreign),
      () => cat([t, foreign]),
      () => new nn.Linear(2, 2).forward(foreign),
      () => nn.utils.clipGradNorm([foreign], 1),
    ])
      fails(
        use,
        "ERR_INVALID_OPTION",
        /got a value of type Tensor from another library or another copy of rnn-wasm\/nn$/,
      );
  });

  it("products and joins say which shapes do not fit", () => {
    const t = zeros([2, 3]);
    fails(() => t.matmul(t), "ERR_SHAPE", /3 rows to multiply with \[2, 3\], got \[2, 3\]/);
    fails(() => t.matmul(tensor(2)), "ERR_SHAPE", /at least one dimension/);
    fails(() => t.matmul(int([[1], [2], [3]])), "ERR_DTYPE", /float32/);
    fails(() => zeros([2, 2, 3]).matmul(zeros([3, 3, 2])), "ERR_SHAPE", /broadcasts/);
    fails(() => t.matmul(2 as never), "ERR_INVALID_OPTION", /Tensor/);
    fails(() => cat([]), "ERR_INVALID_OPTION", /cat: expected a non-empty array of tensors/);
    fails(() => cat([t, zeros([2, 4])]), "ERR_SHAPE", /cat: expected \[2, 3\], except in dimension 0, got \[2, 4\]/);
    fails(() => cat([tensor(1), tensor(2)]), "ERR_SHAPE", /cat: expected at least one dimension/);
    fails(() => stack([t, zeros([3])]), "ERR_SHAPE", /stack: expected tensors of shape \[2, 3\], got \[3\]/);
    fails(() => stack([t, 1] as never), "ERR_INVALID_OPTION", /stack: expected a non-empty array of tensors/);
    fails(() => cat([t], 2), "ERR_INVALID_OPTION", /dim/);
    expect(stack([tensor(1), tensor(2)]).data()).toEqual(Float32Array.of(1, 2));
    expect(cat([zeros([0, 3]), t]).shape).toEqual([2, 3]);
  });

  it("gradients that several operands share are not mixed up", () => {
    const [a, b] = [tensor([1, 2], { requiresGrad: true }), tensor([3, 4], { requiresGrad: true })];
    // add passes its own gradient on to both, and a gets it three times over two paths.
    const y = a
      .add(b)
      .add(a)
      .reshape([2])
      .add(a.reshape([2]));
    y.sum().backward();
    a.add(b).sum().backward();
    expect([...(a.grad as Tensor).data()]).toEqual([4, 4]);
    expect([...(b.grad as Tensor).data()]).toEqual([2, 2]);
    (a.grad as Tensor).copyFrom([9, 9]);
    expect([...(b.grad as Tensor).data()]).toEqual([2, 2]);
  });

  it("a graph of operations that keep no values may be gone through twice, another not", () => {
    const a = tensor([1, 2], { requiresGrad: true });
    const sum = a.add(1).reshape([2, 1]).sum();
    sum.backward();
    sum.backward();
    expect([...(a.grad as Tensor).data()]).toEqual([2, 2]);
    const product = a.mul(a).sum();
    product.backward();
    fails(() => product.backward(), "ERR_INVALID_OPTION", /freed/);
    const exponential = a.exp();
    a.copyFrom([5, 5]);
    exponential.sum().backward();
    const logarithm = a.log();
    a.copyFrom([6, 6]);
    fails(() => logarithm.sum().backward(), "ERR_INVALID_OPTION", /changed in place/);
  });
});
