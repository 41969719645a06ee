// PyTorch's run of the tutorial, reduced from the reference file to the points of a chart when the page is built.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readSafetensors } from "rnn-wasm/safetensors";

const reference = fileURLToPath(new URL("../test/fixtures/pytorch/seed_run.safetensors", import.meta.url));

/** @param {number} every the number of updates between two losses */
export async function pytorchRun(every) {
  const { tensors, metadata } = readSafetensors(await readFile(reference));
  const { seed, examples } = JSON.parse(metadata.config);
  const losses = Array.from(tensors.get("losses").data, (loss) => Number(loss.toFixed(4)));
  const accuracies = Array.from(tensors.get("accuracies").data, (share) => Number(share.toFixed(5)));
  return {
    version: metadata.torch.replace(/\+.*/, ""),
    seed,
    every,
    losses: losses.filter((_, i) => (i + 1) % every === 0),
    stepsPerEpoch: examples,
    accuracies,
  };
}
