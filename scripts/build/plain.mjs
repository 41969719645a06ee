// Copies the wasm files of the baseline, for Workers runtimes, users who serve them, and Node, and writes how the other build's files
// differ, which only Node needs: the files themselves would be a tenth of the tarball, and `rnn-wasm wasm` writes the core's.
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { cached } from "./cached.mjs";
import { deltaOf } from "./delta.mjs";
import { baseline, generated, lateParts, root, variants } from "./paths.mjs";

/** The core, and its parts but for the one of replicas: these run in workers, which Workers runtimes cannot start. */
const parts = ["", ...Object.keys(lateParts).flatMap((part) => (part === "replica" ? [] : [`${part}-`]))];

const [other] = variants.filter((variant) => variant !== baseline);

/** @returns {Promise<[path: string, contents: Uint8Array][]>} */
export async function plainFiles() {
  const { fingerprint, patched } = await library();
  const files = parts.map(async (part) => {
    const [base, file] = [baseline, other].map((variant) => readFileSync(`${generated}${part}${variant}.wasm`));
    const isRight = (delta) => file.equals(patched(base, delta));
    const delta = await cached("deltas", [deltaOf.toString(), base, file], () => deltaOf(base, file), isRight);
    if (!isRight(delta)) throw new Error(`${part}${other} is not what its difference gives`);
    return [
      [`wasm/${part}${baseline}.wasm`, base],
      [`wasm/${part}${fingerprint}.delta`, delta],
    ];
  });
  return (await Promise.all(files)).flat();
}

/** How the library makes a file, and the fingerprint of its glue. */
async function library() {
  const contents = `export { patched } from "./delta.js"; export { fingerprint } from "./generated/glue.js";`;
  const stdin = { contents, resolveDir: `${root}ts/core` };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "esm" });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
