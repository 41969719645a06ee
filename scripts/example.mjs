// Runs a program of examples/, on any Node that the package supports: `npm run example -- part-of-speech`.
// Sets the clone up, then strips the types with esbuild, which Node does only since 22.18.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setUp } from "./setup.mjs";

const folder = fileURLToPath(new URL("../examples/", import.meta.url));
const [name = ""] = process.argv.splice(2, 1);
const source = `${folder}${name}.ts`;
if (name === "" || !existsSync(source)) {
  const names = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  console.error(`npm run example -- NAME, where NAME is one of ${names.map((file) => file.slice(0, -3)).join(", ")}`);
  process.exit(2);
}
setUp();
const { build } = await import("esbuild");
// Written beside its source, so that imports of packages resolve.
const outfile = `${folder}.${name}-${process.pid}.mjs`;
try {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    tsconfigRaw: {},
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile, { force: true });
}
