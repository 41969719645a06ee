// Serves a folder like a static host, for the demo page and for pages in browser tests.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
};

/**
 * @param {string} folder
 * @param {object} [options]
 * @param {string} [options.base] the path of the folder on the server
 * @param {number} [options.port] the next free port is used if it is taken; 0, the default, for any free port
 * @param {Record<string, string>} [options.headers]
 * @param {boolean} [options.gzip] whether responses are compressed
 * @param {string} [options.appended] appended to each HTML page
 * @param {(body: string) => void} [options.posted] called with the body of each POST
 * @returns {Promise<{ address: string, asked: string[], close(): void }>} `asked` lists the requested paths
 */
export async function serve(folder, { base = "/", port = 0, headers = {}, gzip = false, appended = "", posted } = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    if (request.method === "POST" && posted) {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      response.end();
      return posted(body);
    }
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    asked.push(path.slice(1));
    const file = path.startsWith(base) ? fileAt(join(folder, path.slice(base.length))) : undefined;
    if (!file) return response.writeHead(404).end();
    const type = types[extname(file)] ?? "application/octet-stream";
    const contents = Buffer.concat([readFileSync(file), Buffer.from(type.startsWith("text/html") ? appended : "")]);
    const encoding = gzip ? { "content-encoding": "gzip" } : {};
    response
      .writeHead(200, { "content-type": type, ...encoding, ...headers })
      .end(gzip ? gzipSync(contents) : contents);
  });
  const listen = (wanted) =>
    new Promise((resolve, reject) =>
      server.once("error", reject).listen(wanted, "127.0.0.1", () => resolve(undefined)),
    );
  await listen(port).catch(() => listen(0));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${server.address().port}${base}`, asked, close };
}

function fileAt(path) {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path;
  return existsSync(file) ? file : undefined;
}
