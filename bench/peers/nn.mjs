// rnn-wasm/nn: the tutorial's loop with modules and operations as in PyTorch.
// usage: nn.mjs simd128|relaxed
import { key, lr, messages, timeMajor } from "../data.mjs";
import { Cannot, serve } from "../protocol.mjs";
import { learn } from "../tutorial.mjs";

const [variant] = process.argv.slice(2);

/** Imported in the handlers, because some of them time the import; by path, as in rnn-wasm.mjs. */
async function load() {
  const library = await import("../../dist/nn.node.js");
  await library.init({ variant });
  library.manualSeed(0);
  return library;
}

function build(library, { V, E, H }, lr, cell = "lstm", layerOf = wholeLayer) {
  const { nn, optim } = library;
  const embedding = new nn.Embedding(V, E);
  const layer = layerOf(library, cell, E, H);
  const linear = new nn.Linear(H, V);
  const lossFn = new nn.CrossEntropyLoss();
  const parameters = [embedding, layer, linear].flatMap((module) => [...module.parameters()]);
  const optimizer = new optim.Adam(parameters, { lr });

  /** `[T, B]` → `[T, B, V]` */
  const scores = (encrypted) => linear.forward(layer.forward(embedding.forward(encrypted))[0]);
  /** Of whole messages, by the state after their last letter: `[T, B]` → `[B, V]`; for cells with one state. */
  const classScores = (encrypted) => linear.forward(layer.forward(embedding.forward(encrypted))[1].squeeze(0));
  const step = (loss) => {
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss.item();
  };
  /** One update on `[T, B]`; its loss. */
  const update = (encrypted, original) => step(lossFn.forward(scores(encrypted).transpose(1, 2), original));
  const updateClasses = (encrypted, classes) => step(lossFn.forward(classScores(encrypted), classes));
  return { scores, update, updateClasses };
}

/** @returns the module of this name. Other commits may lack some. */
function moduleOf({ nn }, name) {
  if (!nn[name]) throw new Cannot(`has no nn.${name}`);
  return nn[name];
}

/** A layer: all letters in one call. */
const wholeLayer = (library, cell, E, H) => new (moduleOf(library, cell.toUpperCase()))(E, H);

/** A cell, which a loop steps from letter to letter. */
function steppedCell(library, cell, E, H) {
  const stepped = new (moduleOf(library, `${cell.toUpperCase()}Cell`))(E, H);
  const forward = (embedded) => {
    let state;
    const outputs = Array.from({ length: embedded.shape[0] }, (_, t) => {
      state = stepped.forward(embedded.narrow(0, t, 1).squeeze(0), state);
      return Array.isArray(state) ? state[0] : state;
    });
    return [library.stack(outputs)];
  };
  return { forward, parameters: () => stepped.parameters() };
}

/** The tutorial's loop: draws a message, encrypts it, and makes an update. */
function drawnUpdate({ randint }, { update }, { V, T }) {
  const original = randint(0, V, [T, 1]);
  return update(original.add(key).remainder(V), original);
}

function batch({ tensor }, sizes) {
  const { original, encrypted } = messages(sizes);
  const shape = [sizes.T, sizes.B];
  return [encrypted, original].map((letters) => tensor(timeMajor(letters, sizes), { shape }));
}

const repeated = (work) => ({
  run(count) {
    for (let i = 0; i < count; i++) work();
  },
});

async function train({ sizes, cell }) {
  const library = await load();
  const { update } = build(library, sizes, lr, cell);
  const [encrypted, original] = batch(library, sizes);
  return repeated(() => update(encrypted, original));
}

async function trainStepped({ sizes, cell }) {
  const library = await load();
  const { update } = build(library, sizes, lr, cell, steppedCell);
  const [encrypted, original] = batch(library, sizes);
  return repeated(() => update(encrypted, original));
}

/** The class of a message is the first of its letters. */
async function classify({ sizes, cell }) {
  const library = await load();
  const { updateClasses } = build(library, sizes, lr, cell);
  const [encrypted] = batch(library, sizes);
  const classes = library.tensor(timeMajor(messages(sizes).original, sizes).slice(0, sizes.B), { shape: [sizes.B] });
  return repeated(() => updateClasses(encrypted, classes));
}

async function loop({ sizes }) {
  const library = await load();
  const model = build(library, sizes, lr);
  return repeated(() => drawnUpdate(library, model, sizes));
}

/** Letters as indices in, most likely indices out. */
async function infer({ sizes }) {
  const library = await load();
  const { scores } = build(library, sizes, lr);
  const [encrypted] = batch(library, sizes);
  return repeated(() => library.noGrad(() => scores(encrypted).argmax(2).data()));
}

const sizes = { V: 27, E: 5, H: 10, T: 32, B: 1 };

async function firstStep() {
  const began = performance.now();
  const library = await load();
  drawnUpdate(library, build(library, sizes, 1e-3), sizes);
  return { times: { import: performance.now() - began } };
}

async function tutorial() {
  const began = performance.now();
  const library = await load();
  const imported = performance.now();
  const model = build(library, sizes, 1e-3);
  const { randint, noGrad } = library;
  const steps = await learn({
    update: () => drawnUpdate(library, model, sizes),
    accuracy: (count) =>
      noGrad(() => {
        const original = randint(0, sizes.V, [sizes.T, count]);
        const decrypted = model.scores(original.add(key).remainder(sizes.V)).argmax(2);
        return decrypted.eq(original).sum().item() / (sizes.T * count);
      }),
  });
  const ended = performance.now();
  return { times: { call: ended - imported, import: ended - began }, note: `${steps} updates` };
}

await serve({
  train,
  trainCell: train,
  trainStepped,
  classify,
  loop,
  decrypt: infer,
  decryptBatch: infer,
  firstStep,
  tutorial,
});
