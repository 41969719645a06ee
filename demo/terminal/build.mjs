// Bundles the terminal demo as one file for Node. It shares the CLI's output functions and uses the built package.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL("./", import.meta.url));
export const program = `${here}dist/main.js`;

/** The CLI's imports of the library resolve to the package, as in dist/. */
const asPackage = {
  name: "as-package",
  setup({ onResolve }) {
    onResolve({ filter: /^(\.\.\/)+index\.js$/ }, () => ({ path: "rnn-wasm", external: true }));
  },
};

export async function buildTerminalDemo() {
  await build({
    entryPoints: [`${here}main.ts`],
    outfile: program,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
    tsconfigRaw: {},
    plugins: [asPackage],
  });
}
