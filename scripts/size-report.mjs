// Prints the sizes of what people download, in bytes as JSON, or as a table beside those of another commit.
// usage: node scripts/size-report.mjs             after npm run build:ts; packs the tarball into a temporary folder
//        node scripts/size-report.mjs BASE.json   a Markdown table with the changes since BASE.json
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./build/paths.mjs";
import { gzipSize } from "./build/sizes.mjs";

const [base] = process.argv.slice(2);
const sizes = measured();
console.log(base === undefined ? JSON.stringify(sizes) : table(JSON.parse(readFileSync(base, "utf8")), sizes));

function measured() {
  const scripts = readdirSync(`${root}dist`).filter((name) => name.endsWith(".js"));
  const files = new Map(scripts.map((name) => [name, readFileSync(`${root}dist/${name}`)]));
  const entries = ["index", "slim", "nn", "onnx", "pytorch", "safetensors"];
  return {
    ...Object.fromEntries(
      entries.map((name) => [`${name}.js and its imports, gzipped`, gzipSize(files, `${name}.js`)]),
    ),
    "the tarball": packedSize(),
  };
}

function packedSize() {
  const folder = mkdtempSync(join(tmpdir(), "rnn-wasm-size-"));
  try {
    const options = { cwd: root, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" };
    const { status } = spawnSync(
      "npm",
      ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder],
      options,
    );
    if (status !== 0) throw new Error("npm pack failed");
    return statSync(join(folder, readdirSync(folder)[0])).size;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function table(before, after) {
  const rows = Object.entries(after).map(([what, bytes]) => {
    const change = before[what] === undefined ? "new" : signed(bytes - before[what]);
    return `| ${what} | ${bytes.toLocaleString("en")} | ${change} |`;
  });
  return ["| Size | Bytes | Change |", "|---|---|---|", ...rows].join("\n");
}

function signed(bytes) {
  return bytes === 0 ? "0" : `${bytes > 0 ? "+" : "−"}${Math.abs(bytes).toLocaleString("en")}`;
}
