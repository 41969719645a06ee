// The pages show what every machine prints: the relaxed build, where an engine runs it, rounds as the processor does.
import { init } from "rnn-wasm";

await init({ variant: "simd128" });
