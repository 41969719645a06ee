/**
 * Texts in messages, so that every character of them can be seen.
 */

/** Controls, formats, halves of surrogate pairs, private use, separators; and marks, which combine with what is before them. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{M}]/u;
/** Those that are escaped. A space between other characters can be seen, and so can marks on their letters. */
const escaped = /[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u007f-\u009f]|(?! )\p{Zs}/gu;

const codePoint = (character: string) =>
  (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");

/**
 * A text in quotes. What cannot be seen is escaped, and named by its code points: `"a\u{200B}" (U+200B)`; of a single symbol also a space, and
 * marks with their letter: `"é" (U+0065 U+0301)`.
 */
export function quote(text: string): string {
  const characters = [...text];
  const isSymbol = characters.length <= 4;
  const quoted = JSON.stringify(text).replace(escaped, (character) => `\\u{${codePoint(character)}}`);
  const named = isSymbol
    ? characters.some((character) => invisible.test(character)) && !/^\S+( \S+)+$/.test(text)
      ? characters
      : []
    : [...new Set(text.match(escaped) ?? [])].slice(0, 4);
  return named.length === 0 ? quoted : `${quoted} (${named.map((character) => `U+${codePoint(character)}`).join(" ")})`;
}
