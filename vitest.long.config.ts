import { defineConfig, mergeConfig } from "vitest/config";
import { proofFiles, ReliabilityTable } from "./test/long/table.js";
import { asBuilt, onVariant } from "./vitest.config.js";

/**
 * `npm run test:long`: what takes minutes, and of the quick tests those that prove what docs/reliability.md promises, which it writes. One
 * file at a time, since they measure memory and time.
 */
export default mergeConfig(
  asBuilt,
  defineConfig({
    test: {
      name: "long",
      ...onVariant("simd128"),
      // The quick tests among them try as many cases as they can.
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
