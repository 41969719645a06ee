/**
 * The settings of a run, and suggestions for each task that are known to work. The package checks values when a run starts, and its
 * messages name the option.
 */

import type { ModelConfig } from "rnn-wasm";
import { defaultCell, hasNonlinearity } from "../../../../ts/model/cells.js";
import type { ModelSettings } from "../protocol.js";

export const tasks = ["caesar", "atbash", "affine", "substitution", "vigenere", "autokey", "enigma", "pairs"] as const;
export type Task = (typeof tasks)[number];

export interface Settings extends ModelSettings {
  readonly [name: string]: string | number | boolean;
  readonly task: Task;
  /** The cipher's key as typed; "" if it has none. */
  readonly key: string;
  readonly embeddingDim: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly batchSize: number;
  readonly messageLength: number;
}

/** The tutorial's run. */
const tutorial = {
  seed: 0,
  cell: defaultCell,
  nonlinearity: "tanh",
  embeddingDim: 5,
  hiddenSize: 10,
  numLayers: 1,
  bidirectional: false,
  lr: 0.001,
  batchSize: 1,
  messageLength: 32,
} as const;

/** A task's appearance on the page. */
interface TaskAppearance {
  /** The label of its key; undefined if it has none. */
  readonly keyLabel?: string;
  readonly note: string;
  readonly suggested: Settings;
}

const appearance = (task: Task, key: string, note: string, sizes: Partial<Settings> = {}, keyLabel?: string) => ({
  note,
  suggested: { ...tutorial, ...sizes, task, key },
  ...(keyLabel === undefined ? {} : { keyLabel }),
});

/** For tasks that need memory. */
const larger = { hiddenSize: 64, lr: 0.005, batchSize: 8 };

export const appearances: Readonly<Record<Task, TaskAppearance>> = {
  caesar: appearance("caesar", "13", "Shifts each letter by the key. Needs no memory.", {}, "Key"),
  atbash: appearance("atbash", "", "Reverses the alphabet. Needs no memory; the shifts are spread evenly."),
  affine: appearance("affine", "5, 8", "Letter x becomes a·x + b. Needs no memory.", {}, "a, b"),
  substitution: appearance(
    "substitution",
    "QWERTYUIOPASDFGHJKL-ZXCVBNM",
    "Each letter is always replaced by the same letter. Needs no memory.",
    {},
    "Alphabet, permuted",
  ),
  vigenere: appearance(
    "vigenere",
    "LEMON",
    "Shifts by the key's letters in turn. The model must count positions, so it needs memory.",
    larger,
    "Key",
  ),
  autokey: appearance(
    "autokey",
    "KEY",
    "The key is followed by the message itself, so the model must remember its output. This takes minutes.",
    { ...larger, batchSize: 32, messageLength: 16 },
    "Key",
  ),
  enigma: appearance(
    "enigma",
    "AAA",
    "Rotors turn at each letter, so every position has another alphabet, and the model learns each of them.",
    { ...larger, embeddingDim: 16, lr: 0.01, batchSize: 32, messageLength: 16 },
    "Positions",
  ),
  pairs: appearance("pairs", "", "Any mapping from a sequence to another of the same length, symbol by symbol.", {
    lr: 0.005,
  }),
};

export const suggestedFor = (task: Task): Settings => appearances[task].suggested;

/** The package's options for the model. */
export function modelOptionsOf({
  cell,
  nonlinearity,
  embeddingDim,
  hiddenSize,
  numLayers,
  bidirectional,
}: Settings): Omit<ModelConfig, "dropout"> & Pick<Settings, "embeddingDim"> {
  return { cell, ...(hasNonlinearity(cell) && { nonlinearity }), embeddingDim, hiddenSize, numLayers, bidirectional };
}

/** Whether these are the tutorial's settings, with any seed. */
export const isTutorial = (settings: Settings): boolean =>
  Object.entries(suggestedFor("caesar")).every(([name, value]) => name === "seed" || settings[name] === value);
