/** What people download and load: the entries by their public names, in both module systems, and what they weigh. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { budgets, closure, gzipSize, kilobytes, maxCopied, staticClosure } from "../../scripts/build/sizes.mjs";

const root = new URL("../../", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const require = createRequire(import.meta.url);

/** Files of the latest build, but for declarations; dist/ still has those of the build before, for processes that run. */
const built = new Set<string>(JSON.parse(readFileSync(new URL("dist/.build.json", root), "utf8")).files);

/** All of dist/ by path, as the build's own functions take it. */
const files = new Map<string, Buffer>(
  readdirSync(new URL("dist", root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, Buffer] => {
      const path = `${entry.parentPath}/${entry.name}`;
      return [path.slice(new URL("dist/", root).pathname.length), readFileSync(path)];
    })
    .filter(([path]) => built.has(path) || /^(cjs\/)?types\//.test(path)),
);
const scripts = (entry: string) => staticClosure(files, entry).map((path) => String(files.get(path)));

const entries = Object.keys(manifest.exports).filter((entry) => typeof manifest.exports[entry] === "object");
const specifier = (entry: string) => entry.replace(".", "rnn-wasm");

describe.each(entries)("entry %s", (entry) => {
  test("exports the same names to import and to require", async () => {
    const names = Object.keys(await import(specifier(entry)));
    expect(names).not.toEqual([]);
    expect(Object.keys(require(specifier(entry))).sort()).toEqual(names.sort());
  });

  // No top-level await either: the build would fail, since the CommonJS twins cannot have any.
  test("loads without a file system and without import.meta.url", () => {
    for (const code of scripts(manifest.exports[entry].import.default.replace("./dist/", ""))) {
      // What is matched and not the code: minified, it would fill the screen.
      const found = code.match(/(?:from|import)\s*\(?\s*"node:\w+|import\.meta|__(?:dir|file)name|\brequire\(/);
      expect(found?.[0]).toBeUndefined();
    }
  });

  test("names files that the package has", () => {
    const { import: esm, require: cjs } = manifest.exports[entry];
    for (const path of [esm, cjs].flatMap((conditions) => Object.values<string>(conditions))) {
      // Declarations are made for what is published, not at every build.
      if (!path.includes("/types/")) expect(files.has(path.replace("./dist/", "")), path).toBe(true);
    }
  });
});

test("classes that people meet have their names, in consoles and messages", async () => {
  const { ciphers, startTraining } = await import("rnn-wasm");
  const run = startTraining(ciphers.caesar({ key: 1 }), { maxSteps: 0 });
  expect([run, await run.result].map((one) => one.constructor.name)).toEqual(["TrainingRun", "Tagger"]);
  const { RnnError, Tensor, nn, optim } = await import("rnn-wasm/nn");
  expect(RnnError.name).toBe("RnnError");
  for (const [name, one] of Object.entries({ Tensor, ...nn, ...optim }).filter(([, one]) => typeof one === "function"))
    expect((one as { name: string }).name).toBe(name);
});

describe("one engine for all", () => {
  test("init by any entry in any module system serves the others", async () => {
    const { init } = require("rnn-wasm");
    await init();
    const { nn } = await import("rnn-wasm/nn");
    expect(() => new nn.Linear(2, 3)).not.toThrow();
  });

  test("nothing that a listing of the globals shows", async () => {
    const before = Object.keys(globalThis);
    const { init } = await import("rnn-wasm");
    await init();
    expect(Object.keys(globalThis)).toEqual(before);
  });
});

describe("sizes, gzipped", () => {
  test("the main entry's JavaScript", () => {
    expect(kilobytes(gzipSize(files, "index.js"))).toBeLessThanOrEqual(budgets.mainEntry);
  });

  test.each(["simd128", "relaxed"])("%s, and packed no more", (variant) => {
    const size = (contents: Uint8Array) => gzipSync(contents, { level: 9 }).length;
    // The package has a plain file of the baseline only.
    const plain = size(readFileSync(new URL(`ts/core/generated/${variant}.wasm`, root)));
    expect(kilobytes(plain)).toBeLessThanOrEqual(budgets.variant);
    expect(size(files.get(`packed-${variant}.js`) as Buffer)).toBeLessThanOrEqual(1.02 * plain);
  });

  test("each file is small enough for its CommonJS copy to cost nothing in the tarball", () => {
    const copies = [...files.keys()].filter((path) => path.startsWith("cjs/") && path.endsWith(".js"));
    const originals = copies.map((path) => path.slice("cjs/".length)).filter((path) => path !== "packed.js");
    const sizes = originals.map((path): [string, number] => [path, kilobytes((files.get(path) as Buffer).length)]);
    expect(sizes.length).toBeGreaterThan(10);
    expect(sizes.filter(([, size]) => size > maxCopied)).toEqual([]);
  });

  test("slim and the formats lead to no wasm", () => {
    for (const entry of ["slim.js", "safetensors.js", "onnx.js"]) {
      const reached = closure(files, entry).map((path) => String(files.get(path)));
      expect(reached.some((code) => /packed-(simd128|relaxed)/.test(code))).toBe(false);
    }
  });
});

test("no file imports itself, which bundlers cannot follow", () => {
  const modules = [...files.keys()].filter((path) => /^[^/]+\.js$/.test(path));
  expect(modules.length).toBeGreaterThan(20);
  expect(modules.filter((path) => String(files.get(path)).includes(`"./${path}"`))).toEqual([]);
});

test("no file names a folder of the machine that built it", () => {
  for (const [path, contents] of files) {
    expect(contents.toString("latin1"), path).not.toMatch(/\/(home|root|work|tmp|Users)\//);
  }
});

test("the manifest has no install scripts and no dependencies", () => {
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.sideEffects).toBe(false);
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
});
