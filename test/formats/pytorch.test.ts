/** Files of ours in the PyTorch module of docs/pytorch.md and back, and a file of PyTorch's own. Needs Python with torch and safetensors. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ciphers, load, type Tagger, train } from "rnn-wasm";
import { afterAll, expect, test } from "vitest";
import { findPython } from "../fixtures/python.js";
import { expectClose } from "../numerics/closeness.js";

const found = findPython();
const missing = "missing" in found ? found.missing : undefined;
const minutes = 60_000;

const folder = mkdtempSync(join(tmpdir(), "rnn-wasm-pytorch-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

/** The page's program as far as its module. */
const page = readFileSync(new URL("../../docs/pytorch.md", import.meta.url), "utf8");
const tagger = /```python\n(.*?)^model = /ms.exec(page)?.[1];

const outputOf = (program: string): string => {
  const python = "python" in found ? found.python : "";
  const options = { cwd: folder, encoding: "utf8", timeout: 4 * minutes } as const;
  const { status, stdout, stderr, error } = spawnSync(python, ["-c", program], options);
  if (status !== 0) throw new Error(`${error ?? stderr}`);
  return stdout.trim();
};

/**
 * PyTorch's logarithms of probabilities for a file, shape [T, V], flat: its logits, as far as they say anything. What it loaded, it saves
 * as back.safetensors.
 */
const asked = (construction: string, file: string, tokens: readonly number[]): number[] =>
  JSON.parse(
    outputOf(`${tagger}
import json
model = ${construction}
model.load_state_dict(load_file(${JSON.stringify(file)}), strict=True)
save_file(model.state_dict(), "back.safetensors", safe_open(${JSON.stringify(file)}, "pt").metadata())
print(json.dumps(model(torch.tensor(${JSON.stringify(tokens)})).log_softmax(dim=-1).flatten().tolist()))`),
  );

/** Compares them with a model's. */
function expectLogits(model: Tagger, sequence: string | string[], expected: readonly number[]): void {
  const logits = Float32Array.from(model.probabilities(sequence).data, Math.log);
  expectClose(logits, Float32Array.from(expected), "logarithms of probabilities");
}

/** A test that is left out, with the reason, where there is no PyTorch to ask. */
const withPyTorch = (name: string, work: () => Promise<void>) =>
  test(name, { timeout: 5 * minutes }, async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    await work();
  });

const tokensOf = (model: Tagger, text: string) => [...text].map((letter) => [...model.alphabet].indexOf(letter));

withPyTorch("the tutorial's model, there and back", async () => {
  const model = await train(ciphers.caesar({ key: 13 }), { seed: 0 });
  writeFileSync(path("model.safetensors"), model.save());
  const text = "FUVEMVEMNMERPDRF";
  expectLogits(model, text, asked("Tagger()", "model.safetensors", tokensOf(model, text)));
  const back = await load(readFileSync(path("back.safetensors")), { task: "tag" });
  expect(back.decrypt(text)).toBe("THIS-IS-A-SECRET");
  expect(Buffer.from(back.save()).equals(model.save())).toBe(true);
});

withPyTorch("two layers in both directions, there and back", async () => {
  const sizes = { embeddingDim: 7, hiddenSize: 13, numLayers: 2, bidirectional: true };
  const cipher = ciphers.vigenere({ key: "KEY", alphabet: "ABCÉ🎉KEY" });
  const model = await train(cipher, { ...sizes, seed: 3, maxSteps: 200 });
  writeFileSync(path("deep.safetensors"), model.save());
  const text = "🎉ÉABBA".repeat(8);
  const construction = "Tagger(8, 8, embedding_dim=7, hidden_size=13, num_layers=2, bidirectional=True)";
  expectLogits(model, text, asked(construction, "deep.safetensors", tokensOf(model, text)));
  const back = await load(readFileSync(path("back.safetensors")), { task: "tag" });
  expect(Buffer.from(back.save()).equals(model.save())).toBe(true);
});

withPyTorch("a file of PyTorch's own, with other names", async () => {
  const tokens = [0, 4, 2, 2, 1, 3, 0];
  const logits = JSON.parse(
    outputOf(`import json, torch
from safetensors.torch import save_file
torch.manual_seed(1)
parts = torch.nn.ModuleDict({"words": torch.nn.Embedding(5, 3), "rnn": torch.nn.LSTM(3, 4, num_layers=2), "tags": torch.nn.Linear(4, 2)})
save_file(parts.state_dict(), "named.safetensors")
logits = parts["tags"](parts["rnn"](parts["words"](torch.tensor(${JSON.stringify(tokens)})))[0])
print(json.dumps(logits.log_softmax(dim=-1).flatten().tolist()))`),
  );
  const words = ["the", "a", "cat", "sat", "mat"];
  const model = await load(readFileSync(path("named.safetensors")), {
    task: "tag",
    alphabet: words,
    outputAlphabet: ["X", "Y"],
  });
  expect(model.config).toMatchObject({ vocabSize: 5, embeddingDim: 3, hiddenSize: 4, numLayers: 2, numClasses: 2 });
  const sentence = tokens.map((token) => words[token] as string);
  expectLogits(model, sentence, logits);
});
