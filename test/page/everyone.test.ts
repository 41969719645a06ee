import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { outdir } from "../../demo/build.mjs";
import { isFull } from "../runs.js";
import { describePage, eventually, expectPhase, expectText, unfold } from "./browser.js";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { html: string; failureSummary: string }[];
}

interface Axe {
  run(context: object, options: object): Promise<{ readonly violations: readonly Violation[] }>;
}

/** What axe finds wrong. Only that leaves the page: what is right is named at length, element by element. */
async function findings(page: Page): Promise<unknown[]> {
  // As a script of the test, not of the page: the page's policy blocks other scripts.
  await page.evaluate(await readFile(axePath, "utf8"));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    // All rows of a table are alike, and some have hundreds.
    const context = { exclude: ["tbody tr:nth-child(n + 4)"] };
    const { violations } = await axe.run(context, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
    }));
  });
}

/** How much wider than the window the page is. */
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

const views = ["start", "forecast", "names", "write", "decipher", "own"];
/** What they share is in each of them, so one is tried where time is short. */
const isTried = (view: string) => isFull || view === "decipher";

describePage("for everyone", (open, _variant, finished) => {
  it("has nothing that axe finds wrong, in light and dark, wide and narrow, in any view", async () => {
    const { page } = await open({ view: views.find(isTried) as string });
    for (const [i, view] of views.entries()) {
      if (!isTried(view)) continue;
      await page.click(`.views a >> nth=${i}`);
      await page.waitForSelector(
        view === "start" || view === "own" ? "main:not(.frame) h1" : `[data-view=${view}] .readline`,
      );
      await unfold(page);
      // Half of the views in each scheme and size; all share the frame.
      await page.emulateMedia({ colorScheme: i % 2 ? "dark" : "light" });
      await page.setViewportSize(i % 3 === 1 ? { width: 390, height: 844 } : { width: 1280, height: 800 });
      expect(await findings(page), view).toEqual([]);
      // Values have lines of their own, not the browser's tooltips, which come late and not at all to fingers.
      expect(await page.$$("main [title], main svg title"), view).toEqual([]);
      for (const width of [360, 1024]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await overflow(page), `${view} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });

  it("announces milestones and nothing in between, and flickers less where motion is unwelcome", async () => {
    const { page } = await open({
      state: "pace=full",
      reducedMotion: "reduce",
      before: () => {
        const said: string[] = [];
        const changes = new Set<number>();
        Object.assign(globalThis, { said, changes });
        new MutationObserver((records) => {
          const status = document.querySelector("#status")?.textContent ?? "";
          if (status !== said.at(-1)) said.push(status);
          // A redraw changes many letters at once, which count as one change.
          const isLetter = ({ target }: MutationRecord) => target.parentElement?.closest(".plain");
          if (records.some(isLetter)) changes.add(Math.round(performance.now() / 100));
        }).observe(document, { subtree: true, characterData: true, childList: true });
      },
    });
    await page.click("#play");
    await expectPhase(page, "finished");
    const { said, changes } = await page.evaluate(() => {
      const { said, changes } = globalThis as unknown as { said: string[]; changes: Set<number> };
      return { said, changes: changes.size };
    });
    // Loading, untrained, training, readable, the end: not the updates in between.
    expect(said.filter(Boolean).length).toBeLessThanOrEqual(8);
    expect(changes).toBeLessThan(16);
    expect(await page.getAttribute("#status", "role")).toBe("status");
    // The cards are shown trained, once, and move only when asked to.
    await page.click("nav >> text=Start");
    await expectText(page, ".choice:last-child .updates", "after 160 updates; begins anew soon");
    expect(await page.textContent(".read b")).toBe("THIS-IS-A-SECRET");
    expect(await page.textContent("#motion")).toBe("Run the examples");
  });

  it("has tables behind the charts, a name for each chart, and titles of the axes", async () => {
    const { page } = await finished();
    for (const tab of ["Memory", "Looks back", "Gates"]) {
      await page.click(`role=tab[name="${tab}"]`);
      await page.waitForSelector("#inside-shown .behind");
      await unfold(page);
      await eventually(() => page.$$eval("#inside-shown tbody tr", (rows) => rows.length)).toBeGreaterThan(9);
    }
    for (const id of ["#shifts-panel", "#matrix-panel", ".timeline"])
      await eventually(() => page.$$eval(`${id} tbody tr`, (rows) => rows.length)).toBeGreaterThan(20);
    const nameless = await page.$$eval("canvas", (all) =>
      all
        .filter((canvas) => !canvas.closest("[aria-label]")?.getAttribute("aria-label"))
        .map(({ outerHTML }) => outerHTML),
    );
    expect(nameless).toEqual([]);
    await page.click('role=tab[name="Cell"]');
    expect(await page.getAttribute(".unrolled", "aria-label")).toMatch(/hands its memory to the next step/);
    // The numbers of the equations are those of the trace: f · c before + i · g = c.
    const shown = await page.$$eval(".equations tr", (rows) =>
      rows.map(
        (row) =>
          [
            row.querySelector(".formula")?.textContent ?? "",
            Number(row.lastElementChild?.textContent?.replace("−", "-")),
          ] as const,
      ),
    );
    const [f, i, g, c] = shown.map(([, value]) => value) as [number, number, number, number];
    const before = Number(
      /f · (\S+) \+/
        .exec(shown[3]?.[0] ?? "")?.[1]
        ?.replace("−", "-")
        .replace(/[()]/g, ""),
    );
    expect(f * before + i * g).toBeCloseTo(c, 1);
  });

  it("moves the cursor by buttons as well as by pointing, and tells values at once", async () => {
    const { page } = await finished();
    await page.hover("h1");
    await page.click('role=tab[name="Cell"]');
    await page.click("#step-on");
    await page.click("#step-on");
    await page.click("#step-back");
    const [, place] = /letter (\d+) of 16/.exec((await page.textContent("#step-shown")) ?? "") ?? [];
    expect(await page.$$eval(".plain .symbol", (all) => all.findIndex((one) => one.classList.contains("here")))).toBe(
      Number(place) - 1,
    );
    await page.hover("#matrix", { position: { x: 60, y: 60 } });
    await expectText(page, "#matrix-panel .readline", /^\S read as \S: \d/);
    await page.hover("#shifts-panel canvas");
    await expectText(page, "#shifts-panel .readline", /^Back by \d+: [\d.]+ % of its answers\.$/);
    await page.click('role=tab[name="Memory"]');
    await page.hover(".unit-lines", { position: { x: 3, y: 40 } });
    await expectText(page, "#step-shown", /^letter 1 of 16: F/);
    await expectText(page, ".inside .readline", /^F: unit \d+ −?\d\.\d\d, unit/);
    // In the loss chart too, for the pointer, and for the slider, which keys move.
    await page.hover(".line-chart", { position: { x: 200, y: 40 } });
    await expectText(
      page,
      "#update-words",
      /^Update \d+: batch \d\.\d+, validation \d\.\d+, validation letters right [\d.]+ %, PyTorch/,
    );
    await page.hover("h1");
    await expectText(page, "#update-words", /^Update 1,408: batch/);
    expect(await page.getAttribute("#scrubber", "aria-valuetext")).toMatch(/^Now\. Update 1,408: batch/);
  });

  it("has on a narrow screen a sheet for each panel, and the controls stay in reach", async () => {
    const { page } = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    expect(await page.isVisible(".data")).toBe(false);
    await page.tap(".sheet-tabs >> text=Data");
    expect(await page.isVisible("#message")).toBe(true);
    await page.tap(".sheet-tabs >> text=Inside");
    expect([await page.isVisible("#message"), await page.isVisible(".unrolled")]).toEqual([false, true]);
    await page.tap(".sheet-tabs >> text=Inside");
    await page.tap(".plain .symbol >> nth=2");
    await page.tap(".sheet-tabs >> text=Inside");
    await expectText(page, "#step-shown", /^letter 3 of 16/);
    // The letter is seen above the sheet that shows its cell.
    const bounds = (selector: string) => page.$eval(selector, (one) => one.getBoundingClientRect().toJSON());
    const [letter, sheet] = [await bounds(".secret .here"), await bounds(".inside")];
    expect(letter.top).toBeGreaterThanOrEqual(0);
    expect(letter.bottom).toBeLessThan(sheet.top);
    const small = await page.$$eval(
      "button, select",
      (all) =>
        all.filter(
          (one) => one.checkVisibility() && !one.matches(".term, .link") && one.getBoundingClientRect().height < 43,
        ).length,
    );
    expect(small).toBe(0);
  });

  it("says without JavaScript what it would be", () => {
    const [, said] = /<noscript>(.*)<\/noscript>/s.exec(readFileSync(`${outdir}index.html`, "utf8")) ?? [];
    expect(said).toContain("hands the result to the next step");
  });
});

describePage("the run of the tutorial", (_open, _variant, finished) => {
  it("learns what PyTorch does, update by update, and says what is true", async () => {
    const { page, said } = await finished();
    expect(await page.textContent("#now-step")).toBe("1,408");
    expect(await page.textContent("#now-score")).toBe("100.0 %");
    expect(await page.textContent("#status")).toMatch(/right\. The message is readable, first after \d+ updates\.$/);
    await unfold(page);
    await page.waitForSelector(".timeline tbody tr");
    const losses = await page.$$eval(".timeline tbody tr", (rows) =>
      rows.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent))),
    );
    expect(losses.length).toBeGreaterThan(40);
    for (const [ours = 0, , , theirs = 0] of losses) expect(Math.abs(ours - theirs)).toBeLessThan(2e-4);
    expect(said).toEqual([]);
  });
});
