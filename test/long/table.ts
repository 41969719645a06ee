/**
 * Writes docs/reliability.md from a run of all its proofs: each promise with the tests that hold it, and what they measured.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { type Promised, type Proof, promises } from "./promises.js";

const root = new URL("../../", import.meta.url);
const document = new URL("docs/reliability.md", root);

/** The files that prove something. */
export const proofFiles: readonly string[] = [
  ...new Set(promises.flatMap(({ proofs }) => proofs.map(({ file }) => file))),
];

export class ReliabilityTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = new Map(modules.map((module) => [module.relativeModuleId, [...module.children.allTests()]]));
    const missing = proofFiles.filter((file) => !tests.has(file));
    if (missing.length > 0 || modules.some((module) => !module.ok())) {
      console.log("docs/reliability.md stays as it is: it is written when all proofs were run and hold.");
      return;
    }
    const head = readFileSync(document, "utf8").split("<!-- table -->")[0] as string;
    const foot = readFileSync(document, "utf8").split("<!-- /table -->")[1] as string;
    writeFileSync(document, `${head}<!-- table -->\n${table(tests)}<!-- /table -->${foot}`);
    console.log("docs/reliability.md: written");
  }
}

type Tests = ReadonlyMap<string, readonly TestCase[]>;

function table(tests: Tests): string {
  const { SHARE: share } = process.env;
  const rows = promises.map((promised) => row(promised, tests));
  const cores = availableParallelism();
  const part = share === undefined ? "" : ` Tried in small: SHARE=${share} of the counts.`;
  return `Measured on ${process.platform} ${process.arch}, ${cores} ${cores === 1 ? "core" : "cores"}, Node ${process.versions.node.split(".")[0]}.${part}

| promise | proof | measured |
|---|---|---|
${rows.join("\n")}
`;
}

function row({ promise, proofs }: Promised, tests: Tests): string {
  const names = [...new Set(proofs.map(({ file }) => file))].map((file) => `[${nameOf(file)}](../${file})`);
  return `| ${promise} | ${names.join("<br>")} | ${[...new Set(proofs.flatMap((proof) => figures(proof, tests)))].join("<br>")} |`;
}

/** What tests have measured; how many there are, of those that only hold. */
function figures({ file, named }: Proof, tests: Tests): string[] {
  const all = (tests.get(file) ?? []).filter(({ fullName }) => named === undefined || fullName.includes(named));
  if (all.length === 0) throw new Error(`${file}: no test is named ${named}`);
  const told = all.flatMap((test) => {
    const { figure } = test.meta();
    return figure === undefined ? [] : [`${test.name}: ${figure}`];
  });
  if (told.length > 0) return told;
  const count = (state: string) => all.filter((test) => test.result().state === state).length;
  const [held, left] = [count("passed"), count("skipped")];
  const found = `${held} ${held === 1 ? "test" : "tests"}${left > 0 ? `, ${left} left out on this machine` : ""}`;
  return [`${named === undefined ? nameOf(file) : `${nameOf(file)}, ${named}`}: ${found}`];
}

const nameOf = (file: string): string => file.replace(/^test\/(.*)\.test\.ts$/, "$1");
