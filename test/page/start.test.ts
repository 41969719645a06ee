import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { budgets, kilobytes } from "../../scripts/build/sizes.mjs";
import { bothBuilds, describePage, expectText } from "./browser.js";

describePage(
  "the page begins",
  (_open, variant, finished) => {
    it("reaches 100 % as PyTorch does, and says so", async () => {
      const { page } = await finished();
      expect(await page.textContent("#status")).toMatch(
        /Every letter .* right\. The message was read after \d+ steps\./,
      );
      expect(await page.textContent("#now-step")).toBe("1,408");
      expect(await page.textContent("#now-accuracy")).toBe("100.0 %");
      expect(await page.textContent("#weights")).toBe("1,112 weights");
    });

    it("logs nothing to the console, and requests only its own host", async () => {
      const { address, said, requests } = await finished();
      expect(said).toEqual([]);
      expect(requests.filter((url) => !url.startsWith(address) && !/^(blob|data):/.test(url))).toEqual([]);
    });

    it("weighs no more than it may, with one build of the core", async () => {
      const { requests } = await finished();
      const urls = [...new Set(requests.filter((url) => url.startsWith("http")).map((url) => url.replace(/#.*/, "")))];
      const bodies = await Promise.all(urls.map(async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer())));
      const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
      console.info(`the page, ${variant}: ${kilobytes(bytes).toFixed(1)} KB gzipped in ${urls.length} files`);
      expect(kilobytes(bytes)).toBeLessThanOrEqual(budgets.page);
    });
  },
  bothBuilds,
);

describePage("the page elsewhere", (open) => {
  it("works from a sub-folder, and offline once it is there", async () => {
    const { page, said } = await open({ folder: "/some/where/" });
    await expectText(page, "#status", /Every letter/);
    await page.context().setOffline(true);
    await page.click("#restart");
    await expectText(page, "#status", /It is learning|is readable/);
    await expectText(page, "#status", /Every letter/);
    expect(said).toEqual([]);
  });
});
