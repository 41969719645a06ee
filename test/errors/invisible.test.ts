/** Characters that cannot be seen are named by their code points, wherever a symbol or text is shown. */
import { ciphers, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { cli } from "../cli/run-cli.js";

const messageOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it went through");
};

describe.each([
  ["\u200b", '"\\u{200B}" (U+200B)'],
  ["\u00ad", '"\\u{00AD}" (U+00AD)'],
  ["\u00a0", '"\\u{00A0}" (U+00A0)'],
  ["\u3000", '"\\u{3000}" (U+3000)'],
  ["\u202e", '"\\u{202E}" (U+202E)'],
  ["\u0301", '"\u0301" (U+0301)'],
  ["\t", '"\\t" (U+0009)'],
  ["\u0007", '"\\u0007" (U+0007)'],
  ["\u0085", '"\\u{0085}" (U+0085)'],
  [" ", '" " (U+0020)'],
  ["\ue000", '"\\u{E000}" (U+E000)'],
  ["\u{e0041}", '"\\u{E0041}" (U+E0041)'],
  ["é", '"é"'],
  ["𝄞", '"𝄞"'],
])("%j", (symbol, shown) => {
  const pairs: [string, string][] = [[`ab${symbol}`, "abc"]];
  it("as a symbol outside an alphabet", async () => {
    const message = `pairs[0][0]: expected symbols of the alphabet, got ${shown} at 2; a model trained with unknown: "symbol" takes others`;
    expect(await messageOf(() => train({ pairs }, { alphabet: "ab", maxSteps: 1 }))).toBe(message);
    const list = [
      [
        ["a", symbol],
        ["x", "y"],
      ],
    ] as [string[], string[]][];
    expect(await messageOf(() => train({ pairs: list }, { alphabet: ["a"], maxSteps: 1 }))).toContain(
      `got ${shown} at 1`,
    );
    expect(await messageOf(() => ciphers.atbash().encrypt(`A${symbol}`))).toContain(`got ${shown} at 1`);
    expect(await messageOf(() => ciphers.vigenere({ key: `A${symbol}` }))).toContain(`not ${shown}, got `);
  });

  it("on the command line", async () => {
    const { stderr } = await cli(["encrypt", "--cipher", "atbash", `A${symbol}`]);
    expect(stderr).toContain(shown);
  });
});

it("in longer texts the others stay as they are", async () => {
  const shown = (text: string) => messageOf(() => train(text as never));
  expect(await shown("a zero\u200bwidth \u200b space\u00a0")).toContain(
    '"a zero\\u{200B}width \\u{200B} space\\u{00A0}" (U+200B U+00A0)',
  );
  expect(await shown("naïve café, two words")).toMatch(/got "naïve café, two words"$/);
  expect(await shown("e\u0301")).toContain('"e\u0301" (U+0065 U+0301)');
  expect(await shown("a b")).toMatch(/got "a b"$/);
  const doubled = await messageOf(() => train({ pairs: [] }, { alphabet: "a\u200b\u200b" }));
  expect(doubled).toContain('"a\\u{200B}\\u{200B}" (U+0061 U+200B U+200B)');
});
