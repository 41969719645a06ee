/**
 * Example pairs until users enter their own: short sentences, and the part of speech of each word.
 */

const words = {
  DET: ["the", "a", "every"],
  ADJ: ["old", "young", "quiet", "happy"],
  NOUN: ["cat", "dog", "teacher", "robot", "river"],
  VERB: ["sleeps", "runs", "sings", "waits"],
  ADV: ["here", "slowly", "again"],
} as const;

const patterns = [
  ["DET", "NOUN", "VERB"],
  ["DET", "ADJ", "NOUN", "VERB"],
  ["DET", "NOUN", "VERB", "ADV"],
  ["DET", "ADJ", "ADJ", "NOUN", "VERB", "ADV"],
] as const;

const count = 80;

export function examplePairs(): string {
  const lines = Array.from({ length: count }, (_, line) => {
    const tags = patterns[line % patterns.length] ?? patterns[0];
    // Each word of a list has its turn, at other steps than those of other lists.
    const sentence = tags.map((tag, place) => words[tag][(line * (place + 1) + place) % words[tag].length]);
    return `${sentence.join(" ")}\t${tags.join(" ")}`;
  });
  return lines.join("\n");
}
