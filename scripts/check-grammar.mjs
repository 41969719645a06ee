// Checks the grammar of the documentation with Harper, sentence by sentence. Prints each doubt with its place and rule, and fails if there is one.
// Pages without a doubt are remembered in .cache/, because reading them all takes nine seconds.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "./build/paths.mjs";

/** Rules that are not ours, and rules that doubt words of the field. cspell checks the words themselves. */
const off = [
  "CapitalizePersonalPronouns", // the gate i
  "CompoundNouns", // time steps
  "Dashes", // flags
  "DisjointPrefixes",
  "ExpandControl",
  "ExpandMemoryShorthands",
  "ExpandMinimum",
  "ExpandStandardInputAndOutput",
  "ExpandTimeShorthands",
  "MassNouns",
  "MergeWords",
  "MissingPreposition",
  "OrthographicConsistency", // wasm
  "Overall", // a loss over all pairs
  "OxfordComma",
  "PhrasalVerbAsCompoundNoun", // dropout
  "SentenceCapitalization", // items of lists
  "SpellCheck",
  "SplitWords", // safetensors
  "TheirToTheyre",
  "UseTitleCase",
];

/** Keeps the lines of prose, and the number of each. Cells of tables are no sentences. */
const proseOf = (text) =>
  text.replace(/^(\||\[[\w-]+\]: ).*$/gm, "").replace(/<[^>]*>/g, (tag) => tag.replace(/./g, " "));

const pages = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md"));
const paths = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...pages.map((name) => `docs/${name}`)];
const { version } = JSON.parse(readFileSync(`${root}node_modules/harper.js/package.json`, "utf8"));

const cache = `${root}.cache/grammar.json`;
const before = new Set(readCache());
const clean = [];
let linter;
for (const path of paths) {
  const text = proseOf(readFileSync(root + path, "utf8"));
  const key = createHash("sha256")
    .update([version, ...off, text].join("\n"))
    .digest("hex");
  if (before.has(key) || (await doubtsIn(path, text)) === 0) clean.push(key);
}
mkdirSync(`${root}.cache`, { recursive: true });
writeFileSync(cache, JSON.stringify(clean));
process.exitCode = clean.length < paths.length ? 1 : 0;

/** Prints the doubts about a page, and counts them. */
async function doubtsIn(path, text) {
  linter ??= await openLinter();
  const byRule = await linter.organizedLints(text, { language: "markdown" });
  const doubts = Object.entries(byRule).flatMap(([rule, lints]) => lints.map((lint) => ({ rule, lint })));
  for (const { rule, lint } of doubts) {
    const line = text.slice(0, lint.span().start).split("\n").length;
    console.log(`${path}:${line} ${rule} ${JSON.stringify(lint.get_problem_text())}: ${lint.message()}`);
  }
  return doubts.length;
}

async function openLinter() {
  const { Dialect, LocalLinter } = await import("harper.js");
  const { binary } = await import("harper.js/binary");
  const linter = new LocalLinter({ binary, dialect: Dialect.American });
  const rules = await linter.getDefaultLintConfig();
  await linter.setLintConfig({ ...rules, ...Object.fromEntries(off.map((rule) => [rule, false])) });
  return linter;
}

function readCache() {
  try {
    return JSON.parse(readFileSync(cache, "utf8"));
  } catch {
    return [];
  }
}
