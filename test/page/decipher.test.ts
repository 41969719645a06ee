/** Decipher: messages, ciphers, interventions, and what was wrong with the page once. */
import type { Page } from "playwright-core";
import { ciphers } from "rnn-wasm";
import { expect, it } from "vitest";
import {
  describePage,
  eventually,
  expectPhase,
  expectReading,
  expectText,
  openTool,
  openTrained,
  quickRun,
  reading,
  set,
  step,
} from "./browser.js";

const encrypt = (message: string) => ciphers.caesar({ key: 13 }).encrypt(message);

/** A row of the table of gates and states. */
const valuesOf = (page: Page, row: string) =>
  page.$$eval(
    ".inside tbody tr",
    (rows, name) => {
      const found = rows.find((line) => line.querySelector("th")?.textContent === name);
      return [...(found?.querySelectorAll("td") ?? [])].map((cell) => Number(cell.textContent?.replace("−", "-")));
    },
    row,
  );

describePage("Decipher", (open) => {
  it("makes one update at a time, by buttons and keys, and leaves the keys to fields that want them", async () => {
    const { page } = await open({ state: "pace=0.1" });
    const losses = new Set<string | null>();
    for (const made of [1, 2]) {
      await page.click("#step");
      await eventually(() => step(page)).toBe(made);
      losses.add(await page.textContent("#status"));
    }
    await page.click("h1");
    await page.keyboard.press("Space");
    await expectPhase(page, "running");
    await page.keyboard.press("Space");
    await expectPhase(page, "paused");
    const paused = await step(page);
    await page.keyboard.press(".");
    await eventually(() => step(page)).toBe(paused + 1);
    await page.focus("#message");
    await page.keyboard.type(". ");
    expect(await step(page)).toBe(paused + 1);
    await page.focus("#play");
    await page.keyboard.press("Space");
    await expectText(page, "#play", "Pause");
  });

  it("reads another message whichever side is typed, shows past weights with their figures, and comes back", async () => {
    const { page, said } = await openTrained(open);
    await page.fill("#message", "meet me at noon");
    await eventually(() => page.inputValue("#secret")).toBe(encrypt("MEET-ME-AT-NOON"));
    await expectReading(page, "MEET-ME-AT-NOON");
    expect(await page.textContent("#message-note")).toMatch(/^It reads MEET-ME-AT-NOON: its letters are A to Z/);
    await page.fill("#secret", encrypt("ANOTHER-ONE"));
    await eventually(() => page.inputValue("#message")).toBe("ANOTHER-ONE");
    await expectReading(page, "ANOTHER-ONE");
    // The first weights cannot read it, and nothing that is shown contradicts that.
    await page.focus("#scrubber");
    await page.keyboard.press("Home");
    await expectText(page, "#status", "Earlier weights. The message is not readable yet.");
    expect(await reading(page)).not.toBe("ANOTHER-ONE");
    expect(await page.textContent("#scrubbed")).toBe(`You are looking at update 0 of ${quickRun.updates}.`);
    expect([await page.textContent("#now-step"), await page.textContent("#now-score")]).toEqual(["0", "–"]);
    // The slider is linear in updates.
    expect(Number(await page.inputValue("#scrubber"))).toBe(0);
    await page.fill("#scrubber", "130");
    await expectText(page, "#scrubbed", /update ([3-9]\d|1[0-3]\d) of 256/);
    await page.click("#back-to-now");
    await expectReading(page, "ANOTHER-ONE");
    expect(await step(page)).toBe(quickRun.updates);
    // An empty message leaves no hole.
    await page.fill("#message", "");
    await expectText(page, ".empty", "Type a message of symbols");
    expect(said).toEqual([]);
  });

  it("says what is wrong at the field, and leaves the run as it is until the value is valid", async () => {
    const { page } = await openTrained(open);
    await set(page, "key", "abc");
    await expectText(page, ".field-error", 'expected a whole number, got "abc"');
    expect(await page.getAttribute("[name=key]", "aria-invalid")).toBe("true");
    const described = (await page.getAttribute("[name=key]", "aria-describedby")) as string;
    expect(await page.textContent(`[id="${described}"]`)).toContain("abc");
    await set(page, "hiddenSize", "100000");
    await expectText(page, ".fields", "Expected a whole number from 1 to 256");
    expect([await step(page), await reading(page)]).toEqual([quickRun.updates, "THIS-IS-A-SECRET"]);
    await set(page, "key", "7");
    await expectPhase(page, "paused");
    expect(await step(page)).toBe(0);
    expect(await page.inputValue("#secret")).toBe(ciphers.caesar({ key: 7 }).encrypt("THIS-IS-A-SECRET"));
    expect(page.url()).toContain("key=7");
    // The run before stays, and says what differs; its line stands out while the row has the pointer or the focus.
    const rows = () => page.$$eval(".runs tbody tr", (all) => all.map((row) => row.textContent));
    await eventually(rows).toEqual(["This run––", expect.stringMatching(/^Run 1Key 130\.\d+100\.0 %pin delete$/)]);
    const strong = () => page.$$eval(".runs .strong", (all) => all.map((row) => row.querySelector("th")?.textContent));
    await page.hover(".runs tbody tr >> nth=1");
    await eventually(strong).toEqual(["Run 1"]);
    await page.hover("h1");
    await eventually(strong).toEqual([]);
    await page.focus(".run-name.run1");
    await eventually(strong).toEqual(["Run 1"]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expectText(page, ".runs", "pinned");
    // Runs of another task are not listed with it, and come back with their task.
    await page.selectOption("#task", "atbash");
    await eventually(() => page.$$(".runs")).toEqual([]);
    await page.selectOption("#task", "caesar");
    await expectText(page, ".runs", "pinned");
    await page.click("[aria-label='Delete run 1']");
    await eventually(() => page.$$(".runs")).toEqual([]);
  });

  it("takes its memory away, holds gates and cuts units, and undoes all of it", async () => {
    const { page, said } = await openTrained(open);
    await openTool(page, "break");
    await page.check("[name=forget]");
    await page.selectOption("[name=f]", "low");
    await page.check("[name=cut][value='3']");
    await page.click("#play");
    await expectReading(page, "THIS-IS-A-SECRET");
    // Enough of training, which would go on to draw.
    await page.selectOption("#pace", "20");
    // What is taken away is not drawn as if it were there.
    await expectText(page, "#remembers", /c is taken away: it is 0 again at every letter/);
    await expectText(page, ".equations", "0 (forgotten)");
    expect(await page.$$eval(".unrolled .severed", (all) => all.length)).toBe(4);
    await page.click('role=tab[name="Gates"]');
    await page.click(".inside summary");
    await eventually(async () => new Set(await valuesOf(page, "f 0"))).toEqual(new Set([0]));
    await eventually(async () => new Set(await valuesOf(page, "h 3"))).toEqual(new Set([0]));
    expect(page.url()).toContain("forget");
    await openTool(page, "code");
    await expectText(page, ".tool[data-panel=code]", "without the interventions");
    await page.click("#undo-breaking");
    await eventually(async () => (await valuesOf(page, "f 0")).some((value) => value > 0.01)).toBe(true);
    expect(page.url()).not.toContain("forget");
    // Another cell has other gates, and leaves what it does not have.
    await page.click(".more summary");
    await page.selectOption("[name=cell]", "gru");
    await eventually(() => page.$$eval(".gate h3", (all) => all.map(({ textContent }) => textContent))).toEqual([
      "r, reset gate",
      "z, update gate",
      "n, candidate",
      "h, hidden state: memory",
    ]);
    expect(said).toEqual([]);
  });

  it("compares two runs with one thing changed, with one cursor", async () => {
    const { page, said } = await open({ state: quickRun.state });
    await page.selectOption("#compare", "without memory");
    await expectText(page, ".lane-1 .lane-name", "without memory");
    await page.hover(".lane-0 .plain .symbol >> nth=4");
    await eventually(() => page.$$eval(".readout .plain .here", (all) => all.length)).toBe(2);
    await expectText(page, "#step-shown", /^letter 5 of 16/);
    await page.click("#play");
    const lanes = () => page.$$eval(".readout .plain", (all) => all.map(({ textContent }) => textContent));
    // Caesar needs no memory.
    await eventually(lanes).toEqual(["writesTHIS-IS-A-SECRET", "writesTHIS-IS-A-SECRET"]);
    await expectText(page, ".runs", "Second runwithout memory");
    // Both are asked the same, and shown at the same update.
    await page.fill("#message", "BOTH");
    await eventually(lanes).toEqual(["writesBOTH", "writesBOTH"]);
    // What is changed is changed in both runs, which go on to differ in one thing.
    await page.selectOption("#compare", "half the units");
    const names = () => page.$$eval(".lane-name", (all) => all.map(({ textContent }) => textContent));
    await eventually(names).toEqual(["First run: Units 10", "Second run: Units 5"]);
    await set(page, "hiddenSize", "8");
    await eventually(names).toEqual(["First run: Units 8", "Second run: Units 4"]);
    await expectText(page, ".data .fields", "In the second run: 4");
    await page.click("#step");
    await eventually(() => page.$$eval(".lane .figures", (all) => all.length)).toBe(2);
    await page.click(".inside >> text=second run");
    await eventually(() => page.$$eval("#unit option", (all) => all.length)).toBe(4);
    await openTool(page, "break");
    await page.check("[name=forget]");
    await set(page, "hiddenSize", "1");
    await eventually(names).toEqual(["First run: the same settings", "Second run: the same settings"]);
    await expectText(page, ".lane-1 .status", "Both runs are the same now.");
    await page.selectOption("#compare", "");
    await eventually(() => page.$$eval(".lane", (all) => all.length)).toBe(1);
    // What it does already cannot be compared with.
    const impossible = await page.$$eval("#compare option:disabled", (all) =>
      all.map(({ textContent }) => textContent),
    );
    expect(impossible).toEqual(["without memory", "half the units"]);
    expect(said).toEqual([]);
  });

  it("learns from pairs of words, and says which line is wrong", async () => {
    // A link brings no pairs: there are some to begin with.
    const { page, requests } = await open({ state: "task=pairs&pace=full" });
    expect(await page.inputValue("#own-text")).toMatch(/^the dog sings\tDET NOUN VERB\n/);
    expect(await page.inputValue("#message")).toBe("the dog sings");
    await page.fill("#own-text", "AB\tAB\nABC\tAB");
    await page.press("#own-text", "Tab");
    await expectText(page, "#own-note", "Line 2: expected as many symbols on both sides, got 3 and 2");
    const lines = [
      "the cat sat\tDET NOUN VERB",
      "a dog ran\tDET NOUN VERB",
      "the dog sat\tDET NOUN VERB",
      "a cat ran\tDET NOUN VERB",
    ];
    await page.fill("#own-text", lines.join("\n"));
    await page.press("#own-text", "Tab");
    await page.fill("#message", "the dog ran");
    await page.click("#play");
    await eventually(() => reading(page)).toBe("DETNOUNVERB");
    // Nothing that was typed has left the page.
    expect(requests.filter((url) => url.includes("dog"))).toEqual([]);
  });
});
