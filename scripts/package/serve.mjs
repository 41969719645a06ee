// A static server for a folder, for pages that are opened in browsers.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
};

/**
 * @param {string} folder
 * @param {{ headers?: Record<string, string>, appended?: string, posted?: (body: string) => void }} [options] `appended` goes to the end of
 *   each page; `posted` hears what a page posts
 * @returns {Promise<{ address: string, asked: string[], close(): void }>} `asked` grows by each path that is asked for
 */
export async function serve(folder, { headers = {}, appended = "", posted } = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    if (request.method === "POST" && posted) {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      response.end();
      return posted(body);
    }
    const relative = normalize(new URL(request.url, "http://localhost").pathname);
    asked.push(relative.slice(1));
    const path = join(folder, relative);
    const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path;
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = types[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, ...headers }).write(readFileSync(file));
    response.end(type === "text/html" ? appended : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, asked, close };
}
