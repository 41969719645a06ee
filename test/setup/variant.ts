/** Before each file of the projects `simd128` and `relaxed`: the package computes with the build that the project is named after. */
import { init } from "rnn-wasm";
import { inject } from "vitest";

await init({ variant: inject("variant") });
