/** The bits of three runs, in the engine that runs this; `npm run check:package` compares those of every environment with the same hashes. */
import { readFileSync } from "node:fs";
import * as rnn from "rnn-wasm";
import { expect, test } from "vitest";
import { bits } from "./packages/fixtures/bits.js";

const wanted: string[] = JSON.parse(readFileSync(new URL("reference/bits.json", import.meta.url), "utf8"));

test("the same seed gives the same weights, whichever engine trains", async () => {
  expect(wanted).toHaveLength(3);
  expect(await bits(rnn)).toEqual(wanted);
});
