/** The runs of PyTorch's reference files as data and options. */
import { type Reference, type ReferenceTensor, under } from "../../fixtures/reference.js";

/** A symbol for each index. */
export const symbols = (count: number): string =>
  Array.from({ length: count }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("");

export const dataOf = ({ tensors }: Reference, name: string) => (tensors[name] as ReferenceTensor).data;

/** Strings where the file has tokens, rows where it has rows. */
export function sequencesOf(file: Reference): (string | number[][])[] {
  const { V, F, T } = file.config;
  const letters = [...symbols(V ?? 0)];
  return Array.from(dataOf(file, "lengths"), (length, i) => {
    const steps = Array.from({ length }, (_, t) => i * T + t);
    if (V) return steps.map((at) => letters[dataOf(file, "tokens")[at] as number] as string).join("");
    return steps.map((at) => Array.from(dataOf(file, "rows").subarray(at * F, (at + 1) * F)));
  });
}

const isOfNetwork = (name: string) => /^(embedding|lstm|gru|rnn|linear)\./.test(name);

/** The network's tensors under `prefix`. */
export const stateOf = ({ tensors }: Reference, prefix = "") =>
  new Map(Object.entries(under(tensors, prefix)).filter(([name]) => isOfNetwork(name)));

/** The options of the file's run, with everything off that a task may set by default. */
export const optionsOf = ({ config: c }: Reference) => ({
  ...{ cell: c.cell, nonlinearity: c.cell === "rnn" ? c.nonlinearity : undefined, hiddenSize: c.H },
  ...{ numLayers: c.L ?? 1, bidirectional: c.bidirectional ?? false, dropout: 0, weightDecay: 0 },
  ...{ batchSize: c.B, epochs: c.epochs, optimizer: c.optimizer, lr: c.lr, progressEvery: 1 },
  clipGradNorm: c.clip_grad_norm ?? Number.POSITIVE_INFINITY,
  ...(c.V ? { alphabet: symbols(c.V), embeddingDim: c.E } : {}),
});
