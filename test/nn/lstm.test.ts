import fc from "fast-check";
import { init, manualSeed, nn, randn, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose, expectNormClose } from "../numerics/closeness.js";
import { runBatch } from "../numerics/lstm-run.js";
import { runs } from "../runs.js";

beforeAll(() => init());

/** Any LSTM, batch and way to call it. */
const anyCase = fc
  .record({
    inputSize: fc.integer({ min: 1, max: 6 }),
    hiddenSize: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.integer({ min: 10, max: 33 })),
    numLayers: fc.integer({ min: 1, max: 3 }),
    bias: fc.boolean(),
    bidirectional: fc.boolean(),
    projected: fc.boolean(),
    steps: fc.integer({ min: 1, max: 6 }),
    batch: fc.integer({ min: 1, max: 4 }),
    withState: fc.boolean(),
    withLengths: fc.boolean(),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .chain(
    (sizes) =>
      fc.record({
        ...Object.fromEntries(Object.entries(sizes).map(([key, value]) => [key, fc.constant(value)])),
        projSize:
          sizes.projected && sizes.hiddenSize > 1 ? fc.integer({ min: 1, max: sizes.hiddenSize - 1 }) : fc.constant(0),
        lengths: sizes.withLengths
          ? fc.array(fc.integer({ min: 1, max: sizes.steps }), { minLength: sizes.batch, maxLength: sizes.batch })
          : fc.constant(undefined),
      }) as fc.Arbitrary<Case>,
  );

interface Case {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bias: boolean;
  readonly bidirectional: boolean;
  readonly projSize: number;
  readonly steps: number;
  readonly batch: number;
  readonly withState: boolean;
  readonly lengths: number[] | undefined;
  readonly seed: number;
}

const settings = { seed: 20, numRuns: runs(50, 15) };

function make(c: Case, batchFirst = false) {
  manualSeed(c.seed);
  const { numLayers, bias, bidirectional, projSize } = c;
  const lstm = new nn.LSTM(c.inputSize, c.hiddenSize, { numLayers, bias, bidirectional, projSize, batchFirst });
  const states = numLayers * (bidirectional ? 2 : 1);
  const size = projSize || c.hiddenSize;
  const draw = (shape: number[]) => randn(shape, { requiresGrad: true });
  const input = draw([c.steps, c.batch, c.inputSize]);
  const state: [Tensor, Tensor] | undefined = c.withState
    ? [draw([states, c.batch, size]), draw([states, c.batch, c.hiddenSize])]
    : undefined;
  const upstream = [
    randn([c.steps, c.batch, (bidirectional ? 2 : 1) * size]),
    randn([states, c.batch, size]),
    randn([states, c.batch, c.hiddenSize]),
  ] as const;
  return { lstm, input, state, upstream };
}

type Made = ReturnType<typeof make>;

/** Forward, and back from output, h and c at once. */
function run({ lstm, input, state, upstream }: Made, lengths: number[] | undefined) {
  const [y, [h, c]] = lstm.forward(input, state, { lengths });
  const loss = y.mul(upstream[0]).sum().add(h.mul(upstream[1]).sum()).add(c.mul(upstream[2]).sum());
  loss.backward();
  return { y, h, c };
}

const gradOf = (t: Tensor) => (t.grad as Tensor).data();
const grads = (lstm: nn.LSTM) => lstm.namedParameters().map(([name, p]) => [name, gradOf(p)] as const);

describe("nn.LSTM", () => {
  it("is PyTorch's formula, forward and back, whatever the sizes and options", () => {
    fc.assert(
      fc.property(anyCase, (c) => {
        const made = make(c);
        const { y, h, c: cells } = run(made, c.lengths);
        const naive = runBatch(c, {
          steps: c.steps,
          lengths: c.lengths ?? new Array<number>(c.batch).fill(c.steps),
          input: made.input.data(),
          weights: new Map(made.lstm.namedParameters().map(([name, p]) => [name, p.data()])),
          state: made.state && [made.state[0].data(), made.state[1].data()],
          upstream: [made.upstream[0].data(), made.upstream[1].data(), made.upstream[2].data()],
        });
        expectClose(y.data(), naive.output, "output");
        expectClose(h.data(), naive.h, "h");
        expectClose(cells.data(), naive.c, "c");
        expectNormClose(gradOf(made.input), naive.gradients.input, "gradient of the input");
        if (made.state) {
          expectNormClose(gradOf(made.state[0]), naive.gradients.h0, "gradient of h0");
          expectNormClose(gradOf(made.state[1]), naive.gradients.c0, "gradient of c0");
        }
        for (const [name, grad] of grads(made.lstm)) {
          expectNormClose(grad, naive.gradients.weights.get(name) as number[], `gradient of ${name}`);
        }
      }),
      settings,
    );
  });

  it("runs each of several lengths as if it were alone", () => {
    fc.assert(
      fc.property(anyCase, (c) => {
        const lengths = c.lengths ?? Array.from({ length: c.batch }, (_, b) => 1 + (b % c.steps));
        const { lstm, input, state } = make(c);
        const [y, [h, cells]] = lstm.forward(input, state, { lengths });
        for (const [b, length] of lengths.entries()) {
          const one = (whole: Tensor, rows: number) => column(whole, b, rows);
          const alone =
            state &&
            ([one(state[0], state[0].shape[0] as number), one(state[1], state[1].shape[0] as number)] as const);
          const [y1, [h1, c1]] = lstm.forward(one(input, length), alone);
          expectClose(one(y, length).data(), y1.data(), `output of ${b}`);
          expectClose(one(h, h.shape[0] as number).data(), h1.data(), `h of ${b}`);
          expectClose(one(cells, cells.shape[0] as number).data(), c1.data(), `c of ${b}`);
          const rest = [...column(y, b, c.steps).data()].slice(y1.data().length);
          expect(rest.every((value) => value === 0)).toBe(true);
        }
      }),
      settings,
    );
  });

  it("with batchFirst gives the transposition of what it gives without, gradients too", () => {
    fc.assert(
      fc.property(anyCase, (c) => {
        const [plain, first] = [make(c), make(c, true)];
        const a = run(plain, c.lengths);
        const flipped = {
          ...first,
          upstream: [first.upstream[0].transpose(0, 1), first.upstream[1], first.upstream[2]] as const,
        };
        const input = tensor(plain.input.transpose(0, 1).data(), {
          shape: [c.batch, c.steps, c.inputSize],
          requiresGrad: true,
        });
        const b = run({ ...flipped, input }, c.lengths);
        expect(b.y.transpose(0, 1).data()).toEqual(a.y.data());
        expect(b.h.data()).toEqual(a.h.data());
        expect((input.grad as Tensor).transpose(0, 1).data()).toEqual(gradOf(plain.input));
        expect(grads(first.lstm)).toEqual(grads(plain.lstm));
      }),
      settings,
    );
  });

  it("takes one sequence without a batch dimension", () => {
    fc.assert(
      fc.property(anyCase, fc.boolean(), (c, batchFirst) => {
        const { lstm, input, state } = make({ ...c, batch: 1, lengths: undefined }, batchFirst);
        const batched = batchFirst ? input.transpose(0, 1) : input;
        const [y, [h, cells]] = lstm.forward(batched, state);
        const squeezed = state && ([state[0].squeeze(1), state[1].squeeze(1)] as const);
        const [y1, [h1, c1]] = lstm.forward(input.squeeze(1), squeezed);
        expect([y1.shape, h1.shape, c1.shape]).toEqual([
          [c.steps, y.shape[2]],
          [h.shape[0], h.shape[2]],
          [h.shape[0], c.hiddenSize],
        ]);
        expect([y1.data(), h1.data(), c1.data()]).toEqual([y.data(), h.data(), cells.data()]);
        y1.mul(y1).sum().add(c1.sum()).backward();
        const alone = gradOf(input);
        input.grad = null;
        y.mul(y).sum().add(cells.sum()).backward();
        expect(gradOf(input)).toEqual(alone);
      }),
      settings,
    );
  });

  it("goes on from the state that it left as if the sequence had not been cut", () => {
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
    // Through both parts, the way back is that of the whole.
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

/** Sequence `b` of (steps, batch, …), as a batch of one, cut to `rows`. */
function column(whole: Tensor, b: number, rows: number): Tensor {
  const [, batch, width] = whole.shape as [number, number, number];
  const values = whole.data();
  const out = Array.from({ length: rows }, (_, t) => [
    ...values.slice((t * batch + b) * width, (t * batch + b + 1) * width),
  ]);
  return tensor([...out.flat()], { shape: [rows, 1, width] });
}
