import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  describePage,
  eventually,
  expectPhase,
  expectReading,
  expectText,
  lookBack,
  openTrained,
  pause,
  step,
} from "./browser.js";

/** Slow enough to be paused before much was learned: it makes its first update after seconds. */
const slow = "pace=0.1";

/** A row of the table of gates and states. */
const valuesOf = (page: Page, row: string) =>
  page.$$eval(
    "#gates-panel tbody tr",
    (rows, name) => {
      const found = rows.find((line) => line.querySelector("th")?.textContent === name);
      return [...(found?.querySelectorAll("td") ?? [])].map((cell) => Number(cell.textContent));
    },
    row,
  );

describePage("controls", (open) => {
  it("pauses, makes one step at a time, and continues", async () => {
    const { page } = await open({ fragment: slow });
    const paused = await pause(page);
    const losses = new Set<string | null>();
    for (const made of [1, 2, 3]) {
      await page.click("#step");
      await eventually(() => step(page)).toBe(paused + made);
      losses.add(await page.textContent("#now-loss"));
    }
    expect(losses.size).toBe(3);
    await page.selectOption("#pace", "full");
    await page.click("#play");
    await expectReading(page, "THIS-IS-A-SECRET");
  });

  it("obeys Space and the dot, and leaves them to fields that want them", async () => {
    const { page } = await open({ fragment: slow });
    await expectPhase(page, "running");
    await page.keyboard.press("Space");
    await expectPhase(page, "paused");
    const paused = await step(page);
    await page.keyboard.press(".");
    await eventually(() => step(page)).toBe(paused + 1);
    await page.focus("[name=message]");
    await page.keyboard.type(". ");
    expect(await step(page)).toBe(paused + 1);
    expect(await page.textContent("#play")).toBe("Play");
    await page.focus("#play");
    await page.keyboard.press("Space");
    await expectText(page, "#play", "Pause");
  });

  it("repeats a run with its seed, and makes another one with another seed", async () => {
    // More than are made before the pause, on a busy machine too.
    const wanted = 4;
    const { page } = await open({ fragment: `${slow}&seed=5` });
    const lossOfStep = async () => {
      for (let made = await pause(page); made < wanted; made++) {
        await page.click("#step");
        await eventually(() => step(page)).toBe(made + 1);
      }
      expect(await step(page)).toBe(wanted);
      const loss = await page.textContent("#now-loss");
      return loss;
    };
    const first = await lossOfStep();
    const lossOf = async (seed: string) => {
      await page.fill("[name=seed]", seed);
      await page.press("[name=seed]", "Enter");
      return lossOfStep();
    };
    expect(await lossOf("6")).not.toBe(first);
    expect(await lossOf("5")).toBe(first);
  });

  it("begins again with other settings, and keeps the earlier run for comparison", async () => {
    const { page } = await openTrained(open);
    await page.fill("[name=seed]", "7");
    await page.press("[name=seed]", "Enter");
    await expectText(page, "#runs", /caesar: 1,408 steps, 100\.0 %.*seed 7 \(this run\)/);
    await expectReading(page, "THIS-IS-A-SECRET");
    expect(page.url()).toContain("seed=7");
  });

  it("says what is wrong with a setting, in the package's words", async () => {
    const { page, said } = await open({ fragment: "hiddenSize=-3" });
    await expectText(page, "#trouble", /hiddenSize: expected a positive integer.*, got -3/);
    expect(said).toEqual([]);
  });

  it("shows past weights, and comes back", async () => {
    const { page } = await openTrained(open);
    await expectReading(page, "THIS-IS-A-SECRET");
    await lookBack(page, "THIS-IS-A-SECRET");
  });

  it("learns Caesar without memory, with gates and units held", async () => {
    const { page, said } = await openTrained(open);
    await page.check("[name=forget]");
    await page.selectOption("[name=f]", "low");
    await page.check("[name=cut][value='3']");
    await page.click("#play");
    await expectReading(page, "THIS-IS-A-SECRET");
    await page.click("#gates-panel summary");
    const cells = (row: string) => valuesOf(page, row);
    // The table follows the weights; the message may have been readable before they were held.
    await eventually(async () => new Set(await cells("f 0"))).toEqual(new Set([0]));
    await eventually(async () => new Set(await cells("h 3"))).toEqual(new Set([0]));
    await page.selectOption("[name=f]", "learned");
    await eventually(async () => (await cells("f 0")).some((value) => value > 0.01)).toBe(true);
    expect(said).toEqual([]);
  });

  it("learns with another cell, and shows its gates", async () => {
    const { page, said } = await openTrained(open);
    await page.click(".settings summary");
    expect(await page.isVisible("[name=nonlinearity]")).toBe(false);
    await page.selectOption("[name=cell]", "gru");
    await expectText(page, "#runs", /cell gru \(this run\)/);
    await expectText(page, "#status", /Every letter/);
    await expectReading(page, "THIS-IS-A-SECRET");
    // 27 · 5 of the embedding, 3 · 10 · (5 + 10 + 2) of the cell, 27 · 11 of the linear layer.
    await expectText(page, "#weights", "942 weights");
    const shown = () => page.$$eval("#gates canvas", (all) => all.map((canvas) => canvas.getAttribute("aria-label")));
    expect(await shown()).toEqual(["r, reset gate", "z, update gate", "n, candidate", "h, hidden state"]);
    expect(page.url()).toContain("cell=gru");
    expect(await page.textContent("#code-npm")).toContain('cell: "gru"');
    // A unit that is cut keeps the state of the beginning, and the run goes on around it.
    await page.check("[name=cut][value='3']");
    await page.selectOption("[name=r]", "low");
    await page.click("#play");
    await expectReading(page, "THIS-IS-A-SECRET");
    await page.click("#gates-panel summary");
    const row = (name: string) => valuesOf(page, name);
    await eventually(async () => new Set(await row("h 3"))).toEqual(new Set([0]));
    await eventually(async () => new Set(await row("r 0"))).toEqual(new Set([0]));
    // A cell without gates has none to hold, and a nonlinearity instead.
    await page.selectOption("[name=cell]", "rnn");
    await eventually(shown).toEqual(["h, hidden state"]);
    expect(await page.isVisible("[name=nonlinearity]")).toBe(true);
    expect(await page.$$("#gate-switches select")).toEqual([]);
    expect(page.url()).not.toContain("hold=");
    expect(said).toEqual([]);
  });

  it("fails at Vigenère without memory", async () => {
    const { page } = await open({ fragment: "task=vigenere&forget&pace=full" });
    await eventually(() => step(page)).toBeGreaterThan(1500);
    const share = Number.parseFloat((await page.textContent("#now-accuracy")) ?? "");
    expect(share).toBeLessThan(40);
  });
});
