import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

const nodeMajor = Number(process.versions.node.split(".")[0]);
// V8 runs relaxed SIMD behind a flag in Node 20 and always since Node 22, which no longer knows the flag.
const relaxedFlags = nodeMajor < 22 ? ["--experimental-wasm-relaxed-simd"] : [];

/** These load no engine, choose its variant themselves, or are about threads: once is enough. */
const oncePerRun = [
  "bench/*",
  "ciphers/*",
  "cli/*",
  "core/faults",
  "data/*",
  "docs/*",
  "errors/*",
  "formats/*",
  "fuzz/*",
  "host/*",
  "package/*",
  "random/*",
  "tasks/tag/*",
  "training/workers",
].map((name) => `test/${name}.test.ts`);

const shared = { pool: "forks" as const, exclude: ["test/long/**", "test/page/**"] };

/** What is tested: dist/ as Node itself loads it, not as Vite would transform it; and in ts/, where a test reaches into it, what the build puts in. */
export const asBuilt = {
  define: { PACKAGE_VERSION: JSON.stringify(manifest.version) },
  resolve: {
    alias: [{ find: /^packed:(.*)$/, replacement: `${fileURLToPath(new URL("dist/packed", import.meta.url))}/$1.js` }],
  },
  test: { server: { deps: { external: [/\/dist\//] } } },
};

/** Where relaxed SIMD is always on, the probe is told that it is not. */
export const hideRelaxed = nodeMajor < 22 ? [] : ["test/setup/hide-relaxed-simd.mjs"];

/** `npm test`: everything on the simd128 build, what reaches the engine on the relaxed one too, and the page in a browser. */
export default defineConfig({
  ...asBuilt,
  test: {
    ...asBuilt.test,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "simd128",
          include: ["test/**/*.test.ts"],
          env: { FASTEST_VARIANT: "simd128" },
          execArgv: ["--expose-gc"],
          setupFiles: hideRelaxed,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "relaxed",
          include: ["test/**/*.test.ts"],
          env: { FASTEST_VARIANT: "relaxed" },
          exclude: [...shared.exclude, ...oncePerRun],
          execArgv: ["--expose-gc", ...relaxedFlags],
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["test/page/**/*.test.ts"],
          globalSetup: "test/setup/build-page.ts",
          pool: "forks",
          // Its tests open a browser, which needs the machine to itself, and both variants in it.
          maxWorkers: 1,
          // The machine may be busy with something else: once in three the page has to be in time.
          retry: 2,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
