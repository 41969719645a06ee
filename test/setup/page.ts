/** The page as it is served, and a browser that opens it, once for all files of a project. */
import type { TestProject } from "vitest/node";
import { buildPage } from "../../demo/build.mjs";
import { chromiumPath, serveChromium } from "../../scripts/chromium.mjs";

export default async function setUp(project: TestProject) {
  await buildPage();
  if (!chromiumPath) return undefined;
  const server = await serveChromium();
  project.provide("browser", server.wsEndpoint());
  return () => server.close();
}
