// The text below the table: machine, versions, and exactly what was compared.

/** One line for each fact that a reader needs to judge the numbers. */
const said = `Times are medians; in brackets the quartiles of the blocks, or least and greatest where there are fewer than five. Ratios are of
blocks of the same round: all processes live, on one core (workers-2 and pytorch/2 on two), and take turns (A B C, C B A), each by its
own clock, after a warm-up.
A training step: forward, backward, Adam, the loss read. rnn-wasm (simd128, relaxed) draws and encrypts fresh messages for each
step; core, nn and all others repeat one batch, the same for all. The learning rate is 1e-7, so that weights stay where training
starts. PyTorch: the fastest of Adam's default, foreach and fused. TensorFlow.js: LSTM layer with sigmoid gates and no forget bias;
on wasm one-hot letters instead of an embedding, which has no gradient there. brain.js: a language model with RMSProp, an update a
message. jax-js: one jitted function, the time unrolled. Inference: rnn-wasm takes text and gives text; others take indices and give
indices. The first update and the tutorial's run: a fresh process each time, on any core. rnn-wasm and PyTorch draw the same numbers
there (seed 0); others stop at 100 % too, from weights and messages of their own.
GFLOP/s: matrix products that the row needs, the input's by the token table where that is less, over the time. peak: as many
multiply-adds on registers alone, in the same WebAssembly lanes (fused for relaxed); "of peak" compares blocks of the same rounds.`;

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
    `${settings.rounds} rounds of blocks of at least ${settings.blockMs} ms`,
    "",
    said,
  ].join("\n");
}
