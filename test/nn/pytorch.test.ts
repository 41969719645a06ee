/** Against PyTorch's own numbers (test/fixtures/pytorch). */
import { init, manualSeed, nn, noGrad, optim, rand, randint, randn, randperm, type Tensor, tensor } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReferenceTensor, reference, referenceNames, under } from "../fixtures/reference.js";
import { expectClose, expectNormClose } from "../numerics/closeness.js";

beforeAll(() => init());

const made = ({ shape, data }: ReferenceTensor, requiresGrad = false) => tensor(data, { shape, requiresGrad });
const gradOf = (t: Tensor) => (t.grad as Tensor).data();
const get = (tensors: Readonly<Record<string, ReferenceTensor>>, key: string) => tensors[key] as ReferenceTensor;

describe("nn.LSTM gives PyTorch's outputs, states and gradients", () => {
  it.each(referenceNames("lstm_"))("%s", (name) => {
    const { config, tensors } = reference(name);
    const t = (key: string) => get(tensors, key);
    const lstm = new nn.LSTM(config.input_size, config.hidden_size, {
      numLayers: config.num_layers,
      bias: config.bias,
      batchFirst: config.batch_first,
      bidirectional: config.bidirectional,
      projSize: config.proj_size,
    });
    lstm.loadStateDict(under(tensors, "lstm."));
    const x = made(t("x"), true);
    const state = config.with_state ? ([made(t("h_0"), true), made(t("c_0"), true)] as const) : undefined;
    const [y, [h, c]] = lstm.forward(x, state);
    for (const [got, key] of [
      [y, "y"],
      [h, "h_n"],
      [c, "c_n"],
    ] as const) {
      expect(got.shape).toEqual(t(key).shape);
      expectClose(got.data(), t(key).data, key);
    }
    const part = (out: Tensor, key: string) => out.mul(made(t(`upstream_${key}`))).sum();
    part(y, "y").add(part(h, "h_n")).add(part(c, "c_n")).backward();
    expectNormClose(gradOf(x), t("grad_x").data, "gradient of x");
    if (state) {
      expectNormClose(gradOf(state[0]), t("grad_h_0").data, "gradient of h_0");
      expectNormClose(gradOf(state[1]), t("grad_c_0").data, "gradient of c_0");
    }
    const gradients = under(tensors, "grad.lstm.");
    expect(Object.keys(gradients).sort()).toEqual(
      lstm
        .namedParameters()
        .map(([key]) => key)
        .sort(),
    );
    for (const [key, p] of lstm.namedParameters())
      expectNormClose(gradOf(p), get(gradients, key).data, `gradient of ${key}`);
  });
});

describe("nn.CrossEntropyLoss gives PyTorch's losses and gradients", () => {
  it.each(referenceNames("cross_entropy_"))("%s", (name) => {
    const { config, tensors } = reference(name);
    const t = (key: string) => get(tensors, key);
    const lossFn = new nn.CrossEntropyLoss({
      weight: tensors["weight"] && made(tensors["weight"]),
      ignoreIndex: config.ignore_index,
      reduction: config.reduction,
      labelSmoothing: config.label_smoothing,
    });
    const input = made(t("input"), true);
    const loss = lossFn.forward(input, made(t("target")));
    expectClose(loss.data(), t("loss").data, "loss", 1e-5, 1e-5);
    loss.backward(tensor(t("upstream").data, { shape: loss.shape }));
    expectNormClose(gradOf(input), t("grad_input").data, "gradient of the input");
  });
});

