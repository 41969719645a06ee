/**
 * Writes docs/reliability.md from a run of all its proofs: each promise with the tests that hold it, and what they measured.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { sourceAddress } from "../../scripts/build/paths.mjs";
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
    const empty = emptyProofs(tests);
    if (missing.length === 0 && empty.length > 0) {
      console.error(`No test of these was run, so nothing proves what they promise:\n  ${empty.join("\n  ")}`);
      process.exitCode = 1;
    }
    if (missing.length > 0 || empty.length > 0 || modules.some((module) => !module.ok())) {
      console.log("docs/reliability.md stays as it is: it is written when all proofs were run and hold.");
      return;
    }
    const head = readFileSync(document, "utf8").split("<!-- table -->")[0] as string;
    const foot = readFileSync(document, "utf8").split("<!-- /table -->")[1] as string;
    writeFileSync(document, `${head}<!-- table -->\n${table(tests)}<!-- /table -->${foot}`);
    console.log("docs/reliability.md: written");
  }
}

/** Of a test: what the table says of it. */
export type Tested = Pick<TestCase, "name" | "fullName" | "meta" | "result">;
type Tests = ReadonlyMap<string, readonly Tested[]>;

const testsOf = ({ file, named }: Proof, tests: Tests) =>
  (tests.get(file) ?? []).filter(({ fullName }) => named === undefined || fullName.includes(named));

const countOf = (tests: readonly Tested[], state: "passed" | "skipped") =>
  tests.filter((test) => test.result().state === state).length;

/** The proofs of which no test passed: all were left out on this machine, or the file has none of that name. */
export const emptyProofs = (tests: Tests): string[] =>
  promises.flatMap(({ proofs }) =>
    proofs.flatMap((proof) => (countOf(testsOf(proof, tests), "passed") === 0 ? [labelOf(proof)] : [])),
  );

/** The table of all promises; throws where a proof is empty. */
export function table(tests: Tests): string {
  const empty = emptyProofs(tests);
  if (empty.length > 0) throw new Error(`no test was run: ${empty.join(", ")}`);
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
  const names = [...new Set(proofs.map(({ file }) => file))].map(
    (file) => `[${nameOf(file)}](${sourceAddress}${file})`,
  );
  return `| ${promise} | ${names.join("<br>")} | ${[...new Set(proofs.flatMap((proof) => figures(proof, tests)))].join("<br>")} |`;
}

/** What tests have measured; how many there are, of those that only hold. */
function figures(proof: Proof, tests: Tests): string[] {
  const all = testsOf(proof, tests);
  const told = all.flatMap((test) => {
    const { figure } = test.meta();
    return figure === undefined ? [] : [`${test.name}: ${figure}`];
  });
  if (told.length > 0) return told;
  const [held, left] = [countOf(all, "passed"), countOf(all, "skipped")];
  const found = `${held} ${held === 1 ? "test" : "tests"}${left > 0 ? `, ${left} left out on this machine` : ""}`;
  return [`${labelOf(proof)}: ${found}`];
}

const nameOf = (file: string): string => file.replace(/^test\/(.*)\.test\.ts$/, "$1");
const labelOf = ({ file, named }: Proof): string => (named === undefined ? nameOf(file) : `${nameOf(file)}, ${named}`);
