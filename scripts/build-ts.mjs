// Builds dist/ from ts/: bundles for ES modules, CommonJS and Workers runtimes, modules that embed the wasm, and declarations.
// usage: node scripts/build-ts.mjs [--no-types] [--clean]
//   --no-types  keeps the existing declarations; takes well under a second
//   --clean     removes all other files from dist/, as publishing requires
// It does not compile Rust: build.sh writes the wasm to ts/core/generated.
import { bundles } from "./build/bundles.mjs";
import { declarations } from "./build/declarations.mjs";
import { wasmModules } from "./build/packed.mjs";
import { plainFiles } from "./build/plain.mjs";
import { gzipSize, kilobytes } from "./build/sizes.mjs";
import { swapIn } from "./build/swap.mjs";

const started = performance.now();
const flags = new Set(process.argv.slice(2));
for (const flag of flags) {
  if (flag === "--no-types" || flag === "--clean") continue;
  console.error(`build-ts: unknown option ${flag}`);
  process.exit(2);
}

const files = new Map([...(await wasmModules()), ...(await plainFiles()), ...(await bundles())]);
const types = flags.has("--no-types") ? undefined : await declarations();
for (const [path, contents] of types?.files ?? []) files.set(path, contents);
swapIn(files, { keepTypes: types === undefined, clean: flags.has("--clean") });

const size = (entry) => `${entry} ${kilobytes(gzipSize(files, `${entry}.js`)).toFixed(1)} KB`;
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.error(`dist: ${size("index")}, ${size("nn")} gzip, without wasm; ${seconds} s`);
if (types?.errors) {
  console.error(types.errors);
  process.exit(1);
}
