/** Whether what was printed is what a page says. */

/**
 * Compares line by line. A number that the page gives with decimals may differ by one in the last of them; a line of `…` stands for any
 * lines. Blanks at the ends of lines do not count.
 * @returns what is wrong, or undefined
 */
export function difference(printed: string, said: string): string | undefined {
  const [got, wanted] = [linesOf(printed), linesOf(said)];
  return matches(got, wanted) ? undefined : `expected:\n${wanted.join("\n")}\ngot:\n${got.join("\n")}`;
}

const linesOf = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd());

function matches(got: readonly string[], wanted: readonly string[]): boolean {
  const [first, ...rest] = wanted;
  if (first === undefined) return got.length === 0;
  if (first === "…")
    return Array.from({ length: got.length + 1 }, (_, i) => got.slice(i)).some((g) => matches(g, rest));
  return got[0] !== undefined && sameLine(got[0], first) && matches(got.slice(1), rest);
}

const number = /-?\d+(?:\.\d+)?/g;

function sameLine(got: string, wanted: string): boolean {
  if (got.replace(number, "0") !== wanted.replace(number, "0")) return false;
  const numbers = got.match(number) ?? [];
  return (wanted.match(number) ?? []).every((said, i) => isNear(numbers[i] as string, said));
}

function isNear(got: string, said: string): boolean {
  const decimals = said.split(".")[1]?.length ?? 0;
  return decimals === 0 ? got === said : Math.abs(Number(got) - Number(said)) < 1.5 * 10 ** -decimals;
}
