/**
 * Quotes strings in messages so that every character is visible.
 */

/** Controls, formats, lone surrogates, private use, separators; and marks, which combine with the character before. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{M}]/u;
/** The characters to escape. A space between other characters is visible, and so is a mark on its letter. */
const escaped = /[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u007f-\u009f]|(?! )\p{Zs}/gu;

const codePoint = (character: string) =>
  (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");

/**
 * Puts a string in quotes, escapes its invisible characters and appends their code points: `"a\u{200B}" (U+200B)`. For a single symbol,
 * spaces and marks are listed too: `"é" (U+0065 U+0301)`.
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
