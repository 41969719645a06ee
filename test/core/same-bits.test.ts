/**
 * The bits of three runs, in the engine that runs this; `npm run check:package` compares those of every environment with the same hashes.
 * A change of the core that adds up in another order changes them: `npx vitest run test/core/same-bits.test.ts -u` updates them.
 */
import * as rnn from "rnn-wasm";
import { expect, test } from "vitest";
import { bits } from "../packages/fixtures/bits.js";

test("the same seed gives the same weights, whichever engine trains", async () => {
  const hashes = await bits(rnn);
  expect(new Set(hashes).size).toBe(3);
  await expect(`${JSON.stringify(hashes, null, 2)}\n`).toMatchFileSnapshot("../fixtures/pytorch/bits.json");
});
