/**
 * Generates the JavaScript program of the page's run.
 */
import { modelOptionsOf, type Settings, suggestedFor } from "../../../../shared/decipher/settings.js";

/** Defaults of the package, which the program omits. */
const defaults: Partial<Settings> = suggestedFor("caesar");

/** @param inWords whether the user's pairs are sequences of words */
export function npmProgram(settings: Settings, message: string, inWords: boolean): string {
  const isPairs = settings.task === "pairs";
  const options = optionLines(settings);
  const given = options.length ? `, {\n${options.map((line) => `  ${line},\n`).join("")}}` : "";
  if (isPairs) {
    return `import { readFile } from "node:fs/promises";
import { train } from "rnn-wasm";

// An input, a tab and its target on each line.
const lines = (await readFile("pairs.tsv", "utf8")).trim().split("\\n");
const pairs = lines.map((line) => line.split("\\t")${inWords ? '.map((side) => side.split(" "))' : ""});
const model = await train({ pairs }${given});
console.log(model.training, model.predict(pairs[0][0]));
`;
  }
  return `import { ciphers, train } from "rnn-wasm";

const cipher = ${cipherCall(settings)};
const model = await train(cipher${given});
const secret = cipher.encrypt(${JSON.stringify(message)});
console.log(model.training, model.decrypt(secret));
`;
}

function optionLines(settings: Settings): string[] {
  const { lr, batchSize, messageLength, task } = settings;
  const options = {
    ...modelOptionsOf(settings),
    ...{ lr, batchSize },
    ...(task !== "pairs" && { messageLength }),
  };
  const given = Object.entries(options).filter(([name, value]) => value !== defaults[name as keyof Settings]);
  // Always included: without a seed, every run differs.
  return [
    `seed: ${settings.seed}`,
    ...given.map(([name, value]) => `${name}: ${typeof value === "string" ? JSON.stringify(value) : value}`),
  ];
}

function cipherCall({ task, key }: Settings): string {
  const quoted = JSON.stringify(key);
  const [a = "1", b = "0"] = key.split(",").map((part) => part.trim());
  switch (task) {
    case "caesar":
      return `ciphers.caesar({ key: ${key.trim()} })`;
    case "affine":
      return `ciphers.affine({ a: ${a}, b: ${b} })`;
    case "atbash":
      return "ciphers.atbash()";
    case "enigma":
      return `ciphers.enigma({ positions: ${quoted} })`;
    default:
      return `ciphers.${task}({ key: ${quoted} })`;
  }
}
