import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { describePage, eventually, expectReading, expectText, hurried } from "./browser.js";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { html: string; failureSummary: string }[];
}

interface Axe {
  run(options: object): Promise<{ readonly violations: readonly Violation[] }>;
}

/** What axe finds wrong. Only that leaves the page: what is right is named at length, element by element. */
async function findings(page: Page): Promise<unknown[]> {
  // As a script of the test, not of the page: the page's policy blocks other scripts.
  await page.evaluate(await readFile(axePath, "utf8"));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
    }));
  });
}

/** Opens all that can be opened. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

/** By how many pixels the page is wider than its window. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describePage("for everyone", (open, _variant, finished) => {
  it("axe finds nothing, in the light and wide, in the dark and narrow, with everything unfolded", async () => {
    const { page } = await open({ ...hurried, colorScheme: "light", viewport: { width: 1600, height: 900 } });
    await expectText(page, "#status", /Every letter/);
    await unfold(page);
    await page.waitForSelector("#gates-panel tbody tr");
    expect(await findings(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 360, height: 900 });
    // A line of the message is shorter where there is less room.
    await eventually(() => page.locator("#readout .plain").first().locator("span").count()).toBe(16);
    expect(await findings(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  it("has a table behind each chart", async () => {
    const { page } = await finished();
    await unfold(page);
    const figures = await page.$$eval("figure", (all) =>
      all.map((figure) => ({
        charts: figure.querySelectorAll("canvas").length,
        rows: figure.querySelectorAll("tbody tr").length,
        named: [...figure.querySelectorAll("canvas, .chart")].every(
          (chart) => chart.closest("[role=img]") && chart.closest("[aria-label], [aria-labelledby]"),
        ),
      })),
    );
    expect(figures).toHaveLength(6);
    for (const { charts, rows, named } of figures) {
      expect(charts).toBeGreaterThan(0);
      expect(rows).toBeGreaterThan(5);
      expect(named).toBe(true);
    }
    // PyTorch's losses stand beside ours, and are the same.
    const losses = await page.$$eval("[aria-label='Table of the losses'] tbody tr", (rows) =>
      rows.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent))),
    );
    for (const [ours, theirs] of losses as [number, number][]) expect(Math.abs(ours - theirs)).toBeLessThan(2e-4);
  });

  it("announces milestones, and nothing in between", async () => {
    const { page } = await open({
      before: () => {
        const said: string[] = [];
        Object.assign(globalThis, { said });
        document.addEventListener("DOMContentLoaded", () => {
          const status = document.querySelector("#status") as HTMLElement;
          new MutationObserver(() => said.push(status.textContent ?? "")).observe(status, { childList: true });
        });
      },
    });
    await expectText(page, "#status", /Every letter/);
    const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said.length).toBeLessThanOrEqual(4);
    expect(said.at(-1)).toMatch(/^Every letter of the validation is right\. The message was read after/);
    expect(await page.getAttribute("#status", "role")).toBe("status");
  });

  it("flickers less where motion is unwelcome", async () => {
    const { page } = await open({
      reducedMotion: "reduce",
      before: () => {
        const changes = new Set<number>();
        Object.assign(globalThis, { changes });
        document.addEventListener("DOMContentLoaded", () => {
          const readout = document.querySelector("#readout") as HTMLElement;
          // A redraw changes many letters at once, which count as one change.
          new MutationObserver(() => changes.add(Math.round(performance.now() / 50))).observe(readout, {
            subtree: true,
            characterData: true,
            childList: true,
          });
        });
      },
    });
    await expectReading(page, "THIS-IS-A-SECRET");
    await expectText(page, "#status", /Every letter/);
    const changes = await page.evaluate(() => (globalThis as unknown as { changes: Set<number> }).changes.size);
    expect(changes).toBeLessThan(16);
  });

  it("follows the light and the dark", async () => {
    const { page } = await finished();
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.emulateMedia({ colorScheme: "light" });
    const light = await background();
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await background()).not.toBe(light);
  });
});
