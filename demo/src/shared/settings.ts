/**
 * What can be chosen for a run, and what each task suggests: settings that are known to learn it. Values are checked by the package when
 * a run starts, with messages that name the option.
 */

export const tasks = ["caesar", "atbash", "affine", "substitution", "vigenere", "autokey", "enigma", "pairs"] as const;
export type Task = (typeof tasks)[number];

export interface Settings {
  readonly task: Task;
  /** The cipher's key as one types it; "" where it has none. */
  readonly key: string;
  readonly seed: number;
  readonly embeddingDim: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly lr: number;
  readonly batchSize: number;
  readonly messageLength: number;
}

/** The tutorial's run. */
const tutorial = {
  seed: 0,
  embeddingDim: 5,
  hiddenSize: 10,
  numLayers: 1,
  bidirectional: false,
  lr: 0.001,
  batchSize: 1,
  messageLength: 32,
};

/** How a task appears on the page. */
interface TaskAppearance {
  /** What its key is called; undefined: it has none. */
  readonly keyLabel?: string;
  readonly note: string;
  readonly suggested: Settings;
}

const appearance = (task: Task, key: string, note: string, sizes: Partial<Settings> = {}, keyLabel?: string) => ({
  note,
  suggested: { ...tutorial, ...sizes, task, key },
  ...(keyLabel === undefined ? {} : { keyLabel }),
});

/** For tasks that need a memory. */
const larger = { hiddenSize: 64, lr: 0.005, batchSize: 8 };

export const appearances: Readonly<Record<Task, TaskAppearance>> = {
  caesar: appearance("caesar", "13", "Each letter moves on by the key. No memory is needed.", {}, "Key"),
  atbash: appearance("atbash", "", "The alphabet is mirrored. No memory is needed, and the distances spread evenly."),
  affine: appearance("affine", "5, 8", "Letter x becomes a·x + b. No memory is needed.", {}, "a, b"),
  substitution: appearance(
    "substitution",
    "QWERTYUIOPASDFGHJKL-ZXCVBNM",
    "Each letter always becomes the same other one. No memory is needed.",
    {},
    "Alphabet, permuted",
  ),
  vigenere: appearance(
    "vigenere",
    "LEMON",
    "The key's letters take turns: the model has to count places, so it needs its memory.",
    larger,
    "Key",
  ),
  autokey: appearance(
    "autokey",
    "KEY",
    "After the key, the message itself is the key: the model has to remember what it wrote. This one takes minutes.",
    { ...larger, batchSize: 32, messageLength: 16 },
    "Key",
  ),
  enigma: appearance(
    "enigma",
    "AAA",
    "Three rotors turn at each letter: another alphabet at each place, and each is learned.",
    { ...larger, embeddingDim: 16, lr: 0.01, batchSize: 32, messageLength: 16 },
    "Positions",
  ),
  pairs: appearance("pairs", "", "Whatever turns one sequence into another of the same length, symbol by symbol.", {
    lr: 0.005,
  }),
};

export const suggestedFor = (task: Task): Settings => appearances[task].suggested;

/** What differs between two settings, for people: "lr 0.005, key 7"; of another task, what differs from what it suggests. */
export function difference(from: Settings, to: Settings): string {
  const isOther = from.task !== to.task;
  const before = isOther ? suggestedFor(to.task) : from;
  const names = (Object.keys(to) as (keyof Settings)[]).filter((name) => before[name] !== to[name]);
  return [...(isOther ? [to.task] : []), ...names.map((name) => `${name} ${to[name]}`)].join(", ");
}

/** Whether it is the tutorial's run, whatever the seed. */
export const isTutorial = (settings: Settings): boolean =>
  difference({ ...suggestedFor("caesar"), seed: settings.seed }, settings) === "";
