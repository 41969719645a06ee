/** How the page begins: what it shows, weighs and keeps. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { outdir } from "../../demo/build.mjs";
import { budgets, kilobytes } from "../../scripts/build/sizes.mjs";
import { describePage, eventually, expectPhase, expectText, reading, step } from "./browser.js";

const gzipped = (bytes: Uint8Array) => gzipSync(bytes, { level: 9 }).length;

/** What the service worker keeps for one build of the core. */
function keptBytes(variant: string): number {
  const program = readFileSync(`${outdir}service-worker.js`, "utf8");
  const [, files = "", own = ""] = new RegExp(`(\\[[^\\]]*\\]).*${variant}:(\\[[^\\]]*\\])`, "s").exec(program) ?? [];
  const names = [...JSON.parse(files), ...JSON.parse(own)].map((name: string) => (name === "./" ? "index.html" : name));
  expect(names).toContain("worker.js");
  return names.reduce((sum, name) => sum + gzipped(readFileSync(outdir + name)), 0);
}

describePage("the page", (_open, variant) => {
  it("weighs no more than it may, with everything and one build of the core", () => {
    const all = kilobytes(keptBytes(variant));
    console.info(`the whole page, ${variant}: ${all.toFixed(1)} KB gzipped`);
    expect(all).toBeLessThanOrEqual(budgets.page);
  });
});

describePage("the first view", (open) => {
  it("asks four questions, weighs little, and requests only its own host", async () => {
    const { page, address, requests, said } = await open({ view: "start" });
    expect(await page.$$eval(".card.choice h3", (all) => all.map(({ textContent }) => textContent))).toEqual([
      "What comes next?",
      "Where is this name from?",
      "What could come next?",
      "What did it mean?",
    ]);
    // The cards learn, and the programs for that are part of the first view.
    await expectText(page, ".choice:last-child .updates", /^after \d+ updates$/);
    await page.click("#motion");
    const updates = () => page.$$eval(".choice .updates", (all) => all.map(({ textContent }) => textContent));
    await page.waitForFunction(() => document.querySelector("#motion")?.textContent === "Run the examples");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const paused = await updates();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await updates()).toEqual(paused);
    const urls = [...new Set(requests.filter((url) => !url.startsWith("data:")).map((url) => url.replace(/#.*/, "")))];
    expect(urls.filter((url) => !url.startsWith(new URL(address).origin))).toEqual([]);
    const bodies = await Promise.all(urls.map(async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer())));
    expect(urls.filter((url) => url.endsWith("/glimpses.js"))).toHaveLength(1);
    const bytes = bodies.reduce((sum, body) => sum + gzipped(body), 0);
    console.info(`the first view: ${kilobytes(bytes).toFixed(1)} KB gzipped in ${urls.length} files`);
    expect(kilobytes(bytes)).toBeLessThanOrEqual(budgets.firstView);
    // A card leads to its view, which begins still and untrained, with one filled button.
    await page.click(".card.choice >> nth=3");
    await expectText(page, "#status", "Not trained yet. The message is not readable yet.");
    expect(page.url()).toMatch(/#\/decipher$/);
    expect(await page.$$eval("button.primary", (all) => all.map(({ textContent }) => textContent))).toEqual(["Train"]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await step(page)).toBe(0);
    expect(said).toEqual([]);
  });

  it("works from a sub-folder, and offline after the first idle second, views that were never opened too", async () => {
    const { page, said } = await open({ view: "start", folder: "/some/where/", offline: true });
    // It answers requests from now on.
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.context().setOffline(true);
    await page.click("nav >> text=Names");
    await expectText(page, "#status", /Not trained yet\. It is unsure about Kowalczyk: /);
    await page.selectOption("#pace", "full");
    await page.click("#play");
    await eventually(() => step(page)).toBeGreaterThan(20);
    await page.reload();
    await page.click("nav >> text=Decipher");
    await page.selectOption("#task", "pairs");
    await page.selectOption("#pace", "full");
    await page.click("#play");
    await eventually(() => step(page)).toBeGreaterThan(20);
    expect((await reading(page)).length).toBeGreaterThan(0);
    expect(said).toEqual([]);
  });

  it("is seen to learn at first, and shows its real speed then", async () => {
    const { page } = await open();
    expect(await page.inputValue("#pace")).toBe("stretched");
    await page.click("#play");
    await eventually(() => step(page)).toBeGreaterThan(8);
    // Of about 1,400.
    expect(await step(page)).toBeLessThan(200);
    await page.selectOption("#pace", "full");
    await expectPhase(page, "finished");
    await page.selectOption("#pace", "stretched");
    await page.click("#restart");
    await expectPhase(page, "paused");
    expect(await step(page)).toBe(0);
  });
});
