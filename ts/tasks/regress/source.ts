/**
 * The source of a regressor's run: a split at random, and scaled values.
 */
import type { Network } from "../../core/network.js";
import { heldBackOf } from "../../data/held-back.js";
import type { TableForm } from "../../data/table.js";
import { fitScaling } from "../sequence/fit-scaling.js";
import { type InputScaling, type NumberRows, scaledInputs } from "../sequence/rows.js";
import type { SequenceScore } from "../sequence/scores.js";
import { SequenceSource, type Split } from "../sequence/sequence-source.js";
import type { AnsweredSequences, ScalingSpec, SequenceSpec } from "../sequence/source-spec.js";
import type { Draws, TaskServices } from "../source.js";
import { totalsOf } from "./evaluation.js";
import type { RegressScores } from "./progress.js";
import { ValueOutput } from "./value-output.js";

export interface RegressSpec extends SequenceSpec<NumberRows> {
  readonly form: TableForm;
  readonly valueScaling: ScalingSpec;
}

export class RegressSource extends SequenceSource<NumberRows> {
  readonly #valueScaling: ScalingSpec;
  readonly #output: ValueOutput;

  constructor(spec: RegressSpec, services: TaskServices, draws: Draws, rows: number) {
    super(spec, services, draws, rows);
    this.#valueScaling = spec.valueScaling;
    this.#output = new ValueOutput(spec.form);
  }

  protected override drawSplit({ starts }: AnsweredSequences<NumberRows>, share: number): Split {
    const count = starts.length - 1;
    const order = this.draws.drawPermutation(count).slice(0, count);
    const kept = count - heldBackOf(count, share);
    return { training: order.slice(0, kept), held: order.slice(kept) };
  }

  protected override fit({ answers }: AnsweredSequences<NumberRows>, training: Uint32Array): InputScaling {
    // A row of values for each sequence.
    const starts = Int32Array.from({ length: answers.values.length / answers.columns + 1 }, (_, i) => i);
    const scaling = fitScaling(this.#valueScaling, answers, starts, training);
    this.#output.scaling = scaling;
    return scaling;
  }

  protected override targetsOf(answers: NumberRows): Float32Array {
    return scaledInputs(answers, this.#output.scaling as InputScaling, []);
  }

  protected override scoresOf(scores: readonly SequenceScore[], { values }: NumberRows): RegressScores {
    const { loss, mae } = totalsOf(scores, values, this.#output);
    return { loss, mae };
  }

  protected override shown(network: Network, { values, columns }: NumberRows, sequence: number): object {
    return {
      actual: values.slice(sequence * columns, (sequence + 1) * columns),
      predicted: this.#output.numbersOf(network.predict(1)),
    };
  }
}
