// Builds the page and serves it on this machine.
// usage: node demo/serve.mjs [--port 8008]
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serve } from "../scripts/static-server.mjs";
import { buildPage, outdir } from "./build.mjs";

/**
 * Serves the built page as a static host would.
 * @param {{ port?: number, base?: string, headers?: Record<string, string> }} [options] as those of the server
 */
export const servePage = (options) =>
  serve(outdir, { gzip: true, headers: { "cache-control": "no-cache" }, ...options });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: "string", default: "8008" } } });
  await buildPage();
  const { address } = await servePage({ port: Number(values.port) });
  console.log(`${address}   (Ctrl+C ends it)`);
}
