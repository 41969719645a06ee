// Prepares a release: dates its section of the changelog, and sets the version. The tag that it names starts .github/workflows/release.yml.
// usage: node scripts/release.mjs 0.2.0
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./build/paths.mjs";

const [version] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version ?? "")) fail("expected a version such as 0.2.0");
if (run("git", "status", "--porcelain") !== "") fail("expected a clean working tree: commit or stash changes first");

const path = `${root}CHANGELOG.md`;
const changelog = readFileSync(path, "utf8");
const heading = `## ${version} (unreleased)`;
if (!changelog.includes(heading)) fail(`expected a section "${heading}" in CHANGELOG.md`);
writeFileSync(path, changelog.replace(heading, `## ${version} (${new Date().toISOString().slice(0, 10)})`));
run("npm", "version", version, "--no-git-tag-version", "--allow-same-version");

console.log(`Read the changes (git diff), then:
  git commit -am "chore: release ${version}"
  git tag v${version}
  git push origin main v${version}`);

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) fail(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

function fail(reason) {
  console.error(`release: ${reason}`);
  process.exit(2);
}
