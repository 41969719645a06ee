// The text below the table: machine, versions, and exactly what was compared.

/** One line for each fact that a reader needs to judge the numbers. */
const explanation = `Times are medians, with the quartiles of the blocks in brackets (minimum and maximum if there are fewer than five).
Ratios compare blocks of the same round. All processes run on one core (workers-2 and pytorch/2 on two), take turns (A B C, C B A), and
measure their own time after a warm-up.
A training step is a forward pass, a backward pass, an update with Adam, and reading the loss. rnn-wasm (simd128, relaxed) draws and
encrypts new messages for each step; core, nn and all others repeat the same batch. Steps of classifiers, on running text and of
forecasters clip gradients in rnn-wasm alone, by these tasks' defaults. The learning rate is 1e-7, so that weights hardly change. PyTorch:
the fastest of Adam's default, foreach and fused. TensorFlow.js: an LSTM layer with sigmoid gates and no forget bias; on wasm, one-hot
letters instead of an embedding, which has no gradient there. brain.js: a language model with RMSProp and one update per message. jax-js:
one jitted function with an unrolled loop over time. Inference: rnn-wasm reads and returns text, others indices. The first update and the
tutorial's run: a new process each time, on any core. rnn-wasm and PyTorch draw the same numbers there (seed 0); others also stop at 100
%, with their own weights and messages.
GFLOP/s: the matrix products of the row (the input's by the token table if that is less), divided by the time. peak: the same number of
multiply-adds in registers, in the same WebAssembly lanes (fused for relaxed); "of peak" compares blocks of the same rounds.`;

/** @param {{ machine: object, settings: object, versions: Record<string, string> }} measured */
export function foot({ machine, settings, versions }) {
  const groups = new Map(
    Object.entries(versions)
      .filter(([name, version]) => version && !name.startsWith("peak/"))
      .map(([name, version]) => [name.split("/")[0], version]),
  );
  const list = [...groups].map(([name, version]) => `${name} ${version}`).join(", ");
  return [
    `${machine.cpu}, ${machine.cores} cores; Node ${machine.node}; ${list}`,
    `${settings.rounds} rounds of blocks of at least ${settings.blockMs} ms${settings.minCount > 1 ? ` and ${settings.minCount} operations` : ""}`,
    "",
    explanation,
  ].join("\n");
}
