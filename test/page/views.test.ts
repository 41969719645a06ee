/** The views that learn other things, and data of one's own. */
import { expect, it } from "vitest";
import { isFull } from "../runs.js";
import { describePage, eventually, expectPhase, expectText, openTrained, set, step } from "./browser.js";

/** Runs that soon end, one of them where time is short. */
const quickRuns = [
  ["write", "pace=full&hiddenSize=4&lr=0.05"],
  ["names", "pace=full&perLabel=40&hiddenSize=8"],
  ["forecast", "pace=full&hiddenSize=4"],
] as const;

describePage("views", (open) => {
  it("forecasts the airline series better than the rule, hides more of it, and refuses what cannot be", async () => {
    const { page, said } = await openTrained(open, "forecast", "pace=full&hiddenSize=8");
    const numberOf = async (id: string) => Number(await page.textContent(id));
    expect(await numberOf("#error")).toBeLessThan((await numberOf("#rule-error")) / 2);
    await expectText(page, "#status", /Its mean error is [\d.]+, less than the rule’s [\d.]+\.$/);
    await expectText(page, ".series-figure .legend", "80 % interval");
    // One cursor: pointing at the series moves the inside.
    const box = await page.locator("#series").boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.6, (box?.y ?? 0) + 50);
    await expectText(page, "#step-shown", /^row 8\d of 144: 195[56]-\d\d$/);
    await expectText(
      page,
      "#reads-as",
      /^It reads \d+, as a change of [+−][\d.]+ %, and answers a change of .+: \d+\./,
    );
    // Beyond the border the cells go on with its own forecasts; before the first change there is nothing to read.
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.95, (box?.y ?? 0) + 50);
    await expectText(page, "#step-shown", /^row 13\d of 144: 1960-\d\d$/);
    await expectText(
      page,
      "#reads-as",
      /^It reads its own forecast, [\d.]+, as .* From row 121 on, each forecast becomes the next input\.$/,
    );
    expect(await page.$$eval(".unrolled .own", (all) => all.length)).toBe(2);
    await page.mouse.move((box?.x ?? 0) + 47, (box?.y ?? 0) + 50);
    await expectText(page, "#step-shown", "row 1: not in this window (2 to 144)");
    // The border between seen and hidden moves by keys as well, and what was trained is trained again.
    await page.press("#cut", "ArrowLeft");
    await eventually(() => page.inputValue("[name=hidden]")).toBe("25");
    await eventually(() => step(page)).toBeGreaterThan(5);
    await set(page, "hidden", "100");
    await expectText(page, ".field-error", "Hide at most half of the 144 values: 72");
    expect(await numberOf("#error")).toBeGreaterThan(0);
    expect(said).toEqual([]);
  });

  it.each(isFull ? quickRuns : quickRuns.slice(0, 1))("trains on after the end of a run: %s", async (view, state) => {
    const { page, said } = await openTrained(open, view, state);
    const end = await step(page);
    await page.click("#play");
    await eventually(() => step(page)).toBeGreaterThan(end);
    expect(await page.textContent("#trouble")).toBe("");
    expect(said).toEqual([]);
  });

  it("learns where names are from, letter by letter", async () => {
    const { page, said } = await open({ view: "names", state: "pace=full&perLabel=80&hiddenSize=12" });
    await expectText(page, "#status", "It is unsure about Kowalczyk");
    await page.click("#play");
    await eventually(() => page.textContent("#status")).toContain("It takes Kowalczyk for Polish");
    // Another letter in its place gives what is said beside it.
    await page.click("#play");
    await page.waitForSelector(".swaps button");
    const promised = (await page.textContent(".swaps button >> nth=0")) ?? "";
    await page.click(".swaps button >> nth=0");
    await eventually(() => page.textContent("#status")).not.toContain("Kowalczyk");
    const [, letter, label, share] = /^(.) (\S+) (.*)$/.exec(promised) ?? [];
    expect(await page.inputValue("#name")).toBe(`Kowalczy${letter}`);
    await expectText(page, ".name-figure .readline", `After Kowalczy${letter}: ${label}, ${share}.`);
    await page.fill("#name", "Rossini");
    await expectText(
      page,
      "#status",
      /It (takes Rossini for \w+, [\d.]+ %|is unsure about Rossini: \w+, [\d.]+ %, or \w+, [\d.]+ %)\./,
    );
    // The place in the name before is not one in this name.
    expect(await page.textContent(".bars-title")).toBe("After Rossini");
    await page.hover(".letters .letter >> nth=1");
    await expectText(page, ".bars-title", "After “Ro…”");
    await expectText(page, "#step-shown", "letter 2 of 7: o");
    await page.click('role=tab[name="Path"]');
    expect(await page.getAttribute("#path", "aria-label")).toContain("Rossini");
    await page.hover("#path");
    await expectText(page, ".inside .readline", /^After R(o|os|oss|ossi|ossin|ossini)?: \w+, \d/);
    await page.click('role=tab[name="Mistakes"]');
    await page.click(".inside summary");
    const cells = () => page.$$eval(".inside tbody td", (all) => all.map((cell) => Number(cell.textContent)));
    await eventually(async () => (await cells()).length).toBe(36);
    expect(Math.max(...(await cells()))).toBeGreaterThan(0);
    await page.click(".wrong button >> nth=0");
    expect(await page.inputValue("#name")).not.toBe("Rossini");
    expect(said).toEqual([]);
  });

  it("writes names that look like towns, and goes on with a letter that is chosen", async () => {
    const { page, said } = await open({ view: "write", state: "pace=full&hiddenSize=16" });
    await expectText(page, "#status", "It writes letters at random.");
    await page.click("#play");
    await eventually(() => step(page)).toBeGreaterThan(100);
    await page.click("#play");
    await expectPhase(page, "paused");
    await eventually(() => page.$$eval(".samples li", (all) => all.length)).toBeGreaterThan(1);
    await page.fill("#prompt", "Bad ");
    await eventually(() => page.textContent("#written")).toMatch(/^Bad ./);
    const before = await page.textContent("#written");
    await page.click("#again");
    await eventually(() => page.textContent("#written")).not.toBe(before);
    await page.click(".bars button >> nth=0");
    await eventually(() => page.inputValue("#prompt")).not.toBe("Bad ");
    expect(page.url()).toMatch(/prompt=/);
    await page.click('role=tab[name="Find a unit"]');
    await page.waitForSelector(".matches button");
    const correlations = await page.$$eval(".matches .note", (all) =>
      all.map(({ textContent }) => Math.abs(Number(textContent?.replace("−", "-")))),
    );
    expect(correlations).toEqual([...correlations].sort((a, b) => b - a));
    expect(correlations[0]).toBeGreaterThan(0.5);
    await page.hover(".tinted span >> nth=2");
    await expectText(page, ".inside .readline", /^Letter 3, “.”: unit \d+ −?\d/);
    // What it wrote before is marked in the timeline.
    await page.hover(".samples li >> nth=1");
    const [, sampled] = /^after ([\d,]+)/.exec((await page.textContent(".samples li >> nth=1")) ?? "") ?? [];
    await expectText(page, "#update-words", `Update ${sampled}: batch`);
    expect(said).toEqual([]);
  });

  it("looks at somebody's data, proposes what to learn, and keeps it from a view that cannot", async () => {
    const { page, said } = await open({ view: "own" });
    await page.setInputFiles(".file input", { name: "junk.bin", mimeType: "", buffer: Buffer.from([0, 1, 2, 0]) });
    await expectText(page, "#own-error", "junk.bin is not a text file");
    expect(await page.getAttribute("#own-data", "aria-invalid")).toBe("true");
    // There is an example of each kind, and what was understood is shown before anything is learned.
    await page.click("[data-example=names]");
    await expectText(page, ".proposals h2", "16 texts with 2 labels");
    expect(await page.$$eval(".understood tbody tr:first-child td", (all) => all.map((td) => td.textContent))).toEqual([
      "my invoice is wrong",
      "billing",
    ]);
    await page.fill("#own-data", "too little");
    await expectText(page, "#own-error", "Nothing can be learned from this yet.");
    expect(await page.$$eval(".proposals li", (all) => all.length)).toBeGreaterThan(4);
    await page.click("#clear");
    expect(await page.$$eval(".kinds button", (all) => all.length)).toBe(4);
    const numbers = Array.from({ length: 60 }, (_, i) => 100 + i + 20 * Math.sin(i));
    await page.fill("#own-data", numbers.join("\n"));
    await expectText(page, ".proposals h2", "60 numbers, one after another");
    await page.click("[data-view=forecast]");
    await expectText(page, "#status", "Not trained yet.");
    expect(page.url()).toContain("source=own");
    // Nothing is said of chance: it has not learned yet. What repeats is found, and is the rule.
    await expectText(page, "#status", /^Not trained yet\.$/);
    expect(await page.$$eval(".errors .better", (all) => all.length)).toBe(0);
    await expectText(page, "#period", /^It repeats about every 6 rows/);
    await page.selectOption("#pace", "full");
    await page.click("#play");
    await eventually(() => step(page)).toBeGreaterThan(5);
    // Wrong numbers are said at the field, and the run goes on.
    await page.fill("#own-text", "1\n2\nmany");
    await page.press("#own-text", "Tab");
    await expectText(page, "#own-note", 'expected a number, got "many"');
    expect(await step(page)).toBeGreaterThan(5);
    expect(said).toEqual([]);
  });

  it("asks for a guess, then does it and says why", async () => {
    const { page } = await open({ view: "decipher", state: "pace=full" });
    await page.click(".tries [aria-label='next question']");
    const card = page.locator(".try:not(.away)");
    expect(await card.locator(".do").isDisabled()).toBe(true);
    await card.locator(".guesses button >> nth=0").click();
    await card.locator(".do").click();
    await expectText(page, "#tried", /^“No” is right\. Every letter can be read by itself/);
    // What is broken is named beside the result.
    await expectText(page, "#broken", "Broken: it forgets its state at every letter.");
    await eventually(() => page.url()).toContain("forget");
    await eventually(() => step(page)).toBeGreaterThan(0);
    await page.click("#undo-try");
    await eventually(() => page.url()).not.toContain("forget");
    await eventually(() => step(page)).toBe(0);
    expect(await page.$$("#broken, #tried")).toEqual([]);
  });
});
