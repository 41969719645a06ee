/** `nn.LSTM`, `nn.GRU` and `nn.RNN`: what holds for each, whatever its sizes and options. */
import fc from "fast-check";
import { init, manualSeed, nn, randn, type Tensor, tensor } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose, expectNormClose } from "../numerics/closeness.js";
import { type NaiveKind, naiveStates } from "../numerics/recurrent.js";
import { runBatch } from "../numerics/recurrent-run.js";
import { runs } from "../runs.js";

beforeAll(() => init());

interface Case {
  readonly kind: NaiveKind;
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

/** Any sizes, batch and way to call a layer. */
const anyCase = (kind: NaiveKind) =>
  fc
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
    .chain((sizes) => {
      const projected = kind === "lstm" && sizes.projected && sizes.hiddenSize > 1;
      const { steps, batch } = sizes;
      return fc.record({
        ...Object.fromEntries(Object.entries(sizes).map(([key, value]) => [key, fc.constant(value)])),
        kind: fc.constant(kind),
        projSize: projected ? fc.integer({ min: 1, max: sizes.hiddenSize - 1 }) : fc.constant(0),
        lengths: sizes.withLengths
          ? fc.array(fc.integer({ min: 1, max: steps }), { minLength: batch, maxLength: batch })
          : fc.constant(undefined),
      }) as fc.Arbitrary<Case>;
    });

type Layer = nn.LSTM | nn.GRU | nn.RNN;

function layerOf({ kind, inputSize, hiddenSize, projSize, ...rest }: Case, batchFirst: boolean): Layer {
  const { numLayers, bias, bidirectional } = rest;
  const options = { numLayers, bias, bidirectional, batchFirst };
  if (kind === "lstm") return new nn.LSTM(inputSize, hiddenSize, { ...options, projSize });
  if (kind === "gru") return new nn.GRU(inputSize, hiddenSize, options);
  return new nn.RNN(inputSize, hiddenSize, { ...options, nonlinearity: kind === "rnn_relu" ? "relu" : "tanh" });
}

/** As if every layer took and gave a list of states. */
function forward(
  layer: Layer,
  input: Tensor,
  state: readonly Tensor[] | undefined,
  options: nn.RecurrentForwardOptions = {},
): [Tensor, readonly Tensor[]] {
  if (layer instanceof nn.LSTM) return layer.forward(input, state as nn.LSTMState | undefined, options);
  const [y, h] = layer.forward(input, state?.[0], options);
  return [y, [h]];
}

function make(c: Case, batchFirst = false) {
  manualSeed(c.seed);
  const layer = layerOf(c, batchFirst);
  const count = c.numLayers * (c.bidirectional ? 2 : 1);
  const size = c.projSize || c.hiddenSize;
  const sizes = Array.from({ length: naiveStates(c.kind) }, (_, i) => (i === 0 ? size : c.hiddenSize));
  const input = randn([c.steps, c.batch, c.inputSize], { requiresGrad: true });
  const shapes = sizes.map((each) => [count, c.batch, each]);
  const state = c.withState ? shapes.map((shape) => randn(shape, { requiresGrad: true })) : undefined;
  const upstream = [
    randn([c.steps, c.batch, (c.bidirectional ? 2 : 1) * size]),
    ...shapes.map((shape) => randn(shape)),
  ];
  return { layer, input, state, upstream };
}

type Made = ReturnType<typeof make>;

/** Forward, and back from the output and all states at once. */
function run({ layer, input, state, upstream }: Made, lengths: number[] | undefined) {
  const [y, states] = forward(layer, input, state, { lengths });
  const terms = [y, ...states].map((out, i) => out.mul(upstream[i] as Tensor).sum());
  terms.reduce((a, b) => a.add(b)).backward();
  return { y, states };
}

const gradOf = (t: Tensor) => (t.grad as Tensor).data();
const grads = (layer: Layer) => layer.namedParameters().map(([name, p]) => [name, gradOf(p)] as const);

/** Sequence `b` of (steps, batch, …), as a batch of one, cut to `rows`. */
const column = (whole: Tensor, b: number, rows: number): Tensor => whole.detach().narrow(1, b, 1).narrow(0, 0, rows);

describe.each<NaiveKind>(["lstm", "gru", "rnn_tanh", "rnn_relu"])("%s", (kind) => {
  const settings = { seed: 20, numRuns: runs(40, 12) };

  it("is PyTorch's formula, forward and back, whatever the sizes and options", () => {
    fc.assert(
      fc.property(anyCase(kind), (c) => {
        const made = make(c);
        const { y, states } = run(made, c.lengths);
        const naive = runBatch(c, {
          steps: c.steps,
          lengths: c.lengths ?? new Array<number>(c.batch).fill(c.steps),
          input: made.input.data(),
          weights: new Map(made.layer.namedParameters().map(([name, p]) => [name, p.data()])),
          state: made.state?.map((part) => part.data()),
          upstream: made.upstream.map((part) => part.data()),
        });
        expectClose(y.data(), naive.output, "output");
        for (const [i, part] of states.entries()) expectClose(part.data(), naive.states[i] as number[], `state ${i}`);
        // Near 0 the gradient of ReLU jumps: there f32 and f64 may differ in more than rounding.
        const limit = kind === "rnn_relu" ? 1e-4 : 1e-5;
        expectNormClose(gradOf(made.input), naive.gradients.input, "gradient of the input", limit);
        for (const [i, part] of (made.state ?? []).entries()) {
          expectNormClose(gradOf(part), naive.gradients.states[i] as number[], `gradient of state ${i}`, limit);
        }
        for (const [name, grad] of grads(made.layer)) {
          expectNormClose(grad, naive.gradients.weights.get(name) as number[], `gradient of ${name}`, limit);
        }
      }),
      settings,
    );
  });

  it("runs each of several lengths as if it were alone", () => {
    fc.assert(
      fc.property(anyCase(kind), (c) => {
        const lengths = c.lengths ?? Array.from({ length: c.batch }, (_, b) => 1 + (b % c.steps));
        const { layer, input, state } = make(c);
        const [y, states] = forward(layer, input, state, { lengths });
        for (const [b, length] of lengths.entries()) {
          const all = (part: Tensor) => column(part, b, part.shape[0] as number);
          const [y1, states1] = forward(layer, column(input, b, length), state?.map(all));
          expectClose(column(y, b, length).data(), y1.data(), `output of ${b}`);
          for (const [i, part] of states.entries()) {
            expectClose(all(part).data(), (states1[i] as Tensor).data(), `state ${i} of ${b}`);
          }
          const rest = [...column(y, b, c.steps).data()].slice(y1.data().length);
          expect(rest.every((value) => value === 0)).toBe(true);
        }
      }),
      settings,
    );
  });

  it("with batchFirst gives the transposition of what it gives without, gradients too", () => {
    fc.assert(
      fc.property(anyCase(kind), (c) => {
        const [plain, first] = [make(c), make(c, true)];
        const a = run(plain, c.lengths);
        const [output, ...ofStates] = first.upstream as [Tensor, ...Tensor[]];
        const shape = [c.batch, c.steps, c.inputSize];
        const input = tensor(plain.input.transpose(0, 1).data(), { shape, requiresGrad: true });
        const b = run({ ...first, upstream: [output.transpose(0, 1), ...ofStates], input }, c.lengths);
        expect(b.y.transpose(0, 1).data()).toEqual(a.y.data());
        expect(b.states.map((part) => part.data())).toEqual(a.states.map((part) => part.data()));
        expect((input.grad as Tensor).transpose(0, 1).data()).toEqual(gradOf(plain.input));
        expect(grads(first.layer)).toEqual(grads(plain.layer));
      }),
      settings,
    );
  });

  it("takes one sequence without a batch dimension", () => {
    fc.assert(
      fc.property(anyCase(kind), fc.boolean(), (c, batchFirst) => {
        const { layer, input, state } = make({ ...c, batch: 1, lengths: undefined }, batchFirst);
        const [y, states] = forward(layer, batchFirst ? input.transpose(0, 1) : input, state);
        const [y1, states1] = forward(
          layer,
          input.squeeze(1),
          state?.map((part) => part.squeeze(1)),
        );
        expect(y1.shape).toEqual([c.steps, y.shape[2]]);
        expect(states1.map(({ shape }) => shape)).toEqual(states.map(({ shape }) => [shape[0], shape[2]]));
        expect([y1, ...states1].map((t) => t.data())).toEqual([y, ...states].map((t) => t.data()));
        const last = (list: readonly Tensor[]) => list.at(-1) as Tensor;
        y1.mul(y1).sum().add(last(states1).sum()).backward();
        const alone = gradOf(input);
        input.grad = null;
        y.mul(y).sum().add(last(states).sum()).backward();
        expect(gradOf(input)).toEqual(alone);
      }),
      settings,
    );
  });
});
