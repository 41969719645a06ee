import fc from "fast-check";
import { init, manualSeed, nn, rand, randint, randn, randperm, Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";

beforeAll(() => init());

const failure = (code: string) => expect.objectContaining({ name: "RnnError", code });
const fails = (call: () => unknown, code: string, message: RegExp) => {
  expect(call).toThrow(failure(code));
  expect(call).toThrow(message);
};
const int = (values: number | readonly (number | readonly number[])[]) => tensor(values, { dtype: "int32" });

describe("tensor", () => {
  it("has the shape of its nested arrays, or the shape that is given", () => {
    expect(tensor(3).shape).toEqual([]);
    expect(tensor([]).shape).toEqual([0]);
    expect(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).shape,
    ).toEqual([2, 3]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor([1, 2, 3, 4, 5, 6], { shape: [3, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(tensor([[[1], [2]]]).toArray()).toEqual([[[1], [2]]]);
    expect(tensor([7], { shape: [] }).item()).toBe(7);
  });

  it("gives its elements in memory that nothing else uses", () => {
    const matrix = rand([6, 10]);
    for (const of of [matrix, matrix.transpose(0, 1), matrix.add(1), matrix.eq(0), matrix.narrow(0, 1, 3)]) {
      const data = of.data();
      expect(data.buffer.byteLength).toBe(data.byteLength);
      const before = of.toArray();
      structuredClone(data, { transfer: [data.buffer as ArrayBuffer] });
      expect(of.toArray()).toEqual(before);
    }
  });

  it("is float32 unless it is made of whole-number arrays, or told", () => {
    expect(tensor([1, 2]).dtype).toBe("float32");
    expect(tensor(new Float64Array([0.1])).data()).toEqual(Float32Array.of(0.1));
    for (const list of [Int32Array.of(1, -2), Int8Array.of(1, -2), BigInt64Array.of(1n, -2n)]) {
      expect(tensor(list).dtype).toBe("int32");
      expect(tensor(list).data()).toEqual(Int32Array.of(1, -2));
    }
    expect(int([1, 2]).dtype).toBe("int32");
    expect(tensor(Int32Array.of(1, 2), { dtype: "float32" }).data()).toEqual(Float32Array.of(1, 2));
  });

  it("copies what it is made of, and gives copies", () => {
    const values = Float32Array.of(1, 2);
    const shape = [2];
    const t = tensor(values, { shape });
    values[0] = 9;
    shape[0] = 9;
    t.data()[1] = 9;
    expect(t.data()).toEqual(Float32Array.of(1, 2));
    expect(t.shape).toEqual([2]);
  });

  it("rejects ragged arrays, wrong counts and anything but numbers", () => {
    fails(() => tensor([[1, 2], [3]]), "ERR_SHAPE", /depth 1.*an array of 1/);
    fails(() => tensor([1, [2]] as never), "ERR_SHAPE", /an array of 1/);
    fails(() => tensor([[1], 2] as never), "ERR_SHAPE", /2/);
    fails(() => tensor([1, 2, 3], { shape: [2, 2] }), "ERR_SHAPE", /4 for shape \[2, 2\], got \[3\]/);
    fails(() => tensor([1], { shape: [-1] }), "ERR_SHAPE", /shape/);
    fails(() => zeros(Array(2)), "ERR_SHAPE", /one array of sizes/);
    // biome-ignore lint/suspicious/noSparseArray: the hole is the test
    fails(() => zeros([2, 3]).reshape([-1, , 3] as number[]), "ERR_SHAPE", /one array of sizes/);
    fails(() => tensor(["a"] as never), "ERR_DTYPE", /"a"/);
    fails(() => tensor(undefined as never), "ERR_DTYPE", /undefined/);
    fails(() => int([1.5]), "ERR_DTYPE", /1.5/);
    fails(() => int([2 ** 31]), "ERR_DTYPE", /2147483648/);
    fails(() => tensor([1], { dtype: "float64" as never }), "ERR_INVALID_OPTION", /float32/);
    fails(() => tensor([1], { requires_grad: true } as never), "ERR_INVALID_OPTION", /requiresGrad/);
    fails(() => tensor(Int32Array.of(1), { requiresGrad: true }), "ERR_DTYPE", /requiresGrad.*int32/);
  });
});

describe("draws", () => {
  it("have the shapes and ranges that they are asked for, and repeat after the same seed", () => {
    const draw = () => [rand([3, 5]), randn([2, 20]), randn([3]), randint(-4, 9, [50]), randperm(20)];
    manualSeed(11);
    const first = draw();
    manualSeed(11);
    for (const [i, t] of draw().entries()) expect(t.data()).toEqual((first[i] as Tensor).data());
    expect(first.map(({ shape }) => shape)).toEqual([[3, 5], [2, 20], [3], [50], [20]]);
    expect(first.map(({ dtype }) => dtype)).toEqual(["float32", "float32", "float32", "int32", "int32"]);
    expect([...(first[3] as Tensor).data()].every((x) => x >= -4 && x < 9)).toBe(true);
    expect([...(first[4] as Tensor).data()].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    const many = [...randn([20000]).data()];
    const mean = many.reduce((sum, x) => sum + x, 0) / many.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(many.reduce((sum, x) => sum + (x - mean) ** 2, 0) / many.length - 1)).toBeLessThan(0.05);
  });

  it("take requiresGrad, and name what is wrong", () => {
    expect(rand([2], { requiresGrad: true }).requiresGrad).toBe(true);
    expect(zeros([2, 0]).data()).toEqual(new Float32Array());
    fails(() => randint(5, 5, [2]), "ERR_INVALID_OPTION", /high/);
    fails(() => randint(0.5, 5, [2]), "ERR_INVALID_OPTION", /low/);
    fails(() => randperm(-1), "ERR_INVALID_OPTION", /n: .*-1/);
    fails(() => rand(5 as never), "ERR_SHAPE", /shape/);
    fails(() => randn([2], { dtype: "int32" } as never), "ERR_INVALID_OPTION", /dtype/);
    fails(() => manualSeed(1.5), "ERR_INVALID_OPTION", /seed/);
  });
});

it("refuses what no memory holds", () => {
  for (const make of [zeros, rand, randn, (shape: number[]) => randint(0, 2, shape)]) {
    fails(() => make([1e6, 1e6]), "ERR_OUT_OF_MEMORY", /memory/);
  }
  fails(() => new nn.Embedding(1e7, 1e7), "ERR_OUT_OF_MEMORY", /memory/);
});

describe("arithmetic", () => {
  it("keeps whole numbers whole, and makes them fractional by fractional ones", () => {
    const t = int([5, -7, 30]);
    expect(t.add(13).remainder(27).data()).toEqual(Int32Array.of(18, 6, 16));
    expect(t.mul(int([2, 2, 2])).dtype).toBe("int32");
    expect(t.add(0.5).data()).toEqual(Float32Array.of(5.5, -6.5, 30.5));
    expect(t.mul(tensor([1, 1, 1])).dtype).toBe("float32");
    expect(
      int([2 ** 31 - 1])
        .add(1)
        .item(),
    ).toBe(-(2 ** 31));
    expect(int([65537]).mul(65537).item()).toBe(131073);
    // As PyTorch, whose powers keep their lowest 32 bits like its products.
    expect(
      int([7, -7, 3, 2 ** 31 - 1, -(2 ** 31), 0, -1, 2, 2])
        .pow(int([100_000, 2 ** 31 - 1, 41, 7, 3, 0, 2 ** 31 - 1, 31, 32]))
        .data(),
    ).toEqual(Int32Array.of(1_550_268_161, 1_227_133_513, 2_069_870_691, 2 ** 31 - 1, 0, 1, -1, -(2 ** 31), 0));
    expect(tensor([0.1]).eq(0.1).item()).toBe(1);
  });

  it("takes 1 and −1 to powers without end", () => {
    const [end, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
    const base = tensor([1, 1, 1, -1, -1, -1, -1]);
    expect(base.pow(tensor([end, -end, nan, end, -end, nan, 3])).data()).toEqual(
      Float32Array.of(1, 1, 1, 1, 1, nan, -1),
    );
  });

  it("gives remainders the divisor's sign", () => {
    expect(
      int([7, -7, 7, -7, 6])
        .remainder(int([3, 3, -3, -3, -3]))
        .data(),
    ).toEqual(Int32Array.of(1, 2, -2, -1, 0));
    expect(tensor([5.5, -5.5]).remainder(2).data()).toEqual(Float32Array.of(1.5, 0.5));
    expect(tensor([1]).remainder(0).item()).toBeNaN();
    fails(() => int([1]).remainder(0), "ERR_INVALID_OPTION", /divisor/);
    fails(() => int([1, 2]).remainder(int([1, 0])), "ERR_INVALID_OPTION", /divisor/);
  });

  it("broadcasts as the elements one by one would say", () => {
    const side = fc.constantFrom(1, 2, 3);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(side, fc.constantFrom("both", "a", "b")), { maxLength: 4 }),
        fc.nat(2),
        (dims, missing) => {
          const shapeA = dims.map(([size, who]) => (who === "b" ? 1 : size));
          const shapeB = dims.map(([size, who]) => (who === "a" ? 1 : size)).slice(Math.min(missing, dims.length));
          const [a, b] = [randn(shapeA), randn(shapeB)];
          const out = a.sub(b);
          const at = (list: ArrayLike<number>, shape: readonly number[], index: readonly number[]) => {
            const own = index.slice(index.length - shape.length).map((i, dim) => (shape[dim] === 1 ? 0 : i));
            return list[own.reduce((place, i, dim) => place * (shape[dim] as number) + i, 0)] as number;
          };
          const [av, bv, ov] = [a.data(), b.data(), out.data()];
          for (let i = 0; i < ov.length; i++) {
            const index = out.shape.map(
              (size, dim) => Math.floor(i / out.shape.slice(dim + 1).reduce((n, s) => n * s, 1)) % size,
            );
            expect(ov[i]).toBe(Math.fround(at(av, shapeA, index) - at(bv, shapeB, index)));
          }
        },
      ),
      { seed: 4, numRuns: 100 },
    );
    fails(() => zeros([2, 3]).add(zeros([2])), "ERR_SHAPE", /\[2, 3\], got \[2\]/);
    fails(() => zeros([2]).add("1" as never), "ERR_INVALID_OPTION", /add/);
  });

  it("sums and averages exactly enough, whole numbers too", () => {
    expect(tensor(new Float32Array(1e6).fill(0.1)).sum().item()).toBeCloseTo(1e5, -0.5);
    expect(
      int([
        [1, 2],
        [3, 4],
      ]).sum(),
    ).toMatchObject({ dtype: "int32", shape: [] });
    expect(int([1, 2, 4]).mean().item()).toBeCloseTo(7 / 3);
    expect(tensor([]).mean().item()).toBeNaN();
    expect(tensor([]).sum().item()).toBe(0);
    fails(() => int([2 ** 30, 2 ** 30]).sum(), "ERR_DTYPE", /sum/);
  });

  it("finds the first of the largest along a dimension", () => {
    const t = tensor([
      [1, 5, 5],
      [7, 2, Number.NaN],
    ]);
    expect(t.argmax(1).data()).toEqual(Int32Array.of(1, 2));
    expect(t.argmax(-1).dtype).toBe("int32");
    expect(t.argmax(0).data()).toEqual(Int32Array.of(1, 0, 1 + 0));
    expect(
      tensor([
        [1, 9],
        [3, 4],
      ])
        .argmax()
        .item(),
    ).toBe(1);
    expect(randn([2, 3, 4]).argmax(1).shape).toEqual([2, 4]);
    fails(() => zeros([2, 0]).argmax(1), "ERR_SHAPE", /at least one/);
  });

  it("has a softmax along any dimension", () => {
    const t = tensor([
      [1, 2, 3],
      [1, 1, 1000],
    ]);
    const rows = t.softmax(1);
    const sums = (rows.toArray() as number[][]).map((row) => row.reduce((sum, x) => sum + x, 0));
    expect(sums[0]).toBeCloseTo(1, 6);
    expect((rows.toArray() as number[][])[1]).toEqual([expect.closeTo(0, 24), expect.closeTo(0, 24), 1]);
    expect(t.transpose(0, 1).softmax(0).transpose(0, 1).data()).toEqual(rows.data());
    expect((t.softmax(0).toArray() as number[][])[0]).toEqual([0.5, expect.closeTo(0.731, 3), expect.closeTo(0, 24)]);
    fails(() => int([1]).softmax(0), "ERR_DTYPE", /softmax/);
  });
});

describe("shapes", () => {
  it("change without copies of the values where they can", () => {
    const t = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const flipped = t.transpose(0, 1);
    expect(flipped.toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(flipped.reshape([2, 3]).toArray()).toEqual([
      [1, 4, 2],
      [5, 3, 6],
    ]);
    t.copyFrom([
      [9, 2, 3],
      [4, 5, 6],
    ]);
    expect(flipped.toArray()).toEqual([
      [9, 4],
      [2, 5],
      [3, 6],
    ]);
    flipped.copyFrom([
      [1, 0],
      [0, 0],
      [0, 7],
    ]);
    expect(t.toArray()).toEqual([
      [1, 0, 0],
      [0, 0, 7],
    ]);
    expect(t.reshape([3, -1]).shape).toEqual([3, 2]);
    expect(t.unsqueeze(0).unsqueeze(-1).shape).toEqual([1, 2, 3, 1]);
    expect(zeros([1, 2, 1]).squeeze().shape).toEqual([2]);
    expect(zeros([1, 2, 1]).squeeze(0).shape).toEqual([2, 1]);
    expect(zeros([1, 2, 1]).squeeze(1).shape).toEqual([1, 2, 1]);
    expect(tensor(5).reshape([1]).squeeze().shape).toEqual([]);
    expect(zeros([0, 3]).reshape([3, 0]).shape).toEqual([3, 0]);
  });

  it("are checked", () => {
    const t = zeros([2, 3]);
    fails(() => t.reshape([4, 2]), "ERR_SHAPE", /6 elements, got \[4, 2\]/);
    fails(() => t.reshape([-1, -1]), "ERR_SHAPE", /reshape: expected at most one -1, got \[-1, -1\]/);
    fails(() => t.reshape([-1, 4]), "ERR_SHAPE", /6 elements/);
    fails(() => t.reshape(6 as never), "ERR_SHAPE", /shape/);
    fails(() => t.transpose(0, 2), "ERR_INVALID_OPTION", /dim/);
    fails(() => t.unsqueeze(3), "ERR_INVALID_OPTION", /dim/);
    fails(() => t.item(), "ERR_SHAPE", /one element, got \[2, 3\]/);
  });
});

describe("copyFrom", () => {
  it("takes a tensor, nested or flat values, and refuses what does not fit without changing anything", () => {
    const t = zeros([2, 2]);
    expect(
      t
        .copyFrom(
          tensor([
            [1, 2],
            [3, 4],
          ]).transpose(0, 1),
        )
        .toArray(),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(t.copyFrom([5, 6, 7, 8]).toArray()).toEqual([
      [5, 6],
      [7, 8],
    ]);
    fails(() => t.copyFrom([1, 2]), "ERR_SHAPE", /\[2, 2\], got \[2\]/);
    fails(() => t.copyFrom(zeros([4])), "ERR_SHAPE", /\[2, 2\], got \[4\]/);
    fails(
      () =>
        t.copyFrom([
          [1, 2],
          ["3", 4],
        ] as never),
      "ERR_DTYPE",
      /"3"/,
    );
    fails(() => zeros([1], { dtype: "int32" }).copyFrom([0.5]), "ERR_DTYPE", /0.5/);
    expect(t.toArray()).toEqual([
      [5, 6],
      [7, 8],
    ]);
  });
});

it("is an instance of its class", () => {
  expect(zeros([1])).toBeInstanceOf(Tensor);
});
