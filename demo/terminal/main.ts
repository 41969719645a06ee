/** What `npm start` runs, once demo/terminal/build.mjs has bundled it. */
import { runDemo } from "./demo.js";

process.exitCode = await runDemo(process.argv.slice(2), process);
