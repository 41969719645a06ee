/** What the view Decipher asks a model, and what it shows of the answer. */
export interface DecipherQuery {
  readonly [name: string]: string;
  /** The message to read: plain text for ciphers, an input for pairs. */
  readonly message: string;
}

export interface DecipherSeen {
  readonly inputSymbols: readonly string[];
  readonly outputSymbols: readonly string[];
  /** The message's symbols, the predictions, and their probabilities. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly confidence: readonly number[];
  /** The correct output, where it is known. */
  readonly expected: readonly string[] | undefined;
  /** [input symbol][output symbol]: the mean probability; 0 for symbols that no probe contains. */
  readonly confusionMatrix: Float32Array<ArrayBuffer>;
}
