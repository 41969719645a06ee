// brain.js, as close as possible: its LSTM predicts the next letter of a text rather than tagging letters, and it has only RMSProp.
// A message of T letters, end included, makes T predictions. It updates after each message, so B messages are B updates.
import { createRequire } from "node:module";
import { messages } from "../data.mjs";
import { serve } from "../protocol.mjs";

/** CommonJS compiled from ES modules, so its default export is nested. */
const load = () => createRequire(import.meta.url)("brain.js");

const build = ({ recurrent }, { V, E, H }) =>
  new recurrent.LSTM({ inputSize: E, inputRange: V, outputSize: V, hiddenLayers: [H] });

/** B texts of T − 1 letters; with the end, each has T predictions. */
function texts(sizes) {
  const { original } = messages(sizes);
  return Array.from({ length: sizes.B }, (_, b) => [...original.subarray(b * sizes.T, (b + 1) * sizes.T - 1)]);
}

function train({ sizes }) {
  const network = build(load(), sizes);
  network.initialize();
  const batch = texts(sizes);
  return {
    note: sizes.B === 1 ? "language model, RMSProp" : `${sizes.B} updates of one message`,
    run(count) {
      for (let i = 0; i < count; i++) for (const text of batch) network.trainPattern(text, true);
    },
  };
}

function firstStep() {
  const sizes = { V: 27, E: 5, H: 10, T: 32, B: 1 };
  const began = performance.now();
  const network = build(load(), sizes);
  network.initialize();
  network.trainPattern(texts(sizes)[0], true);
  return { times: { import: performance.now() - began } };
}

await serve({ train, firstStep }, "continues a text: no output for each letter of another");
