// `npm start`: sets up the clone, then runs the terminal demo of demo/terminal/demo.ts.
import { pathToFileURL } from "node:url";
import { setUp } from "./setup.mjs";

setUp();
const { buildTerminalDemo, program } = await import("../demo/terminal/build.mjs");
await buildTerminalDemo();
await import(pathToFileURL(program).href);
