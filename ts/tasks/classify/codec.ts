/**
 * The codec of a classifier: what its sequences are, and its labels. Its file stores them as metadata.
 */

import { type Label, Labels } from "../../data/labels.js";
import { checkInteger, checkOneOf, invalidOption } from "../../errors/validate.js";
import type { JsonObject } from "../../model/file.js";
import { decodeInput } from "../sequence/input.js";
import { readouts } from "../sequence/options.js";
import type { SequenceCodec } from "../sequence/resolve.js";

export interface ClassifyCodec extends SequenceCodec {
  readonly classes: readonly Label[];
  /** The number of sequences of each class that were trained on; undefined for PyTorch's files. */
  readonly counts: readonly number[] | undefined;
}

export const encodeCodec = ({ input, readout, classes, counts }: ClassifyCodec): JsonObject => ({
  ...input.describe(),
  readout,
  classes,
  counts,
});

/** @throws RnnError `ERR_INVALID_OPTION` */
export function decodeCodec(given: JsonObject): ClassifyCodec {
  const { classes } = new Labels(given["classes"] ?? null);
  const counts = given["counts"];
  if (counts !== undefined && !(Array.isArray(counts) && counts.length === classes.length))
    throw invalidOption("counts", `${classes.length} counts`, counts);
  return {
    input: decodeInput(given),
    readout: checkOneOf("readout", given["readout"], readouts),
    classes,
    counts: counts?.map((count, i) => checkInteger(`counts[${i}]`, count, 0)),
  };
}
