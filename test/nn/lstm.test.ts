import { init, manualSeed, nn, randn, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose, expectNormClose } from "../numerics/closeness.js";

beforeAll(() => init());

const gradOf = (t: Tensor) => (t.grad as Tensor).data();

describe("nn.LSTM", () => {
  it("continues from its final state as if the sequence had not been cut", () => {
    manualSeed(3);
    const lstm = new nn.LSTM(3, 5, { numLayers: 2, projSize: 2 });
    const input = randn([6, 2, 3]);
    const rows = input.data();
    const part = (from: number, to: number) => tensor(rows.slice(from * 6, to * 6), { shape: [to - from, 2, 3] });
    const [whole, [h, c]] = lstm.forward(input);
    const [first, state] = lstm.forward(part(0, 4));
    const [second, [h2, c2]] = lstm.forward(part(4, 6), state);
    expectClose([...first.data(), ...second.data()], whole.data(), "output", 1e-6);
    expectClose([...h2.data(), ...c2.data()], [...h.data(), ...c.data()], "state", 1e-6);
    // The backward pass through both parts equals that of the whole.
    const gradient = (out: Tensor) => {
      lstm.zeroGrad();
      out.sum().backward();
      return lstm.parameters().map((p) => [...gradOf(p)]);
    };
    const [cut, uncut] = [gradient(second), gradient(whole.mul(tensor([0, 0, 0, 0, 1, 1]).reshape([6, 1, 1])))];
    for (const [i, grad] of cut.entries()) expectNormClose(grad, uncut[i] as number[], `gradient ${i}`);
  });

  it("keeps several forward passes apart until each goes back", () => {
    manualSeed(5);
    const [a, b] = [new nn.LSTM(3, 4), new nn.LSTM(4, 2, { bidirectional: true })];
    const x = randn([5, 2, 3], { requiresGrad: true });
    const alone = () => {
      a.zeroGrad();
      x.grad = null;
      a.forward(x)[0].sum().backward();
      return [...gradOf(x), ...a.parameters().flatMap((p) => [...gradOf(p)])];
    };
    const wanted = alone();
    a.zeroGrad();
    x.grad = null;
    const out = a.forward(x)[0];
    b.forward(out.detach())[0].sum().backward();
    a.forward(x.detach());
    out.sum().backward();
    expect([...gradOf(x), ...a.parameters().flatMap((p) => [...gradOf(p)])]).toEqual(wanted);
  });

  it("takes null for no state, and lengths as a list, an Int32Array or a tensor", () => {
    const lstm = new nn.LSTM(2, 3);
    const x = randn([4, 3, 2]);
    const [y] = lstm.forward(x, null, { lengths: [1, 4, 2] });
    for (const lengths of [Int32Array.of(1, 4, 2), tensor(Int32Array.of(1, 4, 2))]) {
      expect(lstm.forward(x, undefined, { lengths })[0].data()).toEqual(y.data());
    }
  });

  it("drops between layers while training only, never after the last, and gives PyTorch's gradient through the mask", () => {
    const lstm = new nn.LSTM(3, 8, { numLayers: 2, dropout: 0.5, bidirectional: true });
    const x = randn([4, 16, 3]);
    const values = () => lstm.forward(x)[0].data();
    expect(values()).not.toEqual(values());
    expect(values().every((value) => value !== 0)).toBe(true);
    lstm.eval();
    expect(values()).toEqual(values());
    const single = new nn.LSTM(3, 8, { dropout: 0.9 });
    expect(single.forward(x)[0].data()).toEqual(single.forward(x)[0].data());
    // All dropped: the second layer sees zeros.
    const dropped = new nn.LSTM(3, 4, { numLayers: 2, dropout: 1 });
    expect(dropped.forward(x)[0].data()).toEqual(dropped.forward(randn([4, 16, 3]))[0].data());
  });

  it("has PyTorch's names and shapes", () => {
    const shapes = (lstm: nn.LSTM) => lstm.namedParameters().map(([name, p]) => `${name} ${p.shape}`);
    expect(shapes(new nn.LSTM(3, 5, { numLayers: 2, bidirectional: true, projSize: 2 }))).toEqual([
      ...["weight_ih_l0 20,3", "weight_hh_l0 20,2", "bias_ih_l0 20", "bias_hh_l0 20", "weight_hr_l0 2,5"],
      ...[
        "weight_ih_l0_reverse 20,3",
        "weight_hh_l0_reverse 20,2",
        "bias_ih_l0_reverse 20",
        "bias_hh_l0_reverse 20",
        "weight_hr_l0_reverse 2,5",
      ],
      ...["weight_ih_l1 20,4", "weight_hh_l1 20,2", "bias_ih_l1 20", "bias_hh_l1 20", "weight_hr_l1 2,5"],
      ...[
        "weight_ih_l1_reverse 20,4",
        "weight_hh_l1_reverse 20,2",
        "bias_ih_l1_reverse 20",
        "bias_hh_l1_reverse 20",
        "weight_hr_l1_reverse 2,5",
      ],
    ]);
    expect(shapes(new nn.LSTM(3, 5, { bias: false }))).toEqual(["weight_ih_l0 20,3", "weight_hh_l0 20,5"]);
  });

  it("names what is wrong with its input, and with its options", () => {
    const lstm = new nn.LSTM(5, 10, { numLayers: 2, projSize: 3 });
    const x = randn([6, 2, 5]);
    const cases: [() => unknown, string, RegExp][] = [
      [() => lstm.forward(randn([6, 2, 4])), "ERR_SHAPE", /input: expected 5 features.*got \[6, 2, 4\]/],
      [() => lstm.forward(randn([5])), "ERR_SHAPE", /input/],
      [() => lstm.forward(randn([0, 2, 5])), "ERR_SHAPE", /at least one step/],
      [() => lstm.forward(zeros([6, 2, 5], { dtype: "int32" })), "ERR_DTYPE", /input/],
      [() => lstm.forward([1, 2] as unknown as Tensor), "ERR_INVALID_OPTION", /input: expected a Tensor/],
      [() => lstm.forward(x, [zeros([2, 2, 10]), zeros([2, 2, 10])]), "ERR_SHAPE", /h0: expected \[2, 2, 3\]/],
      [() => lstm.forward(x, [zeros([2, 2, 3]), zeros([2, 1, 10])]), "ERR_SHAPE", /c0: expected \[2, 2, 10\]/],
      [() => lstm.forward(x, zeros([2, 2, 3]) as never), "ERR_INVALID_OPTION", /state/],
      [() => lstm.forward(x, null, { lengths: [6] }), "ERR_SHAPE", /lengths/],
      [() => lstm.forward(x, null, { lengths: [6, 7] }), "ERR_INVALID_OPTION", /lengths\[1\].*7/],
      [() => lstm.forward(x, null, { lengths: [0, 6] }), "ERR_INVALID_OPTION", /lengths\[0\].*0/],
      [() => lstm.forward(x, null, { lengths: tensor([6, 1]) }), "ERR_DTYPE", /lengths: expected int32, got float32/],
      [() => lstm.forward(x, null, { length: [6, 6] } as never), "ERR_INVALID_OPTION", /lengths/],
      [() => lstm.forward(randn([6, 5]), null, { lengths: [6] }), "ERR_SHAPE", /3 dimensions/],
      [() => new nn.LSTM(5, -3), "ERR_INVALID_OPTION", /hiddenSize.*-3/],
      [() => new nn.LSTM(0, 3), "ERR_INVALID_OPTION", /inputSize/],
      [() => new nn.LSTM(5, 10, { projSize: 10 }), "ERR_INVALID_OPTION", /projSize.*10/],
      [() => new nn.LSTM(5, 10, { dropout: 1.5 }), "ERR_INVALID_OPTION", /dropout/],
      [() => new nn.LSTM(5, 10, { bias: 1 as never }), "ERR_INVALID_OPTION", /bias/],
      [() => new nn.LSTM(5, 10, { num_layers: 2 } as never), "ERR_INVALID_OPTION", /numLayers/],
    ];
    for (const [call, code, message] of cases) {
      expect(call).toThrow(message);
      expect(call).toThrow(expect.objectContaining({ name: "RnnError", code }));
    }
  });
});
