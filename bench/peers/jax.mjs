// @jax-js/jax: the tagger in its numpy API, with the loss, its gradient and Adam's update in one jitted function.
//
// It has no scan, so tracing unrolls the loop over letters. Arrays are reference-counted: an array that is used again is passed as `.ref`.
import { lr, messages, timeMajor } from "../data.mjs";
import { serve } from "../protocol.mjs";
import { learn } from "../tutorial.mjs";

async function load() {
  const jax = await import("@jax-js/jax");
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return jax;
}

function initialWeights({ numpy: np, random }, { V, E, H }) {
  const bound = 1 / Math.sqrt(H);
  const shapes = { wIh: [E, 4 * H], wHh: [H, 4 * H], bias: [4 * H], out: [H, V], outBias: [V] };
  const weights = { embedding: random.normal(random.key(0), [V, E]) };
  for (const [index, [name, shape]] of Object.entries(shapes).entries()) {
    weights[name] = random.uniform(random.key(index + 1), shape, { minval: -bound, maxval: bound });
  }
  return {
    weights,
    zeros: () => Object.fromEntries(Object.entries(weights).map(([name, w]) => [name, np.zeros(w.shape)])),
  };
}

/** Logits `[T·B, V]` of letters `[T·B]` in time-major order. Consumes the weights. */
function forward({ numpy: np, nn }, w, letters, { V, H, T, B }) {
  const embedded = np.matmul(nn.oneHot(letters, V), w.embedding);
  const projected = np.add(np.matmul(embedded, w.wIh), w.bias).reshape([T, B, 4 * H]);
  let h = np.zeros([B, H]);
  let c = np.zeros([B, H]);
  const states = [];
  for (let t = 0; t < T; t++) {
    const gates = np.add(projected.ref.slice(t), np.matmul(h, w.wHh.ref));
    const [i, f, g, o] = np.split(gates, 4, 1);
    c = nn
      .sigmoid(f)
      .mul(c)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
    h = nn.sigmoid(o).mul(np.tanh(c.ref));
    states.push(h.ref);
  }
  for (const used of [projected, h, c, w.wHh]) used.dispose();
  return np.add(np.matmul(np.concatenate(states, 0), w.out), w.outBias);
}

function build(jax, sizes, lr) {
  const { numpy: np, nn, jit, valueAndGrad, tree } = jax;
  const { V, T, B } = sizes;
  const loss = (weights, letters, targets) =>
    nn
      .logSoftmax(forward(jax, weights, letters, sizes), 1)
      .mul(nn.oneHot(targets, V))
      .sum()
      .mul(-1 / (T * B));

  /** Adam; `scale` is the learning rate with both bias corrections, `eps` 1e-8 with the second's. */
  const adam = (w, m, v, gradient, scale, eps) => {
    const nextM = m.mul(0.9).add(gradient.ref.mul(0.1));
    const nextV = v.mul(0.999).add(np.square(gradient).mul(0.001));
    const next = w.sub(nextM.ref.mul(scale).div(np.sqrt(nextV.ref).add(eps)));
    return [next, nextM, nextV];
  };
  const step = jit((weights, m, v, letters, targets, scale, eps) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(weights), letters, targets);
    const after = [{}, {}, {}];
    for (const name of Object.keys(weights)) {
      const updated = adam(weights[name], m[name], v[name], gradients[name], scale.ref, eps.ref);
      updated.forEach((array, slot) => {
        after[slot][name] = array;
      });
    }
    scale.dispose();
    eps.dispose();
    return [value, ...after];
  });

  const { weights, zeros } = initialWeights(jax, sizes);
  let state = [weights, zeros(), zeros()];
  let updates = 0;
  async function update(letters, targets) {
    updates++;
    const correction = Math.sqrt(1 - 0.999 ** updates);
    const scale = np.array((lr * correction) / (1 - 0.9 ** updates));
    const [value, ...next] = step(...state, letters.ref, targets.ref, scale, np.array(1e-8 * correction));
    state = next;
    return (await value.data())[0];
  }
  return { update, weights: () => tree.ref(state[0]) };
}

/** Indices `[T·B]` in time-major order. */
const encode = ({ numpy: np }, letters, sizes) => np.array(timeMajor(letters, sizes), { dtype: np.int32 });

async function train({ sizes }) {
  const jax = await load();
  const { update } = build(jax, sizes, lr);
  const { original, encrypted } = messages(sizes);
  const [letters, targets] = [encrypted, original].map((indices) => encode(jax, indices, sizes));
  return {
    async run(count) {
      for (let i = 0; i < count; i++) await update(letters, targets);
    },
  };
}

function predictor(jax, sizes) {
  const predict = jax.jit((weights, letters) => jax.numpy.argmax(forward(jax, weights, letters, sizes), 1));
  return async (weights, indices) => await predict(weights, encode(jax, indices, sizes)).data();
}

async function infer({ sizes }) {
  const jax = await load();
  const { weights } = build(jax, sizes, lr);
  const predict = predictor(jax, sizes);
  const { encrypted } = messages(sizes);
  return {
    async run(count) {
      for (let i = 0; i < count; i++) await predict(weights(), encrypted);
    },
  };
}

const sizes = { V: 27, E: 5, H: 10, T: 32, B: 1 };

async function firstStep() {
  const began = performance.now();
  const jax = await load();
  const { original, encrypted } = messages(sizes);
  await build(jax, sizes, 1e-3).update(encode(jax, encrypted, sizes), encode(jax, original, sizes));
  return { times: { import: performance.now() - began } };
}

async function tutorial() {
  const began = performance.now();
  const jax = await load();
  const imported = performance.now();
  const model = build(jax, sizes, 1e-3);
  let seed = 0;
  let predict;
  const steps = await learn({
    async update() {
      const { original, encrypted } = messages(sizes, seed++);
      const arrays = [encrypted, original].map((indices) => encode(jax, indices, sizes));
      await model.update(...arrays);
      for (const array of arrays) array.dispose();
    },
    async accuracy(count) {
      const many = { ...sizes, B: count };
      const { original, encrypted } = messages(many, seed++);
      predict ??= predictor(jax, many);
      const decrypted = await predict(model.weights(), encrypted);
      const wanted = timeMajor(original, many);
      return decrypted.filter((letter, i) => letter === wanted[i]).length / decrypted.length;
    },
  });
  const ended = performance.now();
  return { times: { call: ended - imported, import: ended - began }, note: `${steps} updates` };
}

await serve({ train, decrypt: infer, decryptBatch: infer, firstStep, tutorial }, "this row is not measured for jax-js");
