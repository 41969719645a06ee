/** The end of a run: what was left out and why, which files take long, and a last line that other programs can read. */
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** A file that takes longer is named: quick tests are run often. */
const budgetMs = 5000;

export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that could not be loaded, and an error outside of every test, have no test that fails.
    const broken = modules.filter((module) => !module.ok() && [...module.children.allTests("failed")].length === 0);
    print("Left out", tests.flatMap(leftOut));
    print(`Test files over ${budgetMs / 1000} s`, slowFiles(modules));
    console.log(`${count("passed")} passed, ${count("failed") + broken.length + errors.length} failed`);
  }
}

const print = (title: string, lines: readonly string[]): void =>
  console.log(`${title}: ${lines.length === 0 ? "none" : `\n  ${lines.join("\n  ")}`}`);

function leftOut(test: TestCase): string[] {
  const result = test.result();
  if (result.state !== "skipped") return [];
  return [`${test.module.project.name} ${test.module.relativeModuleId}, ${test.fullName}: ${result.note ?? "skipped"}`];
}

function slowFiles(modules: readonly TestModule[]): string[] {
  return modules
    .map((module) => ({ module, ms: durationOf(module) }))
    .filter(({ ms }) => ms > budgetMs)
    .sort((a, b) => b.ms - a.ms)
    .map(({ module, ms }) => `${(ms / 1000).toFixed(1)} s  ${module.project.name} ${module.relativeModuleId}`);
}

/** From the first hook to the last: what it takes to load the file belongs to it as well. */
function durationOf(module: TestModule): number {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return collectDuration + setupDuration + duration;
}
