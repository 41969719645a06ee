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
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
