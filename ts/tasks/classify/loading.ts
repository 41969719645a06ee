/**
 * Loads classifiers from files.
 */

import { Labels } from "../../data/labels.js";
import { RnnError } from "../../errors/rnn-error.js";
import type { ReadState } from "../../model/read-state.js";
import { loadedCodec, loadOptions } from "../sequence/loading.js";
import type { GivenOptions, TaskLoading } from "../task.js";
import { type ClassifyCodec, decodeCodec } from "./codec.js";
import { classifyOutput } from "./network.js";

export const classifyLoading: TaskLoading<ClassifyCodec> = {
  options: [...loadOptions, "classes"],
  decode: decodeCodec,
  resolve({ shape }: ReadState, own: ClassifyCodec | undefined, options: GivenOptions) {
    const { size } = shape.output;
    const given = options["classes"] === undefined ? undefined : new Labels(options["classes"]).classes;
    const classes = given ?? own?.classes;
    if (!classes)
      throw new RnnError(
        "ERR_FORMAT",
        `classes: expected ${size} labels as an option (the weights have none with them), got undefined`,
      );
    if (classes.length !== size)
      throw new RnnError("ERR_FORMAT", `classes: expected ${size} labels, as in the weights, got ${classes.length}`);
    const codec = { ...loadedCodec(shape, own, options), classes, counts: own?.counts };
    return { config: { ...shape, output: classifyOutput(codec.readout, size) }, codec };
  },
};
