/**
 * "Building your first RNN with PyTorch" (https://nikhilweee.me/posts/2018/first-rnn-pytorch/) with `train`: the text's
 * steps, one after another, each in a call or two. `tutorial-nn.ts` is the same from PyTorch's building blocks.
 *
 * Run it in a clone: npm run example -- tutorial
 */
import { ciphers, dataset, load, manualSeed, startTraining } from "rnn-wasm";

// ------------------------------------------------------------------------------------------------- Part one: the problem

// A spy sends messages in a cipher: each letter of A to Z and '-' is the one 13 places further on.
const cipher = ciphers.caesar({ key: 13 });
console.log(cipher.encrypt("THIS-IS-A-SECRET")); // FUVEMVEMNMERPDRF

// We hold pairs of secrets and originals, as indices into the alphabet, and nothing else: neither key nor kind of cipher.
manualSeed(0);
const examples = dataset(cipher, { numExamples: 128, messageLength: 32 });
for (const [encrypted, original] of examples) {
  console.log(encrypted.length, original.length); // 32 32
  break;
}

// --------------------------------------------------------------------------------------------- Part two: the data

// The model is the text's: Embedding(27, 5) → LSTM(5, 10) → Linear(10, 27), trained by CrossEntropyLoss and Adam(0.001).
// These are the defaults. With seed 0 the weights, the messages and so the whole curve are PyTorch's after manual_seed(0).
const run = startTraining(cipher, { seed: 0 });

// ------------------------------------------------------------------------------------------------- Part three: the training

// Each epoch is 128 messages and as many updates; then 128 fresh messages measure the accuracy, until it is 100 %.
export const accuracies: number[] = [];
for await (const progress of run) {
  const { epoch, step, validation, sample } = progress;
  if (!validation || validation.step !== step) continue;
  accuracies.push(validation.accuracy);
  const accuracy = `${(100 * validation.accuracy).toFixed(2)} %`;
  console.log(
    `Epoch ${epoch}: loss ${validation.loss.toFixed(4)}, accuracy ${accuracy}, ${sample.input} → ${sample.output}`,
  );
}
const model = await run.result;

// ------------------------------------------------------------------------------------------------- What it was all for

export const decrypted = model.decrypt("FUVEMVEMNMERPDRF");
console.log(decrypted); // THIS-IS-A-SECRET

// How sure it is, letter by letter: a row of 27 probabilities for each of the six.
const { shape, data } = model.probabilities("ERPDRF");
console.log(shape, Math.max(...data.subarray(0, 27)).toFixed(2)); // [ 6, 27 ] …

// On messages that it never saw.
const { accuracy, exactMatch } = await model.evaluate(cipher);
console.log(accuracy, exactMatch);

// A safetensors file under PyTorch's names: torch loads it with strict=True, and so do we.
const again = await load(model.save(), { task: "tag" });
console.log(again.decrypt("ERPDRF")); // SECRET
