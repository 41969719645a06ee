import { ciphers, dataset, manualSeed } from "rnn-wasm";
import { expect, it } from "vitest";
import { describePage, drop, eventually, expectReading, expectText, hurried, openTrained, reading } from "./browser.js";

/** Known pairs of a cipher that nobody names: each letter and its mirror image. */
function knownPairs(): string {
  manualSeed(1);
  const cipher = ciphers.atbash({ alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" });
  const text = (indices: Int32Array) => Array.from(indices, (index) => cipher.alphabet[index]).join("");
  const pairs = dataset(cipher, { numExamples: 150, messageLength: 10 });
  return Array.from(pairs, ([encrypted, original]) => `${text(encrypted)}\t${text(original)}`).join("\n");
}

const encrypt = (message: string) => ciphers.caesar({ key: 13 }).encrypt(message);

describePage("one's own data", (open) => {
  it("reads another message, whichever side of it is typed", async () => {
    const { page } = await openTrained(open);
    await page.fill("[name=message]", "meet me at noon");
    await eventually(() => page.inputValue("[name=secret]")).toBe(encrypt("MEET-ME-AT-NOON"));
    await expectReading(page, "MEET-ME-AT-NOON");
    await page.fill("[name=secret]", encrypt("ANOTHER-ONE"));
    await eventually(() => page.inputValue("[name=message]")).toBe("ANOTHER-ONE");
    await expectReading(page, "ANOTHER-ONE");
  });

  it("learns another cipher with a given key", async () => {
    const { page } = await open(hurried);
    await page.selectOption("[name=task]", "affine");
    await page.fill("[name=key]", "7, 3");
    await page.press("[name=key]", "Enter");
    await expectText(page, "#status", /Every letter/);
    await expectReading(page, "THIS-IS-A-SECRET");
    expect(page.url()).toContain("task=affine");
  });

  it("learns from typed pairs, and reports the line of an error", async () => {
    const { page, requests } = await open(hurried);
    await page.selectOption("[name=task]", "pairs");
    await page.fill("[name=pairs]", "AB\tAB\nABC\tAB");
    await page.press("[name=pairs]", "Tab");
    await expectText(page, "#trouble", "Line 2: expected as many symbols on both sides, got 3 and 2");
    await page.fill("[name=pairs]", knownPairs());
    await page.press("[name=pairs]", "Tab");
    await page.fill("[name=message]", "GSVXZGHZG");
    await expectReading(page, "THECATSAT");
    // Nothing that was typed has left the page.
    expect(requests.filter((url) => url.includes("GSV"))).toEqual([]);
  });

  it("has pairs to begin with where a link brings none", async () => {
    const { page } = await openTrained(open, "task=pairs");
    expect(await page.inputValue("[name=pairs]")).toMatch(/^[A-Z]{16}\t[A-Z]{16}\n/);
  });

  it("learns from pasted pairs immediately", async () => {
    const { page } = await open(hurried);
    await page.selectOption("[name=task]", "pairs");
    await page.evaluate((text) => navigator.clipboard.writeText(text), knownPairs());
    await page.focus("[name=pairs]");
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Control+V");
    await page.fill("[name=message]", "GSVXZGHZG");
    await expectReading(page, "THECATSAT");
  });

  it("learns from a dropped file, also by words", async () => {
    const { page, said } = await open(hurried);
    const lines = [
      "the cat sat\tDET NOUN VERB",
      "a dog ran\tDET NOUN VERB",
      "the dog sat\tDET NOUN VERB",
      "a cat ran\tDET NOUN VERB",
    ];
    await drop(page, "tags.tsv", lines.join("\n"));
    await page.fill("[name=message]", "the dog ran");
    await eventually(() => reading(page)).toBe("DETNOUNVERB");
    expect(said).toEqual([]);
  });
});
