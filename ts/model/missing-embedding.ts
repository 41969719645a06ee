/**
 * The error about weights without an embedding, for tasks that read symbols.
 */
import { RnnError } from "../errors/rnn-error.js";

/** A state dict whose embedding is tied to the linear layer may have the matrix under the linear layer's name only. */
export const missingEmbedding = (): RnnError =>
  new RnnError(
    "ERR_FORMAT",
    "embedding.weight: expected the embedding of a model that reads symbols (weights tied to the linear layer are not supported; a copy of them is), got none",
  );
