import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { corpus } from "./demo/corpora.mjs";
import manifest from "./package.json" with { type: "json" };
import { isFull } from "./test/runs.js";
import { SummaryReporter } from "./test/setup/summary-reporter.js";

const nodeMajor = Number(process.versions.node.split(".")[0]);
// V8 runs relaxed SIMD behind a flag in Node 20 and always since Node 22, which no longer knows the flag.
const relaxedFlags = nodeMajor < 22 ? ["--experimental-wasm-relaxed-simd"] : [];

/** Paths of test files, from names below `test/` without their ending. */
const files = (...names: string[]): string[] => names.map((name) => `test/${name}.test.ts`);

/** Hold no engine: one process runs them all. */
const plain = files(
  "bench/**/*",
  "ciphers/**/*",
  "data/{scaling,tables}",
  "demo/{decipher,page,shared,worker}/**/*",
  "docs/**/*",
  "errors/**/*",
  "package/{glue,split}",
  "package/record",
  "random/**/*",
);

/** Load the engine themselves, and need a process in which none is loaded yet. */
const loading = files("nn/loading", "nn/uninitialized", "package/package");

/** Replace engines or let them crash, fake clocks, or measure memory and time: each in a process of its own. */
const alone = files("core/{engine,faults,support}", "host/**/*", "nn/{engines,memory}");

/** Compare the core's numbers, PyTorch's first of all, so they run on its relaxed build too. */
const numbers = files(
  "**/pytorch",
  "core/{network,same-bits,variant}",
  "nn/{backward,by-hand,cells,losses,lstm,operations,recurrent,tutorial}",
  "numerics/**/*",
  "training/tutorial",
);

/** Reach the core's arithmetic, and behave the same on both builds: on the relaxed one when there is time. */
const arithmetic = files(
  "model/**/*",
  "nn/{gradients,modules,optim,tensor}",
  "tasks/**/*",
  "training/{resume,workers}",
);

/** The command line imports the library's entries from dist/ as well: it is tested from ts/, in the test's own process. */
const libraryAsBuilt = {
  name: "library-as-built",
  enforce: "pre" as const,
  resolveId(specifier: string, importer = "") {
    const [, entry] =
      (/\/ts\/cli\//.test(importer) && /^(?:\.\.\/)+(index|nn|onnx|pytorch|safetensors|slim)\.js$/.exec(specifier)) ||
      [];
    return entry === undefined ? undefined : fileURLToPath(new URL(`dist/${entry}.js`, import.meta.url));
  },
};

/** Data of the demo page, as its build makes it. */
const pageCorpora = {
  name: "page-corpora",
  enforce: "pre" as const,
  resolveId: (specifier: string) => /\/corpora\/\w+\.js$/.exec(specifier)?.[0].replace("/", "\0"),
  load: (id: string) => (id.startsWith("\0corpora/") ? corpus(id.replace("\0corpora/", "")) : undefined),
};

/** What is tested: dist/ as Node itself loads it, not as Vite would transform it; and in ts/, where a test reaches into it, what the build puts in. */
export const asBuilt = {
  define: { PACKAGE_VERSION: JSON.stringify(manifest.version) },
  resolve: {
    alias: [{ find: /^packed:(.*)$/, replacement: `${fileURLToPath(new URL("dist/packed", import.meta.url))}-$1.js` }],
  },
  plugins: [libraryAsBuilt, pageCorpora],
  test: { server: { deps: { external: [/\/dist\//] } } },
};

/** Gives the package in each file of a project the build that the project is about. */
export const onVariant = (variant: "simd128" | "relaxed") => ({
  provide: { variant },
  setupFiles: ["test/setup/variant.ts", "test/setup/properties.ts"],
});

const project = (
  name: string,
  options: NonNullable<TestProjectInlineConfiguration["test"]>,
): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, pool: "forks", execArgv: ["--expose-gc"], ...options },
});

const inBrowser = { globalSetup: "test/setup/page.ts", testTimeout: 60_000 };

/** `npm test`. CONTRIBUTING.md says what each project is for. */
export default defineConfig({
  ...asBuilt,
  test: {
    ...asBuilt.test,
    reporters: ["default", new SummaryReporter()],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      project("plain", { include: plain, isolate: false, setupFiles: ["test/setup/properties.ts"] }),
      project("loading", { include: loading }),
      project("alone", { ...onVariant("simd128"), include: alone, execArgv: ["--expose-gc", ...relaxedFlags] }),
      project("simd128", {
        ...onVariant("simd128"),
        include: ["test/**/*.test.ts"],
        exclude: ["test/long/**", "test/page/**", "test/types/**", ...plain, ...loading, ...alone],
        isolate: false,
      }),
      project("relaxed", {
        ...onVariant("relaxed"),
        include: [...numbers, ...(isFull ? arithmetic : [])],
        // What goes through Python does not depend on the build.
        exclude: files("formats/pytorch", "long/**/*"),
        execArgv: ["--expose-gc", ...relaxedFlags],
        isolate: false,
      }),
      project("page", { ...inBrowser, isolate: false, include: files("page/**/*"), exclude: files("page/budgets") }),
      // After all others, with the machine to itself.
      project("page-budgets", {
        ...inBrowser,
        include: files("page/budgets"),
        maxWorkers: 1,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});