describe("training gives PyTorch's losses, gradients and final weights", () => {
  it.each(referenceNames("tagger_"))("%s", (name) => {
    const { config: c, tensors } = reference(name);
    const t = (key: string) => get(tensors, key);
    const modules = { embed: new nn.Embedding(c.V, c.E), lstm: new nn.LSTM(c.E, c.H), linear: new nn.Linear(c.H, c.V) };
    const each = Object.entries(modules);
    for (const [prefix, module] of each) module.loadStateDict(under(tensors, `${prefix}.`));
    const Optimizer = { adam: optim.Adam, adamw: optim.AdamW, sgd: optim.SGD }[c.optimizer as "adam" | "adamw" | "sgd"];
    const optimizer = new Optimizer(
      each.flatMap(([, module]) => module.parameters()),
      {
        lr: c.lr,
        betas: c.betas,
        eps: c.eps,
        weightDecay: c.weight_decay,
        amsgrad: c.amsgrad,
        momentum: c.momentum,
        nesterov: c.nesterov,
      } as object,
    );
    const lossFn = new nn.CrossEntropyLoss();
    const size = c.T * c.B;
    const losses = Array.from({ length: c.steps }, (_, step) => {
      const part = (key: string) => t(key).data.slice(step * size, (step + 1) * size);
      const tokens = tensor(part("tokens"), { shape: [c.T, c.B] });
      const logits = modules.linear.forward(modules.lstm.forward(modules.embed.forward(tokens))[0]);
      const loss = lossFn.forward(logits.reshape([size, c.V]), tensor(part("targets")));
      optimizer.zeroGrad();
      loss.backward();
      if (step === 0) {
        expectClose(logits.data(), t("logits").data, "logits");
        for (const [prefix, module] of each) {
          for (const [key, p] of module.namedParameters())
            expectNormClose(gradOf(p), t(`grad.${prefix}.${key}`).data, key);
        }
      }
      optimizer.step();
      return loss.item();
    });
    expectClose(losses, t("losses").data, "losses", 1e-5, 1e-5);
    for (const [prefix, module] of each) {
      for (const [key, p] of module.namedParameters()) expectNormClose(p.data(), t(`final.${prefix}.${key}`).data, key);
    }
  });
});

describe("after the same seed, the numbers are PyTorch's", () => {
  it("first weights and draws", () => {
    const { config, tensors } = reference("init_seeded");
    const t = (key: string) => get(tensors, key).data;
    manualSeed(config.seed);
    const modules = { embed: new nn.Embedding(27, 5), lstm: new nn.LSTM(5, 10), linear: new nn.Linear(10, 27) };
    for (const [prefix, module] of Object.entries(modules)) {
      for (const [key, p] of module.namedParameters())
        expectClose(p.data(), t(`${prefix}.${key}`), key, prefix === "embed" ? 4e-7 : 0, 0);
    }
    expect(randint(0, 27, [64]).data()).toEqual(t("randint"));
    expect(rand([40]).data()).toEqual(t("rand"));
    expectClose(randn([40]).data(), t("randn"), "randn of many", 4e-7, 4e-7);
    expectClose(randn([7]).data(), t("randn_small"), "randn of few", 0, 1e-7);
    expect(randperm(50).data()).toEqual(t("randperm"));
  });

  it("the tutorial's loop", () => {
    const { config: c, tensors } = reference("seed_run");
    manualSeed(c.seed);
    const embed = new nn.Embedding(c.V, c.E);
    const lstm = new nn.LSTM(c.E, c.H);
    const linear = new nn.Linear(c.H, c.V);
    const lossFn = new nn.CrossEntropyLoss();
    const optimizer = new optim.Adam(
      [embed, lstm, linear].flatMap((module) => module.parameters()),
      { lr: c.lr },
    );
    const losses: number[] = [];
    const accuracies: number[] = [];
    for (let iteration = 0; iteration < 4; iteration++) {
      for (let i = 0; i < c.examples; i++) {
        const original = randint(0, c.V, [c.T]);
        const [out] = lstm.forward(embed.forward(original.add(c.key).remainder(c.V)).unsqueeze(1));
        const loss = lossFn.forward(linear.forward(out).transpose(1, 2), original.unsqueeze(1));
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        losses.push(loss.item());
      }
      const original = randint(0, c.V, [c.examples, c.T]);
      const encrypted = original.add(c.key).remainder(c.V);
      const scores = noGrad(() => linear.forward(lstm.forward(embed.forward(encrypted.transpose(0, 1)))[0]));
      accuracies.push(scores.argmax(-1).transpose(0, 1).eq(original).mean().item());
    }
    expectClose(losses, get(tensors, "losses").data.slice(0, losses.length), "losses", 2e-5, 0);
    expectClose(accuracies, get(tensors, "accuracies").data.slice(0, 4), "accuracies", 1e-3, 0);
  });
});
