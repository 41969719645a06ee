// `npm start`: sets up the clone, then runs `rnn-wasm demo`.
import { setUp } from "./setup.mjs";

setUp();
process.argv.splice(2, 0, "demo");
await import("../dist/cli.js");
