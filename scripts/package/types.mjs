// Compiles the declarations with the TypeScript versions that test/packages pins, under common configurations.
import { cpSync, writeFileSync } from "node:fs";
import { root } from "../build/paths.mjs";
import { run } from "./run.mjs";
import { versionOf } from "./versions.mjs";

/** The oldest supported version, versions that required changes to the declarations, and the latest. */
const compilers = [
  "typescript-5.5",
  "typescript-5.6",
  "typescript-5.7",
  "typescript-5.9",
  "typescript",
  "typescript-7",
];

/** Files of every project; among them the test of the types of `rnn-wasm/nn`, with a declaration of its test runner. */
const common = ["usage.ts", "mistakes.ts", "tasks.ts", "task-mistakes.ts", "nn.test.ts", "vitest.d.ts"];

/** Files of fixtures/types; strict, and without `skipLibCheck`, so that the declarations themselves are checked. */
const projects = {
  page: { files: [...common, "dom.ts"], lib: ["es2022", "dom"], module: "esnext", types: [] },
  node: {
    files: [...common, "node.ts", "required.cts"],
    lib: ["es2022"],
    module: "nodenext",
    types: ["node"],
  },
  bare: { files: common, lib: ["es2022"], module: "nodenext", types: [] },
};

/** @returns {string} the path of a tsconfig */
function configure(folder, name) {
  const { files, lib, module, types } = projects[name];
  const compilerOptions = {
    ...{
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
    },
    ...{ target: "es2022", module, moduleResolution: module === "nodenext" ? "nodenext" : "bundler", lib, types },
  };
  const path = `${folder}fixtures/types/tsconfig.${name}.json`;
  writeFileSync(path, JSON.stringify({ compilerOptions, files }));
  return path;
}

export const typeChecks = compilers.map((compiler) => ({
  name: `TypeScript ${versionOf(compiler, 2)}`,
  run({ folder }) {
    const names = Object.keys(projects);
    cpSync(`${root}test/nn/types.test.ts`, `${folder}fixtures/types/nn.test.ts`);
    for (const name of names) {
      const project = configure(folder, name);
      run(process.execPath, [`${folder}node_modules/${compiler}/bin/tsc`, "--project", project], { cwd: folder });
    }
    return names.join(", ");
  },
}));
