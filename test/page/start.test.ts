import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { describePage, expectReading, expectText } from "./browser.js";

describePage("the page begins", (open, variant, finished) => {
  it("reads the message without a click, in less than two seconds", async () => {
    const times: number[] = [];
    // The machine may be busy with something else: once in three it has to be in time.
    for (let i = 0; i < 3 && !times.some((ms) => ms < 2000); i++) {
      const { page } = await open({ before: watch });
      await expectReading(page, "THIS-IS-A-SECRET");
      times.push((await watched(page)).readAfterMs);
      await page.context().close();
    }
    console.info(`read after ${Math.round(Math.min(...times))} ms, ${variant}`);
    expect(Math.min(...times)).toBeLessThan(2000);
  });

  it("reaches 100 % as PyTorch does, and says so", async () => {
    const { page } = await finished();
    expect(await page.textContent("#status")).toMatch(/Every letter .* right\. The message was read after \d+ steps\./);
    expect(await page.textContent("#now-step")).toBe("1,408");
    expect(await page.textContent("#now-accuracy")).toBe("100.0 %");
    expect(await page.textContent("#weights")).toBe("1,112 weights");
  });

  it("says nothing on the console, and asks nobody but its own host", async () => {
    const { address, said, requests } = await finished();
    expect(said).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(address) && !/^(blob|data):/.test(url))).toEqual([]);
  });

  it("weighs at most 150 KB gzipped, with one build of the core", async () => {
    const { requests } = await finished();
    const urls = [...new Set(requests.filter((url) => url.startsWith("http")).map((url) => url.replace(/#.*/, "")))];
    const bodies = await Promise.all(urls.map(async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer())));
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
    console.info(`the page, ${variant}: ${(bytes / 1024).toFixed(1)} KB gzipped in ${urls.length} files`);
    expect(bytes).toBeLessThanOrEqual(150 * 1024);
  });

  it("works from a sub-folder, and offline once it is there", async () => {
    const { page, said } = await open({ folder: "/some/where/" });
    await expectText(page, "#status", /Every letter/);
    await page.context().setOffline(true);
    await page.click("#restart");
    await expectText(page, "#status", /It is learning|is readable/);
    await expectText(page, "#status", /Every letter/);
    expect(said).toEqual([]);
    await page.context().close();
  });

  it("neither moves nor blocks while it trains", async () => {
    const { page, longestTask } = await open({ before: watch, traced: true });
    await expectText(page, "#status", /Every letter/);
    const { shift } = await watched(page);
    const longest = await longestTask();
    console.info(`longest task of the main thread: ${longest.toFixed(1)} ms, ${variant}`);
    expect(longest).toBeLessThan(50);
    expect(shift).toBeLessThan(0.001);
    await page.context().close();
  });
});

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
