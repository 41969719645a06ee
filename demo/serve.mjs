// Builds the page and serves it on this machine.
// usage: node demo/serve.mjs [--port 8008]
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { buildPage, outdir } from "./build.mjs";

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };

/**
 * Serves the built page as a static host would.
 * @param {number} port 0 for any that is free
 * @param {string} folder under which the page is found
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export async function serve(port = 0, folder = "/") {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const name = path === folder ? "index.html" : path.slice(folder.length);
    const contents =
      path.startsWith(folder) && !name.includes("..")
        ? await readFile(outdir + name).catch(() => undefined)
        : undefined;
    if (!contents) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(name)] ?? "application/octet-stream",
      "content-encoding": "gzip",
      "cache-control": "no-cache",
    });
    response.end(gzipSync(contents));
  });
  const listen = (wanted) =>
    new Promise((resolve, reject) =>
      server.once("error", reject).listen(wanted, "127.0.0.1", () => resolve(undefined)),
    );
  await listen(port).catch(() => listen(0));
  const { port: open } = server.address();
  return {
    address: `http://localhost:${open}${folder}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: "string", default: "8008" } } });
  await buildPage();
  const { address } = await serve(Number(values.port));
  console.log(`${address}   (Ctrl+C ends it)`);
}
