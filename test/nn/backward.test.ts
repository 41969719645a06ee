import { init, noGrad, rand, randn, type Tensor, tensor } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";

beforeAll(() => init());

const failure = (code: string) => expect.objectContaining({ name: "RnnError", code });
const fails = (call: () => unknown, code: string, message: RegExp) => {
  expect(call).toThrow(failure(code));
  expect(call).toThrow(message);
};
const _int = (values: number | readonly (number | readonly number[])[]) => tensor(values, { dtype: "int32" });

describe("backward", () => {
  it("accumulates until zeroed, in every tensor that asks for it", () => {
    const a = tensor([1, 2], { requiresGrad: true });
    const b = tensor([3, 4]);
    a.mul(b).sum().backward();
    expect((a.grad as Tensor).data()).toEqual(Float32Array.of(3, 4));
    a.mul(b).sum().backward();
    expect((a.grad as Tensor).data()).toEqual(Float32Array.of(6, 8));
    expect(b.grad).toBeNull();
    expect([a.isLeaf, a.mul(b).isLeaf, a.mul(b).requiresGrad, b.mul(b).requiresGrad]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("does not let two tensors share a gradient", () => {
    const [a, b] = [tensor([1], { requiresGrad: true }), tensor([2], { requiresGrad: true })];
    const sum = () => a.add(b).sum();
    sum().backward();
    a.mul(2).sum().backward();
    expect([a.grad?.item(), b.grad?.item()]).toEqual([3, 1]);
    const upstream = tensor([5]);
    for (const t of [b]) t.grad = null;
    a.add(b).backward(upstream);
    b.mul(1).sum().backward();
    expect([a.grad?.item(), b.grad?.item(), upstream.item()]).toEqual([8, 6, 5]);
  });

  it("takes a gradient where there are several elements, through views too", () => {
    const t = randn([2, 3], { requiresGrad: true });
    const upstream = randn([3, 2]);
    t.transpose(0, 1).mul(2).backward(upstream);
    expect(t.grad?.transpose(0, 1).data()).toEqual(upstream.mul(2).data());
    fails(() => t.mul(1).backward(), "ERR_SHAPE", /one element, got \[2, 3\]/);
    fails(() => t.mul(1).backward(upstream), "ERR_SHAPE", /\[2, 3\], got \[3, 2\]/);
    fails(() => t.mul(1).backward([1] as never), "ERR_INVALID_OPTION", /gradient/);
    fails(() => rand([1]).backward(), "ERR_INVALID_OPTION", /requiresGrad/);
  });

  it("frees the graph: what needs its values again says so, and no gradient changes", () => {
    const a = tensor([2], { requiresGrad: true });
    const shared = a.mul(a);
    const first = shared.sum();
    first.backward();
    const before = a.grad?.item();
    fails(() => first.backward(), "ERR_INVALID_OPTION", /freed by an earlier backward/);
    fails(() => a.add(shared).sum().backward(), "ERR_INVALID_OPTION", /freed/);
    expect(a.grad?.item()).toBe(before);
    // As in PyTorch, sums keep nothing and can go back again.
    const sum = a.add(1).sum();
    sum.backward();
    sum.backward();
    expect(a.grad?.item()).toBe(6);
  });

  it("refuses values that were changed in place since, and no gradient changes", () => {
    const [a, b] = [tensor([2], { requiresGrad: true }), tensor([3], { requiresGrad: true })];
    const loss = a.mul(b).sum();
    b.copyFrom([4]);
    fails(() => loss.backward(), "ERR_INVALID_OPTION", /changed in place/);
    expect([a.grad, b.grad]).toEqual([null, null]);
    // Where the values are not needed, they may change.
    const sum = a.add(b).sum();
    b.copyFrom([5]);
    sum.backward();
    expect(a.grad?.item()).toBe(1);
  });

  it("stops where noGrad or detach says so, and noGrad ends with its work", () => {
    const a = tensor([2], { requiresGrad: true });
    expect(noGrad(() => a.mul(2)).requiresGrad).toBe(false);
    expect(() =>
      noGrad(() => {
        throw new Error("mine");
      }),
    ).toThrow("mine");
    expect(a.mul(2).requiresGrad).toBe(true);
    a.mul(a.detach()).sum().backward();
    expect(a.grad?.item()).toBe(2);
    fails(() => a.mul(2).copyFrom([1]), "ERR_INVALID_OPTION", /detach/);
    expect(noGrad(() => a.mul(2).copyFrom([1])).item()).toBe(1);
    expect(() => noGrad(undefined as never)).toThrow("noGrad: expected a function, got undefined");
    const result = a.mul(2);
    fails(
      () => {
        result.requiresGrad = false;
      },
      "ERR_INVALID_OPTION",
      /detach/,
    );
  });

  it("goes through graphs of any depth", () => {
    const a = tensor([1], { requiresGrad: true });
    let out: Tensor = a;
    for (let i = 0; i < 50_000; i++) out = out.add(1);
    out.sum().backward();
    expect(a.grad?.item()).toBe(1);
  });

  it("visits what is used in several places once, after all of them", () => {
    const a = tensor([3], { requiresGrad: true });
    const square = a.mul(a);
    const loss = square.mul(square).add(square).add(a);
    loss.backward();
    expect(a.grad?.item()).toBe(4 * 27 + 2 * 3 + 1);
  });
});
