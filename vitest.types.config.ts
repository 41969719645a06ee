import { defineConfig } from "vitest/config";
import { SummaryReporter } from "./test/setup/summary-reporter.js";

/** A part of `npm run lint`: what only the compiler can say, of more than tsc is given. */
export default defineConfig({
  test: {
    name: "types",
    reporters: ["default", new SummaryReporter()],
    include: ["test/types/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 600_000,
    // Beside other checks on a slow machine, packing all declarations takes minutes.
    hookTimeout: 600_000,
  },
});
