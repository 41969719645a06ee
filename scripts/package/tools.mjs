// Package linters, and the checks of sizes and links.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { baseline, root, variants } from "../build/paths.mjs";
import { budgets, gzipSize, kilobytes } from "../build/sizes.mjs";
import { loadedInServedBrowser } from "./browser.mjs";
import { run } from "./run.mjs";

/** @type {{ name: string, run(workspace: import("./workspace.mjs").Workspace): string | Promise<string> }[]} */
export const toolChecks = [
  {
    name: "publint",
    async run({ folder }) {
      const { publint } = await import(`${folder}node_modules/publint/src/index-node.js`);
      const { formatMessage } = await import(`${folder}node_modules/publint/src/utils.js`);
      const pkgDir = `${folder}node_modules/rnn-wasm`;
      const { messages, pkg } = await publint({ pkgDir, strict: true, pack: false });
      if (messages.length) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"));
      return "nothing to say";
    },
  },
  {
    name: "attw",
    run({ folder, tarball }) {
      // Node 10 does not support `exports`, so subpaths cannot resolve there.
      const args = [tarball, "--profile", "node16", "--no-emoji", "--exclude-entrypoints", "./simd128.wasm"];
      run(process.execPath, [`${folder}node_modules/@arethetypeswrong/cli/dist/index.js`, ...args], { cwd: folder });
      return "types are right for import, require and bundlers";
    },
  },
  {
    name: "knip",
    run({ folder }) {
      run(process.execPath, [`${folder}node_modules/knip/bin/knip.js`, "--no-progress"], { cwd: root });
      return "nothing unused";
    },
  },
  { name: "links", run: checkLinks },
  { name: "sizes", run: checkSizes },
];

/** Links in the package's documents must lead to its own files or to absolute addresses. */
function checkLinks({ folder }) {
  const packed = `${folder}node_modules/rnn-wasm/`;
  const pages = readdirSync(packed, { recursive: true }).filter((name) => name.endsWith(".md"));
  const links = pages.flatMap((page) =>
    Array.from(
      readFileSync(packed + page, "utf8").matchAll(/(?:\]\(|\b(?:src|href)="|^\[[\w-]+\]: )([^)"\s]+)/gm),
      ([, link]) => ({
        page,
        link,
      }),
    ),
  );
  const broken = links.filter(({ page, link }) => {
    if (/^(https?:|#)/.test(link)) return false;
    return !existsSync(new URL(link, pathToFileURL(packed + page)));
  });
  if (broken.length) throw new Error(broken.map(({ page, link }) => `${page}: ${link}`).join("\n"));
  return `${links.length} in ${pages.length} pages`;
}

/** Checks the size budgets that the README promises. */
async function checkSizes({ folder, tarball }) {
  const dist = `${folder}node_modules/rnn-wasm/dist/`;
  const files = new Map(
    readdirSync(dist).flatMap((name) => (name.endsWith(".js") ? [[name, readFileSync(dist + name)]] : [])),
  );
  const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
  const loadedBy = async (page) => {
    const paths = await loadedInServedBrowser(folder, `fixtures/train/${page}`);
    const files = new Set(paths.filter((path) => path.startsWith("node_modules/")));
    return [...files].reduce((sum, path) => sum + gzipped(folder + path), 0);
  };
  const sizes = [
    ["the main entry's JavaScript", gzipSize(files, "index.js"), budgets.mainEntry],
    ...[`wasm/${baseline}.wasm`, ...variants.map((variant) => `packed-${variant}.js`)].map((path) => [
      path,
      gzipped(dist + path),
      budgets.variant,
    ]),
    ["all that a browser loads to train", await loadedBy("index.html"), budgets.training],
    ["all that it loads for pairs, a GRU and a schedule", await loadedBy("pairs.html"), budgets.anyTraining],
    ["the tarball", statSync(tarball).size, budgets.tarball],
  ];
  const list = sizes
    .map(([what, bytes, most]) => `\n        ${what}: ${kilobytes(bytes).toFixed(1)} of ${most} KB`)
    .join("");
  if (sizes.some(([, bytes, maxKilobytes]) => kilobytes(bytes) > maxKilobytes))
    throw new Error(`too large, gzipped: ${list}`);
  return list;
}
