/**
 * Which letters of a name decide: other letters at each place, and what the answer would be then.
 */
import type { Swap } from "../shared/names/settings.js";

/** Answers to show at each place. */
const shown = 4;

/** The probabilities of the labels for many names. */
export type Classify = (names: readonly string[]) => readonly ArrayLike<number>[];

/**
 * @returns for each letter the swaps that change the answer: of each other label the surest one, the surest label first
 */
export function swapsOf(letters: readonly string[], alphabet: readonly string[], classify: Classify): Swap[][] {
  const kinds = letters.map((letter) => alphabet.filter((other) => other !== letter && isLikeIn(letter, other)));
  const names = kinds.flatMap((others, at) =>
    others.map((other) => letters.map((letter, t) => (t === at ? other : letter)).join("")),
  );
  const [own, ...answers] = classify([letters.join(""), ...names]).map(likeliest);
  let next = 0;
  return kinds.map((others) => {
    const surest = new Map<number, Swap>();
    for (const letter of others) {
      const { label, share } = answers[next++] as Answer;
      if (label !== own?.label && share > (surest.get(label)?.share ?? 0)) surest.set(label, { letter, label, share });
    }
    return [...surest.values()].sort((a, b) => b.share - a.share).slice(0, shown);
  });
}

interface Answer {
  readonly label: number;
  readonly share: number;
}

function likeliest(shares: ArrayLike<number>): Answer {
  let label = 0;
  for (let i = 1; i < shares.length; i++) if ((shares[i] as number) > (shares[label] as number)) label = i;
  return { label, share: shares[label] as number };
}

/** Whether both are capitals, or neither: a capital inside a name would only show that no name has one. */
const isLikeIn = (letter: string, other: string) => isCapital(letter) === isCapital(other) && /\p{L}/u.test(other);

const isCapital = (letter: string) => letter !== letter.toLowerCase();
