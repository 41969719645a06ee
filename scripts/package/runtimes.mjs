// Runtimes that start a file: several versions of Node, Deno, Bun, and Jest, which is a runtime of its own.
import { oldest } from "./requirements.mjs";
import { lastLine, run } from "./run.mjs";
import { versionOf } from "./versions.mjs";

/** @returns {import("./fixtures.mjs").Fixture} */
const runtime = (name, loads, file, { binary, args = [] }) => ({
  name,
  loads,
  run: ({ folder }) => {
    const command = binary.startsWith("/") ? binary : `${folder}node_modules/${binary}`;
    return lastLine(
      run(command, [...args, `fixtures/node/${file}`], { cwd: folder, env: { DENO_NO_UPDATE_CHECK: "1" } }),
    );
  },
});

const thisNode = { binary: process.execPath };
const nodePackage = (version) => ({ binary: `node${version}/bin/node` });

export const runtimeFixtures = [
  runtime(`Node ${process.versions.node.split(".")[0]}`, "`import`", "esm.mjs", thisNode),
  runtime(`Node ${process.versions.node.split(".")[0]}`, "`require`", "cjs.cjs", thisNode),
  ...[oldest.node, 22, 24, 26].flatMap((version) => [
    runtime(`Node ${version}`, "`import`", "esm.mjs", nodePackage(version)),
    runtime(`Node ${version}`, "`require`", "cjs.cjs", nodePackage(version)),
  ]),
  runtime(`Deno ${versionOf("@deno/linux-x64-glibc", 2)}`, "`import`", "esm.mjs", {
    binary: "@deno/linux-x64-glibc/deno",
    args: ["run", "--allow-all", "--node-modules-dir=manual"],
  }),
  runtime(`Bun ${versionOf("@oven/bun-linux-x64", 2)}`, "`import`", "esm.mjs", {
    binary: "@oven/bun-linux-x64/bin/bun",
    args: ["run"],
  }),
  {
    name: `Jest ${versionOf("jest")}`,
    loads: "`require`, without `import()`",
    comparesBits: false,
    run({ folder }) {
      const config = JSON.stringify({ rootDir: `${folder}fixtures/jest`, testMatch: ["**/*.test.cjs"], transform: {} });
      run(process.execPath, ["node_modules/jest/bin/jest.js", "--ci", "--config", config], { cwd: folder });
      return { decrypted: "THIS-IS-A-SECRET", worker: "THIS-IS-A-SECRET", gradient: "1,2" };
    },
  },
];
