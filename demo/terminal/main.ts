/** The entry of `npm start`, bundled by demo/terminal/build.mjs. */
import { runDemo } from "./demo.js";

process.exitCode = await runDemo(process.argv.slice(2), process);
