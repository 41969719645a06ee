// `npm start`: sets the clone up, then shows a model that learns a cipher. The demo itself is demo/terminal/demo.ts.
import { pathToFileURL } from "node:url";
import { setUp } from "./setup.mjs";

setUp();
const { buildTerminalDemo, program } = await import("../demo/terminal/build.mjs");
await buildTerminalDemo();
await import(pathToFileURL(program).href);
