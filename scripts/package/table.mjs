// The table in docs/compatibility.md: the fixtures that passed.
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "../build/paths.mjs";

const page = `${root}docs/compatibility.md`;
const [start, end] = ["<!-- table -->", "<!-- /table -->"];

/** @param {(import("./fixtures.mjs").Fixture & { result: { worker?: string, bits?: string[] } })[]} rows */
export function writeTable(rows) {
  const text = readFileSync(page, "utf8");
  const [before, after] = [text.indexOf(start), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${page}: expected ${start} … ${end}`);
  writeFileSync(page, `${text.slice(0, before)}${start}\n${table(rows)}${text.slice(after)}`);
}

function table(rows) {
  const notes = [...new Set(rows.flatMap(({ note }) => note ?? []))];
  const lines = rows.map(({ name, loads, note, result }) => {
    const mark = note ? ` (${notes.indexOf(note) + 1})` : "";
    return `| ${name} | ${loads} | yes | ${result.worker ? "yes" : `no${mark}`} | ${result.bits ? "yes" : "not compared"} |`;
  });
  return `| environment | loaded by | trains, decrypts | with \`worker: true\` | the same bits |
|---|---|---|---|---|
${lines.join("\n")}

${notes.map((note, i) => `(${i + 1}) ${note}`).join("\n\n")}
`;
}
