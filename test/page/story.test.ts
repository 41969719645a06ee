/** A visit from beginning to end, on both builds of the core. */
import { expect, it } from "vitest";
import {
  bothBuilds,
  copied,
  describePage,
  eventually,
  expectPhase,
  expectReading,
  expectText,
  hurried,
  pause,
  reading,
  step,
  sureness,
} from "./browser.js";

describePage(
  "a visit",
  (open) => {
    it("trains, reads another message, looks back, trains around a gate, and is passed on as a link", async () => {
      const { page, said } = await open(hurried);
      await expectPhase(page, "finished");
      await page.fill("[name=message]", "A-LINK-HOLDS-IT");
      await expectReading(page, "A-LINK-HOLDS-IT");

      await page.focus("#scrubber");
      await page.keyboard.press("Home");
      await expectText(page, "#scrubbed", "step 0");
      await eventually(() => reading(page)).not.toBe("A-LINK-HOLDS-IT");
      await page.click("#back-to-now");
      await expectReading(page, "A-LINK-HOLDS-IT");

      await page.selectOption("[name=f]", "low");
      await page.click("#play");
      await expectReading(page, "A-LINK-HOLDS-IT");
      await pause(page);
      await expectReading(page, "A-LINK-HOLDS-IT");

      const link = await copied(page, "#copy-model-link");
      expect(link.length).toBeLessThan(8192);
      const other = await open({ fragment: new URL(link).hash.slice(1) });
      await expectReading(other.page, "A-LINK-HOLDS-IT");
      expect(await sureness(other.page)).toEqual(await sureness(page));
      expect(await step(other.page)).toBe(0);
      await other.page.fill("[name=message]", "ANOTHER-MESSAGE");
      await expectReading(other.page, "ANOTHER-MESSAGE");
      expect([...said, ...other.said]).toEqual([]);
      await page.context().close();
      await other.page.context().close();
    });
  },
  bothBuilds,
);
