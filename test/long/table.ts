/**
 * Writes the table of docs/reliability.md after a run of all its tests: each guarantee with its tests and their results.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { sourceAddress } from "../../scripts/build/paths.mjs";
import { type Guarantee, guarantees, type Proof } from "./guarantees.js";

const root = new URL("../../", import.meta.url);
const document = new URL("docs/reliability.md", root);

/** The files with tests of guarantees. */
export const proofFiles: readonly string[] = [
  ...new Set(guarantees.flatMap(({ proofs }) => proofs.map(({ file }) => file))),
];

export class ReliabilityTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = new Map(modules.map((module) => [module.relativeModuleId, [...module.children.allTests()]]));
    const missing = proofFiles.filter((file) => !tests.has(file));
    const empty = emptyProofs(tests);
    if (missing.length === 0 && empty.length > 0) {
      console.error(`These guarantees have no test that ran:\n  ${empty.join("\n  ")}`);
      process.exitCode = 1;
    }
    if (missing.length > 0 || empty.length > 0 || modules.some((module) => !module.ok())) {
      console.log("docs/reliability.md is unchanged, because it is written only if all its tests were run and passed.");
      return;
    }
    const head = readFileSync(document, "utf8").split("<!-- table -->")[0] as string;
    const foot = readFileSync(document, "utf8").split("<!-- /table -->")[1] as string;
    writeFileSync(document, `${head}<!-- table -->\n${table(tests)}<!-- /table -->${foot}`);
    console.log("docs/reliability.md: written");
  }
}

/** The parts of a test that the table uses. */
export type Tested = Pick<TestCase, "name" | "fullName" | "meta" | "result">;
type Tests = ReadonlyMap<string, readonly Tested[]>;

const testsOf = ({ file, named }: Proof, tests: Tests) =>
  (tests.get(file) ?? []).filter(({ fullName }) => named === undefined || fullName.includes(named));

const countOf = (tests: readonly Tested[], state: "passed" | "skipped") =>
  tests.filter((test) => test.result().state === state).length;

/** Proofs without a test that passed: all were skipped on this machine, or the file has none of that name. */
export const emptyProofs = (tests: Tests): string[] =>
  guarantees.flatMap(({ proofs }) =>
    proofs.flatMap((proof) => (countOf(testsOf(proof, tests), "passed") === 0 ? [labelOf(proof)] : [])),
  );

/** The table of all guarantees. Throws if a proof is empty. */
export function table(tests: Tests): string {
  const empty = emptyProofs(tests);
  if (empty.length > 0) throw new Error(`no test was run: ${empty.join(", ")}`);
  const { SHARE: share } = process.env;
  const rows = guarantees.map((guarantee) => row(guarantee, tests));
  const cores = availableParallelism();
  const part = share === undefined ? "" : ` A trial with SHARE=${share} of the counts.`;
  return `Measured on ${process.platform} ${process.arch}, ${cores} ${cores === 1 ? "core" : "cores"}, Node ${process.versions.node.split(".")[0]}.${part}

| guarantee | tests | result |
|---|---|---|
${rows.join("\n")}
`;
}

function row({ guarantee, proofs }: Guarantee, tests: Tests): string {
  const names = [...new Set(proofs.map(({ file }) => file))].map(
    (file) => `[${nameOf(file)}](${sourceAddress}${file})`,
  );
  return `| ${guarantee} | ${names.join("<br>")} | ${[...new Set(proofs.flatMap((proof) => figures(proof, tests)))].join("<br>")} |`;
}

/** The results that tests reported; otherwise the number of tests that passed. */
function figures(proof: Proof, tests: Tests): string[] {
  const all = testsOf(proof, tests);
  const reported = all.flatMap((test) => {
    const { figure } = test.meta();
    return figure === undefined ? [] : [`${test.name}: ${figure}`];
  });
  if (reported.length > 0) return reported;
  const [passed, skipped] = [countOf(all, "passed"), countOf(all, "skipped")];
  const counts = `${passed} ${passed === 1 ? "test" : "tests"}${skipped > 0 ? `, ${skipped} skipped on this machine` : ""}`;
  return [`${labelOf(proof)}: ${counts}`];
}

const nameOf = (file: string): string => file.replace(/^test\/(.*)\.test\.ts$/, "$1");
const labelOf = ({ file, named }: Proof): string => (named === undefined ? nameOf(file) : `${nameOf(file)}, ${named}`);
