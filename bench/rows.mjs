// The rows of the bench: name, sizes, kind of work, and the number of floating-point operations.

/**
 * Sizes of a tagger and of its batch: symbols, embedding, hidden units, letters per message, messages per batch.
 * @typedef {{ V: number, E: number, H: number, T: number, B: number }} Sizes
 *
 * Those of a forecaster: columns, hidden units, rows per window, windows per batch.
 * @typedef {{ F: number, H: number, T: number, B: number }} ForecasterSizes
 *
 * `symbols` and `classes` leave out parts of a step (profile.mjs): the number of the V symbols that occur, and of outputs.
 *
 * `kind` names the handler of a peer (see protocol.mjs). Rows with `from` are measured in a fresh process, from its start, from the
 * import of the library or from its first call; rows of one kind share a process. `after` is the row of the next smaller size.
 * @typedef {{ name: string, title: string, kind: string, sizes?: Sizes | ForecasterSizes, cell?: Cell, symbols?: number, classes?: number, after?: string,
 *   layers?: number, task?: Task, from?: "process" | "import" | "call" }} Row
 */

/** @typedef {"tag" | "classify" | "regress" | "forecast" | "generate"} Task whose model a server answers with */

/** @typedef {"lstm" | "gru" | "rnn"} Cell of a recurrent layer; rows without one use an LSTM */

/** @type {(V: number, E: number, H: number, T: number, B: number) => Sizes} */
const sizes = (V, E, H, T, B) => ({ V, E, H, T, B });

/** The tutorial's model and message. */
const tutorial = sizes(27, 5, 10, 32, 1);

/** @param {Partial<Sizes> | ForecasterSizes} of */
export const spelled = (of) =>
  Object.entries(of)
    .map(([name, value]) => `${name} ${value}`)
    .join("  ");

/** @returns {Row} */
const step = (name, of) => ({ name, title: `training step  ${spelled(of)}`, kind: "train", sizes: of });

/** The same step with another cell. It is a separate kind, because most libraries are measured with an LSTM only. @returns {Row} */
const cellStep = (cell, name, of) => ({
  name: `${cell}-${name}`,
  title: `training step, ${cell.toUpperCase()}  ${spelled(of)}`,
  ...{ kind: "trainCell", sizes: of, cell },
});

/** The tutorial's step, written as a loop over letters that calls `nn.LSTMCell` or `nn.GRUCell`. @returns {Row} */
const steppedCell = (cell) => ({
  name: `stepped-${cell}-h10-b1`,
  title: `training step, ${cell.toUpperCase()}Cell in a loop  ${spelled(tutorial)}`,
  ...{ kind: "trainStepped", sizes: tutorial, cell },
});

/** A step of the task `classify`, whose messages have a class each. @returns {Row} */
const classifierStep = (name, of) => ({
  ...{
    name,
    title: `training step of a classifier, LSTM  ${spelled(of)}`,
    kind: "classifyStep",
    sizes: of,
    cell: "lstm",
  },
});

/** A step of the task `forecast`: each row of a window predicts the next one. @returns {Row} */
const forecasterStep = (name, of) => ({
  name,
  title: `training step of a forecaster, LSTM  ${spelled(of)}`,
  kind: "forecastStep",
  sizes: of,
});

/** 100 symbols, each drawn from what the one before it makes likely. @returns {Row} */
function generate(H, layers) {
  const of = sizes(65, 64, H, 100, 1);
  const title = `100 symbols generated, ${layers === 1 ? "one layer" : "two layers"}  ${spelled({ V: 65, E: 64, H })}`;
  return { name: `generate-h${H}-l${layers}`, title, kind: "generate", sizes: of, layers };
}

/** @type {readonly Cell[]} */
const otherCells = ["gru", "rnn"];

