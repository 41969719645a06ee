/**
 * Restores a run from a snapshot. Loaded only by runs that resume.
 */

import { type Network, slots, type TrainingState } from "../../core/network.js";
import { momentsOf } from "../../core/network-config.js";
import { RnnError } from "../../errors/rnn-error.js";
import type { Source } from "../../tasks/source.js";
import type { RunPlan, Snapshot } from "./run-plan.js";

/** Continues training from a saved state. */
export function continueTraining(network: Network, { weights, moments, average, step }: TrainingState): void {
  network.write(slots.weights, weights);
  moments.forEach((moment, i) => {
    network.write(slots.moments + i, moment);
  });
  if (average) network.write(slots.average, average);
  network.lend((model) => model.set_step_count(step));
}

/** @throws RnnError `ERR_FORMAT` for other sizes than those of this run */
export function restoreNetwork(
  network: Network,
  { optimizer }: RunPlan,
  { state, weights, moments, average, carried, generators }: Snapshot,
): void {
  const lengths = [moments.length, ...Object.values(generators).map(({ length }) => length)];
  const wanted = [momentsOf(optimizer), ...lengths.slice(1).fill(network.generator.length)];
  if (`${lengths}` !== `${wanted}`)
    throw new RnnError("ERR_FORMAT", `resume: expected moments and generators of ${wanted}, got ${lengths}`);
  continueTraining(network, { weights, moments, average, step: state.step });
  if (carried) network.carried = carried;
}

/** Repeats the draws that a checkpoint does not store: the split, and the order of this epoch. */
export function repeatDraws(network: Network, source: Source, { state, generators }: Snapshot): void {
  network.generator = generators.split;
  source.split();
  network.generator = generators.epoch;
  if (state.stepInEpoch > 0) source.beginEpoch();
  network.generator = generators.now;
}
