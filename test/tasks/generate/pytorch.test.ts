/** Generators against PyTorch: runs on text and items, draws symbol by symbol, scores. */
import { type GeneratorOptions, load, train } from "rnn-wasm";
import { writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, it } from "vitest";
import { type Reference, reference, referenceNames } from "../../fixtures/reference.js";
import { expectClose } from "../../numerics/closeness.js";

const letters = (count: number) => Array.from({ length: count }, (_, i) => String.fromCodePoint(0x4e00 + i));
const textOf = (indices: ArrayLike<number>) => Array.from(indices, (i) => String.fromCodePoint(0x4e00 + i)).join("");

const weightsOf = ({ tensors }: Reference, prefix = "") =>
  new Map(
    Object.entries(tensors)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, tensor]) => [key.slice(prefix.length), tensor] as const)
      .filter(([key]) => /^(embedding|lstm|gru|rnn|linear)\./.test(key)),
  );

/** The items of a file, and its labels. */
function itemsOf({ config: { T, K }, tensors: { lengths, tokens, labels } }: Reference) {
  const items = Array.from(lengths?.data ?? [], (length, i) => textOf(tokens?.data.slice(i * T, i * T + length) ?? []));
  return { items, ...(K && { labels: Array.from(labels?.data ?? [], (k) => `label ${k}`) }) };
}

const optionsOf = ({ config: c }: Reference): GeneratorOptions => ({
  ...{ cell: c.cell, embeddingDim: c.E, hiddenSize: c.H, numLayers: c.L ?? 1, batchSize: c.B, epochs: c.epochs },
  ...(c.cell === "rnn" && { nonlinearity: c.nonlinearity }),
  ...{ optimizer: c.optimizer, lr: c.lr, clipGradNorm: c.clip_grad_norm ?? Number.POSITIVE_INFINITY, progressEvery: 1 },
});

async function expectRun(file: Reference, data: Parameters<typeof train>[0], options: GeneratorOptions) {
  const [losses, held]: [number[], Map<number, number>] = [[], new Map()];
  const model = await train(data as { text: string }, {
    ...optionsOf(file),
    ...options,
    onProgress({ loss, validation }) {
      losses.push(loss);
      if (validation) held.set(validation.step, validation.loss);
    },
  });
  expectClose(losses, file.tensors["losses"]?.data ?? [], "numbers", 1e-5, 1e-5);
  for (const [name, { data }] of weightsOf(file, "final."))
    expectClose(model.stateDict().get(name)?.data() ?? [], data, "numbers", 1e-4, 1e-3);
  return { model, held: [...held.values()] };
}

describe("training", () => {
  it.each([...referenceNames("fit_text_"), "seed_text"])("%s", async (name) => {
    const file = reference(name);
    const { bptt, validation, run_seed: seed, V } = file.config;
    const start = seed === null ? { weights: weightsOf(file) } : { seed };
    const data = { text: textOf(file.tensors["text"]?.data ?? []) };
    const { model } = await expectRun(file, data, { bptt, validation, ...start });
    expect(model.alphabet).toBe(letters(V).join(""));
  });

  it.each(referenceNames("fit_texts"))("%s", async (name) => {
    const file = reference(name);
    const alphabet = letters(file.config.V).join("");
    await expectRun(file, itemsOf(file), { alphabet, weights: weightsOf(file), shuffle: false, validation: 0 });
  });

  it("seed_texts: weights, split and orders of a seed", async () => {
    const file = reference("seed_texts");
    const { V, share: validation, seed } = file.config;
    const { held } = await expectRun(file, itemsOf(file), { alphabet: letters(V).join(""), validation, seed });
    expectClose(held, file.tensors["validation_losses"]?.data ?? [], "numbers", 2e-5, 1e-5);
  });
});

describe.each(referenceNames("sample_"))("%s", (name) => {
  const file = reference(name);
  const { config: c, tensors } = file;
  const alphabet = letters(c.V).join("");
  const labels = Array.from({ length: c.K }, (_, k) => `label ${k}`);
  const data = c.K ? { items: labels.map(() => alphabet), labels } : { text: alphabet + alphabet };
  const modelOf = () =>
    train(data as { text: string }, {
      ...{ cell: c.cell, embeddingDim: c.E, hiddenSize: c.H, numLayers: c.L },
      ...{ alphabet, weights: weightsOf(file), maxSteps: 0, validation: 0 },
    });

  it("draws what torch.multinomial draws", async () => {
    const model = await modelOf();
    for (const [i, chain] of (c.chains as Record<string, never>[]).entries()) {
      const options = {
        ...{ temperature: chain["temperature"] ?? 1, topK: chain["top_k"], topP: chain["top_p"], seed: chain["seed"] },
        ...{ prompt: textOf(chain["prompt"] as never), length: c.length as number },
      };
      const drawn = tensors[`chain_${i}`]?.data ?? [];
      if (c.K) {
        const wanted = Array.from(drawn, (k) => (k === c.V ? " " : textOf([k])))
          .join("")
          .split(" ")
          .slice(0, -1);
        const label = `label ${chain["label"]}` as never;
        expect(model.generate({ ...options, label, count: chain["texts"] as unknown as number })).toEqual(wanted);
      } else {
        const wanted = textOf(drawn);
        expect(model.generate(options)).toBe(wanted);
        expect([...model.symbols(options)].join("")).toBe(wanted);
        const end = wanted.indexOf(wanted.slice(7, 10)) + 3;
        expect(model.generate({ ...options, stop: wanted.slice(7, 10) })).toBe(wanted.slice(0, end));
        expect([...model.symbols({ ...options, stop: wanted.slice(7, 10) })].join("")).toBe(wanted.slice(0, end));
      }
    }
  });

  it("scores as PyTorch does", async () => {
    const said = textOf(tensors["score_tokens"]?.data ?? []);
    const label = c.K ? ("label 0" as never) : undefined;
    const { bits, bitsPerSymbol } = (await modelOf()).score(said, { label });
    expectClose(c.K ? bits : bits.slice(1), tensors["score_bits"]?.data ?? [], "numbers", 1e-4, 1e-4);
    if (!c.K) expect(bits[0]).toBeCloseTo(Math.log2(c.V), 5);
    expect(bitsPerSymbol).toBeCloseTo(bits.reduce((a, b) => a + b, 0) / bits.length, 5);
  });
});

it("a state dict of PyTorch's is a model", async () => {
  const file = reference("sample_65");
  const tensors = [...weightsOf(file)].map(([key, tensor]) => [key, { dtype: "F32", ...tensor }] as const);
  const model = await load(writeSafetensors(new Map(tensors)), {
    task: "generate",
    alphabet: letters(file.config.V).join(""),
  });
  const [{ seed, prompt }] = file.config.chains;
  expect(model.generate({ seed, prompt: textOf(prompt), length: 40 })).toBe(
    textOf(file.tensors["chain_0"]?.data ?? []),
  );
});