/** The rows of `npm run bench`, in the order in which they are measured. @type {readonly Row[]} */
export const rows = [
  step("step-h10-b1", tutorial),
  step("step-h10-b32", sizes(27, 5, 10, 32, 32)),
  step("step-h10-b128", sizes(27, 5, 10, 32, 128)),
  step("step-h64-b32", sizes(27, 16, 64, 32, 32)),
  step("step-h128-b32", sizes(27, 32, 128, 64, 32)),
  step("step-h256-b32", sizes(64, 64, 256, 64, 32)),
  ...otherCells.flatMap((cell) => [
    cellStep(cell, "h10-b1", tutorial),
    cellStep(cell, "h64-b32", sizes(27, 16, 64, 32, 32)),
    cellStep(cell, "h256-b32", sizes(64, 64, 256, 64, 32)),
  ]),
  ...["lstm", ...otherCells].map(steppedCell),
  {
    name: "classify-h10-b1",
    title: `training step of a classifier, GRU  ${spelled(tutorial)}`,
    ...{ kind: "classify", sizes: tutorial, cell: "gru" },
  },
  classifierStep("classifier-h10-b32", sizes(27, 5, 10, 32, 32)),
  classifierStep("classifier-h64-b32", sizes(27, 16, 64, 32, 32)),
  {
    name: "classify-one",
    title: "one name of 10 letters classified",
    kind: "classifyOne",
    sizes: sizes(27, 16, 64, 10, 1),
  },
  forecasterStep("forecaster-h32-b32", { F: 3, H: 32, T: 48, B: 32 }),
  {
    name: "text-step-h256-b32",
    title: `training step on running text  ${spelled(sizes(65, 64, 256, 64, 32))}`,
    ...{ kind: "textStep", sizes: sizes(65, 64, 256, 64, 32) },
  },
  ...[128, 256].flatMap((H) => [1, 2].map((layers) => generate(H, layers))),
  { name: "decrypt", title: "one message of 32 letters", kind: "decrypt", sizes: tutorial },
  { name: "decrypt-batch", title: "128 messages of 32 letters", kind: "decryptBatch", sizes: { ...tutorial, B: 128 } },
  ...["tag", "classify", "regress", "forecast", "generate"].map((task) => ({
    name: `request-${task}`,
    title: `one request to Node's http server: ${task}`,
    ...{ kind: "request", task },
  })),
  { name: "loop", title: "the tutorial's loop: draw, encrypt, update", kind: "loop", sizes: tutorial },
  { name: "first-step", title: "import to first update", kind: "firstStep", from: "import" },
  { name: "tutorial", title: "tutorial run to 100 %", kind: "tutorial", from: "call" },
  { name: "tutorial-import", title: "the same, import included", kind: "tutorial", from: "import" },
  { name: "tutorial-process", title: "the same, whole process", kind: "tutorial", from: "process" },
  { name: "size", title: "to download, gzipped", kind: "size" },
];

/** Varies one size at a time, for `--scaling`. */
const middle = sizes(27, 32, 64, 32, 32);
const varied = { H: [8, 16, 32, 64, 128, 256], T: [8, 32, 128, 512], B: [1, 4, 16, 64, 256], V: [16, 64, 256, 1024] };

function scaling(size, values) {
  const name = (value) => `${size.toLowerCase()}-${value}`;
  return values.map((value, index) => {
    const row = step(name(value), { ...middle, [size]: value });
    return index === 0 ? row : { ...row, after: name(values[index - 1]) };
  });
}

/** The rows of `npm run bench -- --scaling`. @type {readonly Row[]} */
export const scalingRows = [
  ...Object.entries(varied).flatMap(([size, values]) => scaling(size, values)),
  ...["step-h256-b32", "text-step-h256-b32"].map((wanted) => rows.find(({ name }) => name === wanted)),
  classifierStep("classifier-h256-b32", sizes(64, 64, 256, 64, 32)),
];

/**
 * The minimum of floating-point operations for a row's matrix products; undefined for rows that do not measure arithmetic.
 *
 * Forward: h·W_hh and the output layer for each letter or row, and x·W_ih for each letter or for each symbol of the alphabet, whichever is
 * less, or for each row.
 * Backward takes twice that: the gradients of weights and of inputs.
 * @param {Row} row
 */
export function operations({ kind, sizes, cell = "lstm", layers = 1 }) {
  if (!sizes) return undefined;
  // A forecaster reads and writes F numbers per row, where a tagger has symbols of E numbers and V outputs.
  const { H, T, B, F, V = F, E = F } = sizes;
  const letters = T * B;
  const gates = { lstm: 4, gru: 3, rnn: 1 }[cell];
  // A classifier has one output per message, the others one per letter.
  const outputs = /^classify/.test(kind) ? B : letters;
  const inner = (layers - 1) * letters * gates * 2 * H * H;
  const recurrent = (F ? letters : Math.min(V, letters)) * gates * H * E + letters * gates * H * H + inner;
  const forward = 2 * (recurrent + outputs * H * V);
  return /^decrypt|^generate|^classifyOne/.test(kind) ? forward : 3 * forward;
}
