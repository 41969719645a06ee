import { defineConfig, mergeConfig } from "vitest/config";
import { proofFiles, ReliabilityTable } from "./test/long/table.js";
import { asBuilt, onVariant } from "./vitest.config.js";

/**
 * `npm run test:long`: the tests that take minutes, and the quick tests of docs/reliability.md, whose table it writes. It runs one file at a
 * time, because tests measure memory and time.
 */
export default mergeConfig(
  asBuilt,
  defineConfig({
    test: {
      name: "long",
      ...onVariant("simd128"),
      // Quick tests of random cases then run all of them.
      env: { TEST_RUNS: "full" },
      include: ["test/long/**/*.test.ts", ...proofFiles],
      reporters: ["default", new ReliabilityTable()],
      pool: "forks",
      execArgv: ["--expose-gc"],
      maxWorkers: 1,
      testTimeout: 3_600_000,
      hookTimeout: 60_000,
    },
  }),
);
