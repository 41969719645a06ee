// wasm-bindgen's glue is made for one instance a page: its state is in module variables. Ours must survive a crash by starting
// another instance, and run two variants side by side, so its module becomes the body of a function.
import { createHash } from "node:crypto";
import { build } from "esbuild";

const options = {
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  metafile: true,
  logLevel: "warning",
};

/**
 * @param {string} path of what `wasm-bindgen --target web` wrote
 * @returns {Promise<{ code: string, declaration: string, fingerprint: string }>} the fingerprint names this glue in the wasm files that go with it
 */
export async function glueFrom(path) {
  const body = await asFunctionBody(path);
  const fingerprint = createHash("sha256").update(body).digest("hex").slice(0, 12);
  const code = `// Made by build.sh from what wasm-bindgen wrote. Do not edit.

/** The wasm files that go with this glue carry the same. */
export const fingerprint = "${fingerprint}";

/** The bindings, with a state of their own at each call. */
export function createGlue(FinalizationRegistry) {
${body}}
`;
  const declaration = `// Made by build.sh. Do not edit.
/** The wasm files that go with this glue carry the same. */
export declare const fingerprint: string;
/** The bindings, with a state of their own at each call. The glue registers its objects with a registry of this class. */
export declare function createGlue(registry: typeof FinalizationRegistry): Omit<typeof import("./core.js"), "default">;
`;
  return { code, declaration, fingerprint };
}

/** Without the asynchronous loader, which is the default export and looks for its file by import.meta.url. */
async function asFunctionBody(path) {
  const { metafile } = await build({ ...options, entryPoints: [path] });
  const names = Object.values(metafile.outputs)[0].exports.filter((name) => name !== "default");
  const contents = `export { ${names.join(", ")} } from ${JSON.stringify(path)};`;
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: "/", loader: "js" } });
  const [code] = outputFiles.map(({ text }) => text.replace(/^\/\/ .*\n/gm, ""));
  const body = code.replace(
    /export \{\n([\s\S]*?)\n\};\n$/,
    (_, list) => `return {\n${list.replace(/(\w+) as (\w+)/g, "$2: $1")}\n};\n`,
  );
  if (body === code || /\bimport\b/.test(body)) throw new Error("wasm-bindgen's glue has changed its shape");
  return body;
}
