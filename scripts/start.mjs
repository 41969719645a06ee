// `npm start`: sets the clone up, then shows a model learning a cipher. The demo itself is ts/cli/demo.ts.
import { setUp } from "./setup.mjs";

setUp();
await import("../dist/demo.js");
