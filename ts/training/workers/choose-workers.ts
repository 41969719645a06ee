/**
 * Chooses how many workers pay off for a run, by sizes alone: the same options on the same machine give the same number, and so the same bits.
 */
import type { NetworkConfig } from "../../core/network-config.js";
import { builtin } from "../../host/builtin.js";
import { cells } from "../../model/cells.js";

/** Floating-point operations of a worker's share below which another worker gains nothing: half a millisecond to a millisecond. */
const minShare = 2e7;

/**
 * The operations of an update's matrix products, as in `npm run bench`: three times those of the forward pass.
 * @param steps of a sequence
 */
export function operationsOf(config: NetworkConfig, steps: number, sequences: number): number {
  const { cell, input, hiddenSize, numLayers, bidirectional, output } = config;
  const rows = steps * sequences;
  const directions = bidirectional ? 2 : 1;
  const units = hiddenSize * directions;
  const gates = cells[cell].gates.length * units;
  // Tokens are multiplied once for each symbol.
  const first = input.kind === "tokens" ? Math.min(input.vocabSize, rows) * input.embeddingDim : rows * input.features;
  const recurrent = gates * (first + rows * (numLayers * hiddenSize + (numLayers - 1) * units));
  const outputs = (output.readout === "all" ? rows : sequences) * units * output.size;
  return 6 * (recurrent + outputs);
}

/** @param cores those that this process may use */
export function chooseWorkers(config: NetworkConfig, steps: number, sequences: number, cores = coreCount()): number {
  const paying = Math.floor(operationsOf(config, steps, sequences) / minShare);
  return Math.max(1, Math.min(paying, cores, sequences));
}

function coreCount(): number {
  const os = builtin<{ availableParallelism?(): number }>("node:os");
  const { navigator } = globalThis as { navigator?: { readonly hardwareConcurrency?: number } };
  return os?.availableParallelism?.() ?? navigator?.hardwareConcurrency ?? 1;
}
