/**
 * The errors about weights that a task which reads symbols cannot use.
 */
import { RnnError } from "../errors/rnn-error.js";

/** A state dict whose embedding is tied to the linear layer may have the matrix under the linear layer's name only. */
export const missingEmbedding = (): RnnError =>
  new RnnError(
    "ERR_FORMAT",
    "embedding.weight: expected the embedding of a model that reads symbols (weights tied to the linear layer are not supported; a copy of them is), got none",
  );

/** For weights without symbols, such as PyTorch's files, if no option gives them. */
export const missingAlphabet = (name: "alphabet" | "outputAlphabet", size: number | undefined): RnnError =>
  new RnnError(
    "ERR_FORMAT",
    `${name}: expected ${size} symbols as an option (the weights have none with them), got undefined`,
  );
