/** A visit from beginning to end, on both builds of the core. */
import { expect, it } from "vitest";
import {
  bothBuilds,
  copied,
  describePage,
  expectReading,
  follow,
  lookBack,
  openTrained,
  pause,
  step,
  sureness,
} from "./browser.js";

describePage(
  "a visit",
  (open) => {
    it("trains, reads another message, looks back, trains around a gate, and is passed on as a link", async () => {
      const { page, said } = await openTrained(open);
      await page.fill("[name=message]", "A-LINK-HOLDS-IT");
      await expectReading(page, "A-LINK-HOLDS-IT");

      await lookBack(page, "A-LINK-HOLDS-IT");

      await page.selectOption("[name=f]", "low");
      await page.click("#play");
      await expectReading(page, "A-LINK-HOLDS-IT");
      await pause(page);
      await expectReading(page, "A-LINK-HOLDS-IT");

      const link = await copied(page, "#copy-model-link");
      expect(link.length).toBeLessThan(8192);
      const other = await follow(open, link);
      await expectReading(other.page, "A-LINK-HOLDS-IT");
      expect(await sureness(other.page)).toEqual(await sureness(page));
      expect(await step(other.page)).toBe(0);
      await other.page.fill("[name=message]", "ANOTHER-MESSAGE");
      await expectReading(other.page, "ANOTHER-MESSAGE");
      expect([...said, ...other.said]).toEqual([]);
    });
  },
  bothBuilds,
);
