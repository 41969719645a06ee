/** The fused training step against PyTorch's own numbers, and against the eager building blocks. */
import fc from "fast-check";
import { ciphers, train } from "rnn-wasm";
import { init, manualSeed, nn, optim, randint, type Tensor, tensor } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReferenceTensor, reference, referenceNames, under } from "../fixtures/reference.js";
import { expectClose, expectNormClose } from "../numerics/closeness.js";
import { runs } from "../runs.js";

const valuesOf = (tensors: Readonly<Record<string, ReferenceTensor>>, name: string) =>
  (tensors[name] as ReferenceTensor).data;

describe("PyTorch's losses and weights after every update", () => {
  it.each(referenceNames("tagger_"))("%s", async (name) => {
    const { config, tensors } = reference(name);
    const { V, T, B, E, H, steps } = config;
    const symbols = Array.from({ length: V }, (_, i) => String.fromCodePoint(0x4e00 + i));
    const sequence = (from: string, step: number, b: number) =>
      Array.from({ length: T }, (_, t) => symbols[valuesOf(tensors, from)[(step * T + t) * B + b] as number] as string);
    const pairs = Array.from({ length: steps * B }, (_, i) => {
      const [step, b] = [Math.floor(i / B), i % B];
      return [sequence("tokens", step, b), sequence("targets", step, b)] as const;
    });
    const weights = new Map(
      Object.entries(tensors).flatMap(([key, value]) =>
        /^(embed|lstm|linear)\./.test(key) ? [[key.replace("embed.", "embedding."), value]] : [],
      ),
    );
    const losses: number[] = [];
    const { optimizer, lr, betas, eps, weight_decay: weightDecay, amsgrad, momentum, nesterov } = config;
    const options = { optimizer, lr, betas, eps, weightDecay, amsgrad, momentum, nesterov };
    const model = await train(
      { pairs },
      {
        ...{ ...options, alphabet: symbols, outputAlphabet: symbols, embeddingDim: E, hiddenSize: H, batchSize: B },
        ...{
          shuffle: false,
          validation: 0,
          epochs: 1,
          weights,
          progressEvery: 1,
          onProgress: (p) => losses.push(p.loss),
        },
      },
    );
    expectClose(losses, valuesOf(tensors, "losses"), "losses", 1e-5, 1e-5);
    const dict = model.stateDict();
    for (const [key, { data }] of Object.entries(under(tensors, "final.")))
      expectNormClose(dict.get(key.replace("embed.", "embedding."))?.data() ?? [], data, key, 1e-4);
  });
});

describe("the tutorial's run from its seed", () => {
  const { config, tensors } = reference("seed_run");
  const cipher = ciphers.caesar({ key: config.key });

  it("has PyTorch's first weights", async () => {
    const dict = (await train(cipher, { seed: config.seed, maxSteps: 0 })).stateDict();
    for (const [name, value] of dict)
      expectClose(value.data(), valuesOf(tensors, name.replace("embedding.", "embed.")), name, 4e-7, 4e-7);
  });

  it.each([false, true])("has PyTorch's losses and accuracies (worker: %s)", async (worker) => {
    const losses: number[] = [];
    const accuracies: (number | undefined)[] = [];
    await train(cipher, {
      ...{ seed: config.seed, maxSteps: config.iterations * config.examples, progressEvery: worker ? 16 : 1, worker },
      onProgress: (p) => {
        losses[p.step - 1] = p.loss;
        if (p.step % config.examples === 0) accuracies.push(p.validation?.accuracy);
      },
    });
    const wanted = valuesOf(tensors, "losses");
    for (const [i, loss] of losses.entries())
      if (loss !== undefined) expect(Math.abs(loss - (wanted[i] as number)), `loss ${i}`).toBeLessThan(2e-5);
    expectClose(accuracies as number[], valuesOf(tensors, "accuracies"), "accuracies", 1e-3, 0);
  });
});

