/** The run of the page as programs: what they say of the cell. */
import { expect, test } from "vitest";
import { npmProgram } from "../../../demo/src/page/views/decipher/code/npm.js";
import { torchProgram } from "../../../demo/src/page/views/decipher/code/torch.js";
import { suggestedFor } from "../../../demo/src/shared/decipher/settings.js";

const caesar = suggestedFor("caesar");

test.each([
  ["lstm", "tanh", [], "lstm = nn.LSTM(5, 10)"],
  ["gru", "tanh", ['cell: "gru"'], "gru = nn.GRU(5, 10)"],
  ["rnn", "tanh", ['cell: "rnn"'], "rnn = nn.RNN(5, 10)"],
  ["rnn", "relu", ['cell: "rnn"', 'nonlinearity: "relu"'], 'rnn = nn.RNN(5, 10, nonlinearity="relu")'],
  // What the cell does not have is not said.
  ["gru", "relu", ['cell: "gru"'], "gru = nn.GRU(5, 10)"],
] as const)("%s with %s", (cell, nonlinearity, options, layer) => {
  const settings = { ...caesar, cell, nonlinearity };
  const program = npmProgram(settings, "SECRET", false);
  expect(program.split("\n").filter((line) => /^ {2}/.test(line))).toEqual(
    ["seed: 0", ...options].map((line) => `  ${line},`),
  );
  const python = torchProgram(settings, false);
  expect(python).toContain(`\n${layer}\n`);
  expect(python).toContain(`for module in (embedding, ${cell}, linear)`);
  expect(python).toContain(`output, _ = ${cell}(embedding(tokens.T))`);
});
