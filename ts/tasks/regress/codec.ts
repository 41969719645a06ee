/**
 * The codec of a regressor: what its sequences and values are. Its file stores them as metadata.
 */
import { checkOneOf } from "../../errors/validate.js";
import type { JsonObject } from "../../model/file.js";
import { decodeInput } from "../sequence/input.js";
import { readouts } from "../sequence/options.js";
import type { SequenceCodec } from "../sequence/resolve.js";
import { type RegressLoss, regressLosses } from "./network.js";
import { decodeOutput, type ValueOutput } from "./value-output.js";

export interface RegressCodec extends SequenceCodec {
  readonly loss: RegressLoss;
  readonly output: ValueOutput;
  /** Whether the file says what the values of the training part were. */
  readonly hasBaseline: boolean;
}

export const encodeCodec = ({ input, readout, loss, output, hasBaseline }: RegressCodec): JsonObject => ({
  ...input.describe(),
  readout,
  loss,
  values: output.describe(),
  hasBaseline,
});

/** @throws RnnError `ERR_INVALID_OPTION` */
export const decodeCodec = (given: JsonObject): RegressCodec => ({
  input: decodeInput(given),
  readout: checkOneOf("readout", given["readout"], readouts),
  loss: checkOneOf("loss", given["loss"], regressLosses),
  output: decodeOutput(given["values"]),
  hasBaseline: given["hasBaseline"] === true,
});