describe("the eager building blocks give the same losses", () => {
  beforeAll(() => init());

  const configs = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    embeddingDim: fc.integer({ min: 1, max: 9 }),
    hiddenSize: fc.integer({ min: 1, max: 11 }),
    numLayers: fc.integer({ min: 1, max: 3 }),
    bidirectional: fc.boolean(),
    dropout: fc.constantFrom(0, 0.3),
    batchSize: fc.integer({ min: 1, max: 5 }),
    messageLength: fc.integer({ min: 1, max: 9 }),
    clipGradNorm: fc.option(fc.constantFrom(0.1, 1), { nil: undefined }),
    optimizer: fc.constantFrom("adam", "adamw", "sgd"),
  });

  it("for any sizes, directions, dropout, clipping, optimizer", async () => {
    await fc.assert(
      fc.asyncProperty(configs, async (config) => {
        const { seed, embeddingDim, hiddenSize, batchSize, messageLength, clipGradNorm, optimizer, ...lstmOptions } =
          config;
        const lr = 0.05;
        const losses: number[] = [];
        const norms: number[] = [];
        const steps = 4;
        await train(ciphers.caesar({ key: 3 }), {
          ...{ ...config, lr, maxSteps: steps, validation: 0, progressEvery: 1 },
          onProgress: (p) => {
            losses.push(p.loss);
            norms.push(p.gradNorm);
          },
        });

        manualSeed(seed);
        const embed = new nn.Embedding(27, embeddingDim);
        const lstm = new nn.LSTM(embeddingDim, hiddenSize, lstmOptions);
        const linear = new nn.Linear(hiddenSize * (lstmOptions.bidirectional ? 2 : 1), 27);
        const parameters = [embed, lstm, linear].flatMap((m) => [...m.parameters()]);
        const updates = { adam: optim.Adam, adamw: optim.AdamW, sgd: optim.SGD }[optimizer];
        const update = new updates(parameters, { lr });
        const lossFn = new nn.CrossEntropyLoss();
        for (let step = 0; step < steps; step++) {
          const original = randint(0, 27, [batchSize, messageLength]).transpose(0, 1);
          const [out] = lstm.forward(embed.forward(original.add(3).remainder(27)));
          const loss = lossFn.forward(linear.forward(out as Tensor).transpose(1, 2), original);
          update.zeroGrad();
          loss.backward();
          const norm = nn.utils.clipGradNorm(parameters, clipGradNorm ?? Number.POSITIVE_INFINITY);
          update.step();
          expect(losses[step], `loss ${step}`).toBeCloseTo(loss.item(), 3.5);
          if (step === 0) expect((norms[step] as number) / norm).toBeCloseTo(1, 4);
        }
      }),
      { numRuns: runs(25, 10) },
    );
  });

  it("for batches of unequal lengths", async () => {
    const [inputs, targets] = [
      ["CAB", "A", "BCABC"],
      ["ABC", "B", "CCABA"],
    ];
    const options = { alphabet: "ABC", outputAlphabet: "ABC", batchSize: 3, shuffle: false, validation: 0, seed: 5 };
    let found = 0;
    await train(
      { pairs: inputs.map((input, i) => [input, targets[i] as string] as const) },
      { ...options, bidirectional: true, numLayers: 2, maxSteps: 1, onProgress: ({ loss }) => (found = loss) },
    );
    manualSeed(5);
    const embed = new nn.Embedding(3, 5);
    const lstm = new nn.LSTM(5, 10, { bidirectional: true, numLayers: 2 });
    const linear = new nn.Linear(20, 3);
    const padded = (texts: string[], fill: number) =>
      tensor(
        Int32Array.from({ length: 15 }, (_, i) => {
          const letter = texts[i % 3]?.[Math.floor(i / 3)];
          return letter === undefined ? fill : "ABC".indexOf(letter);
        }),
        { shape: [5, 3] },
      );
    const [out] = lstm.forward(embed.forward(padded(inputs, 0)), null, { lengths: [3, 1, 5] });
    const loss = new nn.CrossEntropyLoss().forward(linear.forward(out).transpose(1, 2), padded(targets, -100));
    expect(found).toBeCloseTo(loss.item(), 5);
  });
});
