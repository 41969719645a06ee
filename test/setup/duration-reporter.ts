/** Names the test files that take longest, at the end of a run: quick tests are run often. */
import type { Reporter, TestModule } from "vitest/node";

/** A file that takes longer is named. */
const budgetMs = 5000;

export class DurationReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const slow = modules
      .map((module) => ({ module, ms: durationOf(module) }))
      .filter(({ ms }) => ms > budgetMs)
      .sort((a, b) => b.ms - a.ms);
    const lines = slow.map(
      ({ module, ms }) => `  ${(ms / 1000).toFixed(1)} s  ${module.project.name} ${module.relativeModuleId}`,
    );
    console.log(`Test files over ${budgetMs / 1000} s: ${lines.length === 0 ? "none" : `\n${lines.join("\n")}`}`);
  }
}

/** From the first hook to the last: what it takes to load the file belongs to it as well. */
function durationOf(module: TestModule): number {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return collectDuration + setupDuration + duration;
}
