/** Time and movement: how soon the page shows something, and that it neither jumps nor freezes. The one project that may try again. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { isFull } from "../runs.js";
import { bothBuilds, describePage, expectReading, expectText } from "./browser.js";

describePage(
  "budgets of the page",
  (open, variant) => {
    it("reads the message without a click, in less than two seconds", async () => {
      const { page } = await open({ before: watch });
      await expectReading(page, "THIS-IS-A-SECRET");
      const { readAfterMs } = await watched(page);
      console.info(`read after ${Math.round(readAfterMs)} ms, ${variant}`);
      expect(readAfterMs).toBeLessThan(2000);
    });

    it("neither moves nor blocks while it trains", async () => {
      const { page, longestTask } = await open({ before: watch, traced: true });
      await expectText(page, "#status", /Every letter/);
      const { shift } = await watched(page);
      const longest = await longestTask();
      console.info(`longest task of the main thread: ${longest.toFixed(1)} ms, ${variant}`);
      expect(longest).toBeLessThan(50);
      expect(shift).toBeLessThan(0.001);
    });
  },
  // The one that Chromium takes by itself.
  isFull ? bothBuilds : ["relaxed"],
);

interface Watched {
  /** From the navigation's start to the message on screen. */
  readAfterMs: number;
  /** How much the layout moved, as browsers score it. */
  shift: number;
}

const watched = (page: Page) => page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched);

/** Runs in the page, before its scripts. */
function watch(): void {
  const watched: Watched = { readAfterMs: Number.POSITIVE_INFINITY, shift: 0 };
  Object.assign(globalThis, { watched });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.shift += (entry as PerformanceEntry & { value: number }).value;
  }).observe({ type: "layout-shift", buffered: true });
  new MutationObserver(() => {
    const text = [...document.querySelectorAll("#readout .plain")].map((line) => line.textContent).join("");
    if (text === "THIS-IS-A-SECRET") watched.readAfterMs = Math.min(watched.readAfterMs, performance.now());
  }).observe(document, { subtree: true, childList: true, characterData: true });
}
