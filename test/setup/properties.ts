/** Properties are tried with the same cases every time, so that one that fails does so for everyone. Fuzzing draws new ones. */
import { configureGlobal } from "fast-check";
import { runs } from "../runs.js";

configureGlobal({ seed: 1, numRuns: runs(100, 40) });
