/**
 * A model that estimates a number, or several, from a sequence.
 */
import type { AnySequence } from "../../data/numeric-forms.js";
import type { Scale } from "../../data/scaling.js";
import type { ColumnName } from "../../data/table.js";
import { pauses } from "../../host/event-loop.js";
import { rowsAtOnce } from "../../model/config.js";
import type { JsonObject } from "../../model/file.js";
import { networkWith } from "../../model/inference.js";
import type { ModelParts, TrainingSummary } from "../../model/model.js";
import type { Stream } from "../../model/stream.js";
import { SequenceModel } from "../sequence/sequence-model.js";
import { encodeCodec, type RegressCodec } from "./codec.js";
import type { RegressScores } from "./progress.js";
import type { RegressorEvaluation } from "./report.js";
import type { ValuedData } from "./training-data.js";

/** A model that estimates a number, or several, from a sequence. Created by `train()` and `load()`. */
export class Regressor<Value = unknown, Sequence = AnySequence> extends SequenceModel<
  "regress",
  RegressScores,
  Sequence,
  Value
> {
  readonly task = "regress";
  readonly #codec: RegressCodec;

  private constructor(parts: ModelParts<RegressCodec>, training: TrainingSummary<RegressScores> | undefined) {
    super(parts, training);
    this.#codec = parts.codec;
  }

  /** @internal Models are created by `train()` and `load()`; an engine must be loaded. */
  static of(parts: ModelParts<RegressCodec>, training?: TrainingSummary<RegressScores>): Regressor {
    return new Regressor(parts, training);
  }

  /** The columns of the values: names, or indices where they have no names. */
  get valueColumns(): readonly ColumnName[] {
    return this.#codec.output.form.columns;
  }

  /** @internal For exports. */
  get valueScales(): readonly Scale[] {
    return this.#codec.output.scaling?.scales ?? [];
  }

  /**
   * Estimates a value while a sequence arrives: `write` returns the estimate after everything written so far.
   * @throws RnnError `ERR_INVALID_OPTION` for a model of two directions, or with another readout than `last`
   */
  stream(): Stream<Sequence, Value> {
    return this.streamOf((outputs) => this.answer(outputs));
  }

  /**
   * Evaluates the model on data that it was not trained on.
   * @throws RnnError as training does for its data
   */
  async evaluate(data: ValuedData<Sequence, Value>): Promise<RegressorEvaluation> {
    const { config } = this.weights;
    const { evaluateValued } = await import("./report.js");
    return evaluateValued(data, this.#codec, () => networkWith(this.weights), rowsAtOnce(config), pauses());
  }

  /** @internal */
  protected override describe(): JsonObject {
    return encodeCodec(this.#codec);
  }

  /** @internal */
  protected override answer(outputs: Float32Array): Value {
    const { output } = this.#codec;
    return output.write(output.numbersOf(outputs)) as Value;
  }
}
