/** The blocks suffice: LSTM, GRU and RNN written from tensor operations are the modules. */
import { cat, init, manualSeed, nn, randn, stack, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose, expectNormClose } from "../numerics/closeness.js";

beforeAll(() => init());

interface Weights {
  readonly ih: Tensor;
  readonly hh: Tensor;
  readonly biasIh: Tensor;
  readonly biasHh: Tensor;
}

type Step = (w: Weights, x: Tensor, state: readonly Tensor[]) => Tensor[];

const ofInput = (w: Weights, x: Tensor) => x.matmul(w.ih.transpose(0, 1)).add(w.biasIh);
const ofState = (w: Weights, h: Tensor) => h.matmul(w.hh.transpose(0, 1)).add(w.biasHh);
const gate = (t: Tensor, k: number, size: number) => t.narrow(-1, k * size, size);

const steps: Record<"LSTM" | "GRU" | "RNN", Step> = {
  LSTM: (w, x, [h, c]) => {
    const size = (c as Tensor).shape.at(-1) as number;
    const sum = ofInput(w, x).add(ofState(w, h as Tensor));
    const next = gate(sum, 1, size)
      .sigmoid()
      .mul(c as Tensor)
      .add(
        gate(sum, 0, size)
          .sigmoid()
          .mul(gate(sum, 2, size).tanh()),
      );
    return [gate(sum, 3, size).sigmoid().mul(next.tanh()), next];
  },
  GRU: (w, x, [h]) => {
    const before = h as Tensor;
    const size = before.shape.at(-1) as number;
    const [i, s] = [ofInput(w, x), ofState(w, before)];
    const reset = gate(i, 0, size)
      .add(gate(s, 0, size))
      .sigmoid();
    const update = gate(i, 1, size)
      .add(gate(s, 1, size))
      .sigmoid();
    const candidate = gate(i, 2, size)
      .add(reset.mul(gate(s, 2, size)))
      .tanh();
    return [update.neg().add(1).mul(candidate).add(update.mul(before))];
  },
  RNN: (w, x, [h]) => [
    ofInput(w, x)
      .add(ofState(w, h as Tensor))
      .tanh(),
  ],
};

const states = { LSTM: 2, GRU: 1, RNN: 1 };
const copyOf = (p: Tensor) => tensor(p.data(), { shape: p.shape, requiresGrad: true });

describe.each(["LSTM", "GRU", "RNN"] as const)("%s by hand", (name) => {
  const [T, B, I, H] = [6, 3, 4, 5];

  it("is the module, gradients too", () => {
    manualSeed(6);
    const module = new nn[name](I, H);
    const named = Object.fromEntries(module.namedParameters()) as Record<string, Tensor>;
    const input = randn([T, B, I], { requiresGrad: true });
    const [upstream, upstreamState] = [randn([T, B, H]), randn([1, B, H])];
    const [y, state] = module.forward(input);
    const last = Array.isArray(state) ? (state.at(-1) as Tensor) : (state as Tensor);
    y.mul(upstream).sum().add(last.mul(upstreamState).sum()).backward();

    const own = Object.fromEntries(Object.entries(named).map(([key, p]) => [key, copyOf(p)]));
    const w = {
      ih: own["weight_ih_l0"] as Tensor,
      hh: own["weight_hh_l0"] as Tensor,
      biasIh: own["bias_ih_l0"] as Tensor,
      biasHh: own["bias_hh_l0"] as Tensor,
    };
    const x = copyOf(input);
    let carried: readonly Tensor[] = Array.from({ length: states[name] }, () => zeros([B, H]));
    const outputs = Array.from({ length: T }, (_, t) => {
      carried = steps[name](w, x.select(0, t), carried);
      return carried[0] as Tensor;
    });
    const byHand = stack(outputs);
    expectClose(byHand.data(), y.data(), "output", 2e-6);
    expectClose((carried.at(-1) as Tensor).data(), last.data(), "last state", 2e-6);
    byHand
      .mul(upstream)
      .sum()
      .add((carried.at(-1) as Tensor).unsqueeze(0).mul(upstreamState).sum())
      .backward();
    const gradOf = (t: Tensor) => (t.grad as Tensor).data();
    expectNormClose(gradOf(x), gradOf(input), "gradient of the input");
    for (const [key, p] of Object.entries(named)) expectNormClose(gradOf(own[key] as Tensor), gradOf(p), key);
  });

  it("in a loop of the cell's module is the module too", () => {
    manualSeed(7);
    const [module, cell] = [new nn[name](I, H), new nn[`${name}Cell`](I, H)];
    cell.loadStateDict(new Map([...module.stateDict()].map(([key, value]) => [key.replace("_l0", ""), value])));
    const input = randn([T, B, I], { requiresGrad: true });
    const x = copyOf(input);
    const upstream = randn([T, B, H]);
    let state: unknown = null;
    const rows = Array.from({ length: T }, (_, t) => {
      state = (cell as { forward(x: Tensor, state: unknown): unknown }).forward(x.narrow(0, t, 1).squeeze(0), state);
      return (Array.isArray(state) ? state[0] : state) as Tensor;
    });
    const y = module.forward(input)[0];
    const looped = cat(
      rows.map((row) => row.unsqueeze(0)),
      0,
    );
    expectClose(looped.data(), y.data(), "output", 2e-6);
    for (const out of [y, looped]) out.mul(upstream).sum().backward();
    expectNormClose((x.grad as Tensor).data(), (input.grad as Tensor).data(), "gradient of the input");
    for (const [key, p] of cell.namedParameters()) {
      const twin = Object.fromEntries(module.namedParameters())[`${key}_l0`] as Tensor;
      expectNormClose((p.grad as Tensor).data(), (twin.grad as Tensor).data(), key);
    }
    expect(rows).toHaveLength(T);
  });
});
