// Takes the README's pictures of the demo page a second after it is opened, in light and dark mode.
// usage: node scripts/picture.mjs     (requires Chromium; CHROMIUM sets its path)
import { mkdirSync } from "node:fs";
import { buildPage } from "../demo/build.mjs";
import { servePage } from "../demo/serve.mjs";
import { root } from "./build/paths.mjs";
import { startChromium } from "./chromium.mjs";

const width = 1280;
/** The picture ends at the end of this element. */
const lastShown = "#accuracy-panel";
const below = 12;

const folder = `${root}docs/`;
mkdirSync(folder, { recursive: true });
await buildPage();
const { address, close } = await servePage();
const browser = await startChromium();
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 1100 } });
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("#status")?.textContent?.startsWith("Every letter"));
  // The charts follow within a frame or two.
  await page.waitForTimeout(500);
  const box = await page.locator(lastShown).boundingBox();
  const height = Math.ceil(box.y + box.height + below);
  await page.screenshot({
    path: `${folder}page-${colorScheme}.png`,
    clip: { x: 0, y: 0, width, height },
    fullPage: true,
  });
  await page.close();
}
await browser.close();
close();
