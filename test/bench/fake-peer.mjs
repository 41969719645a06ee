// A peer for the tests of the bench, in a world where work takes no time: it counts what it is told to do.
import { Cannot, serve } from "../../bench/protocol.mjs";

let prepared = 0;
let ended = 0;
await serve(
  {
    train({ name }) {
      prepared++;
      console.log("a library that greets on standard output");
      if (name === "dies") process.exit(3);
      if (name === "breaks") throw new TypeError("no such shape");
      if (name === "declines") throw new Cannot("no gradient of a lookup");
      if (name === "hangs") return new Promise(() => {});
      return {
        run: () => new Promise((resolve) => setTimeout(resolve, 1)),
        end: () => ended++,
        note: `${prepared} ${ended}`,
      };
    },
    tutorial: () => ({ times: { call: 20, import: 30 }, note: "1408 updates" }),
  },
  "counts nothing of the kind",
);
