/**
 * Data of each task, as this package takes it and as the files that its programs for PyTorch read.
 */
import { ciphers, type Model, type Tagger } from "rnn-wasm";

/** Data with data held back: ten updates an epoch, the last one of a smaller batch. */
export interface PyTorchCase {
  readonly task: string;
  readonly data: object;
  readonly held: object;
  readonly file: string;
  readonly heldFile: string;
  readonly options: object;
  /** The loss of the data held back, as a validation has it. */
  readonly lossOf: (model: Model) => Promise<number>;
  /** Whether its models read in one direction only. */
  readonly isOneWay?: boolean;
}

/** Numbers below `n`, the same ones each time. */
function chance(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * n);
  };
}

const cipher = ciphers.vigenere({ key: "LEMON" });
const draw = chance(7);
const message = () =>
  Array.from({ length: 3 + draw(9) }, () => cipher.alphabet[draw(cipher.alphabet.length)] as string).join("");

function tagging(count: number) {
  const pairs = Array.from({ length: count }, () => {
    const text = message();
    return [cipher.encrypt(text), text] as const;
  });
  return { data: { pairs }, file: pairs.map((pair) => pair.join("\t")).join("\n") };
}

const [tag, tagHeld] = [tagging(77), tagging(12)];

export const pytorchCases: readonly PyTorchCase[] = [
  {
    task: "tag",
    data: tag.data,
    held: tagHeld.data,
    file: tag.file,
    heldFile: tagHeld.file,
    options: { alphabet: cipher.alphabet, outputAlphabet: cipher.alphabet, hiddenSize: 12, batchSize: 8, lr: 0.01 },
    lossOf: async (model) => (await (model as Tagger).evaluate(tagHeld.data)).loss,
  },
];
