/**
 * Loads regressors from files.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { checkOneOf } from "../../errors/validate.js";
import type { ReadState } from "../../model/read-state.js";
import { loadedCodec, loadOptions } from "../sequence/loading.js";
import type { GivenOptions, TaskLoading } from "../task.js";
import { decodeCodec, type RegressCodec } from "./codec.js";
import { regressLosses, regressOutput } from "./network.js";
import { plainValues } from "./value-output.js";

export const regressLoading: TaskLoading<RegressCodec> = {
  options: [...loadOptions, "loss"],
  decode: decodeCodec,
  resolve({ shape }: ReadState, own: RegressCodec | undefined, options: GivenOptions) {
    const given = options["loss"] === undefined ? undefined : checkOneOf("loss", options["loss"], regressLosses);
    if (own && given !== undefined && given !== own.loss)
      throw new RnnError("ERR_FORMAT", `loss: expected "${own.loss}", as in the file, got "${given}"`);
    const loss = given ?? own?.loss ?? "mse";
    const { size } = shape.output;
    const output = own?.output ?? plainValues(loss === "gaussian" ? Math.ceil(size / 2) : size);
    const codec = { ...loadedCodec(shape, own, options), loss, output, hasBaseline: own?.hasBaseline ?? false };
    const network = regressOutput(codec.readout, loss, output.size);
    if (network.size !== size)
      throw new RnnError("ERR_FORMAT", `values: expected ${network.size} outputs, got ${size} in the weights`);
    return { config: { ...shape, output: network }, codec };
  },
};
