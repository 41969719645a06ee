/**
 * Which ciphers can a small LSTM learn, and at what cost? A table of ciphers with the letters that come out right on
 * fresh messages. Ciphers without memory are easy; a key that runs along needs memory; a rotor machine is another
 * alphabet at every place, which 64 units learn in part, as its rotors start from the same place each time.
 *
 * Run it in a clone: npm run example -- ciphers
 */
import { type Cipher, ciphers, type TaggerOptions, train } from "rnn-wasm";

const key = "QWERTYUIOPASDFGHJKLZXCVBNM-";
const simple: TaggerOptions = { seed: 1 };
const memory: TaggerOptions = {
  embeddingDim: 16,
  hiddenSize: 64,
  batchSize: 32,
  lr: 5e-3,
  seed: 1,
  until: { accuracy: 0.999 },
  maxSteps: 6000,
};
const tasks: readonly [string, Cipher, TaggerOptions][] = [
  ["Caesar, key 13", ciphers.caesar({ key: 13 }), simple],
  ["Atbash", ciphers.atbash(), simple],
  ["affine, 5·x + 8", ciphers.affine({ a: 5, b: 8 }), simple],
  ["substitution", ciphers.substitution({ key }), simple],
  ["Vigenère, KEY", ciphers.vigenere({ key: "KEY" }), memory],
  ["Vigenère, LEMON", ciphers.vigenere({ key: "LEMON" }), memory],
  ["Autokey, KEY", ciphers.autokey({ key: "KEY" }), memory],
  ["Enigma I", ciphers.enigma(), { ...memory, maxSteps: 2000 }],
];

console.log("| cipher | units | updates | seconds | letters right | whole messages |");
console.log("|---|---|---|---|---|---|");
for (const [name, cipher, options] of tasks) {
  const from = performance.now();
  const model = await train(cipher, options);
  const seconds = (performance.now() - from) / 1000;
  const { accuracy, exactMatch } = await model.evaluate(cipher);
  const cells = [
    name,
    model.config.hiddenSize,
    model.training.steps,
    seconds.toFixed(seconds < 1 ? 2 : 1),
    `${(100 * accuracy).toFixed(1)} %`,
    `${(100 * exactMatch).toFixed(0)} %`,
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
