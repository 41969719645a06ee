// Bundlers without further configuration: each bundles fixtures/browser, and Chromium opens the result.
import { cpSync, mkdirSync } from "node:fs";
import { inBrowser, inServedBrowser } from "./browser.mjs";
import { versionOf } from "./versions.mjs";

/** @returns {import("./fixtures.mjs").Fixture} `bundle` writes app.js and its chunks into a folder */
const bundler = (packageName, title, bundle) => ({
  name: `${title} ${versionOf(packageName)}`,
  loads: "bundled for Chromium",
  async run(workspace) {
    const out = `${workspace.folder}fixtures/out/${packageName}/`;
    mkdirSync(out, { recursive: true });
    cpSync(`${workspace.folder}fixtures/browser/index.html`, `${out}index.html`);
    await bundle({
      tool: await toolOf(workspace, packageName),
      entry: `${workspace.folder}fixtures/browser/app.js`,
      out,
      workspace,
    });
    return inServedBrowser(out);
  },
});

/** Resolves from the workspace, not from this clone. */
const entryPoints = {
  esbuild: "esbuild/lib/main.js",
  vite: "vite/dist/node/index.js",
  webpack: "webpack/lib/index.js",
  rollup: "rollup/dist/es/rollup.js",
  "@rollup/plugin-node-resolve": "@rollup/plugin-node-resolve/dist/es/index.js",
};
const toolOf = ({ folder }, name) => import(`${folder}node_modules/${entryPoints[name]}`);

const viteOptions = (folder) => ({
  root: `${folder}fixtures/browser`,
  configFile: false,
  logLevel: "warn",
  cacheDir: `${folder}.vite`,
});

export const bundlerFixtures = [
  bundler("esbuild", "esbuild", ({ tool, entry, out }) =>
    tool.build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "esm",
      splitting: true,
      outdir: out,
      logLevel: "error",
    }),
  ),
  bundler("webpack", "webpack", async ({ tool: { default: webpack }, entry, out }) => {
    const compiler = webpack({
      mode: "production",
      entry,
      output: { path: out, filename: "app.js" },
      performance: { hints: false },
    });
    const stats = await new Promise((resolve, reject) =>
      compiler.run((error, result) => (error ? reject(error) : resolve(result))),
    );
    await new Promise((resolve) => compiler.close(resolve));
    if (stats.hasErrors() || stats.hasWarnings())
      throw new Error(stats.toString({ all: false, errors: true, warnings: true }));
  }),
  bundler("rollup", "Rollup", async ({ tool: { rollup }, entry, out, workspace }) => {
    const { nodeResolve } = await toolOf(workspace, "@rollup/plugin-node-resolve");
    const onwarn = (warning) => {
      throw new Error(warning.message);
    };
    const build = await rollup({ input: entry, plugins: [nodeResolve()], onwarn });
    await build.write({ dir: out, format: "es" });
    await build.close();
  }),
  {
    name: `Vite ${versionOf("vite")}`,
    loads: "built for Chromium",
    async run(workspace) {
      const { build } = await toolOf(workspace, "vite");
      const outDir = `${workspace.folder}fixtures/out/vite/`;
      await build({ ...viteOptions(workspace.folder), build: { outDir, emptyOutDir: true } });
      return inServedBrowser(outDir);
    },
  },
  {
    name: `Vite ${versionOf("vite")}`,
    loads: "its development server",
    async run(workspace) {
      const { createServer } = await toolOf(workspace, "vite");
      const server = await createServer({
        ...viteOptions(workspace.folder),
        server: { port: 0, host: "127.0.0.1", hmr: false, fs: { allow: [workspace.folder] } },
      });
      try {
        await server.listen();
        const { port } = server.httpServer.address();
        return await inBrowser(`http://127.0.0.1:${port}/`);
      } finally {
        await server.close();
      }
    },
  },
];
