// Takes the README's pictures of the demo page, of a forecast after training, in light and dark mode.
// usage: node scripts/picture.mjs     (requires Chromium; CHROMIUM sets its path)
import { mkdirSync } from "node:fs";
import { buildPage } from "../demo/build.mjs";
import { servePage } from "../demo/serve.mjs";
import { root } from "./build/paths.mjs";
import { startChromium } from "./chromium.mjs";

const [width, height] = [1440, 900];

const folder = `${root}docs/`;
mkdirSync(folder, { recursive: true });
await buildPage();
const { address, close } = await servePage();
const browser = await startChromium();
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height } });
  await page.goto(`${address}#/forecast?pace=full`);
  await page.click("#play:enabled");
  await page.waitForSelector("#status[data-phase=finished]");
  // The charts follow within a frame or two.
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}page-${colorScheme}.png` });
  await page.close();
}
await browser.close();
close();
