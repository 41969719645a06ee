import { defineConfig, mergeConfig } from "vitest/config";
import { asBuilt } from "./vitest.config.js";

/** `npm run test:long`: what takes minutes. One file at a time, since they measure memory and time. */
export default mergeConfig(
  asBuilt,
  defineConfig({
    test: {
      name: "long",
      include: ["test/long/**/*.test.ts"],
      pool: "forks",
      execArgv: ["--expose-gc"],
      maxWorkers: 1,
      testTimeout: 3_600_000,
    },
  }),
);
