/**
 * Every other function of the public interface with any values as arguments: it answers, or throws an error that has a code.
 */
import fc from "fast-check";
import * as main from "rnn-wasm";
import * as building from "rnn-wasm/nn";
import { toOnnx } from "rnn-wasm/onnx";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { within } from "../calls/world.js";
import { anyArgument as anything, judge, shown } from "./values.js";

type Callable = (...values: never[]) => unknown;

const { nn, optim, tensor } = building;

/** What is called, by name. Those that end in `[…]` are methods of something that is in order. */
function callables(model: main.Model): Readonly<Record<string, Callable>> {
  const construct =
    (Class: new (...values: never[]) => unknown) =>
    (...values: never[]) =>
      new Class(...values);
  const small = () =>
    tensor(
      [
        [0.5, 1],
        [2, -1],
      ],
      { requiresGrad: true },
    );
  const linear = () => new nn.Linear(2, 2);
  const lstm = () => new nn.LSTM(2, 2);
  const methods = (name: string, make: () => object): [string, Callable][] =>
    methodNames(make()).map((method) => [
      `${name}.${method}`,
      (...values) => (make() as Record<string, Callable>)[method]?.(...values),
    ]);
  return {
    ...named("ciphers", main.ciphers),
    ...named("nn", { ...nn, utils: undefined }, construct),
    ...named("optim", optim, construct),
    ...Object.fromEntries(methods("tensor", small)),
    ...Object.fromEntries(methods("tensor of integers", () => tensor([1, 2], { dtype: "int32" }))),
    ...Object.fromEntries(methods("linear", linear)),
    ...Object.fromEntries(methods("lstm", lstm)),
    ...Object.fromEntries(methods("embedding", () => new nn.Embedding(3, 2))),
    ...Object.fromEntries(methods("loss", () => new nn.CrossEntropyLoss())),
    ...Object.fromEntries(methods("adam", () => new optim.Adam(linear().parameters()))),
    ...Object.fromEntries(methods("sgd", () => new optim.SGD(linear().parameters(), { lr: 0.1, momentum: 0.9 }))),
    ...Object.fromEntries(methods("cipher", () => main.ciphers.caesar({ key: 1 }))),
    ...Object.fromEntries(methods("model", () => model).filter(([name]) => !/dispose/.test(name))),
    ...Object.fromEntries(methods("stream", () => model.stream())),
    "nn.utils.clipGradNorm": nn.utils.clipGradNorm as Callable,
    "Adam of a model": (options: never) => new optim.Adam(linear().parameters(), options),
    "SGD of a model": (options: never) => new optim.SGD(linear().parameters(), options),
    "Linear of two": (options: never) => new nn.Linear(2, 2, options),
    "LSTM of two": (options: never) => new nn.LSTM(2, 2, options),
    "the state of an LSTM": (state: never, options: never) => lstm().forward(small().unsqueeze(1), state, options),
    ...functions(building, ["tensor", "zeros", "rand", "randn", "randint", "randperm", "manualSeed"]),
    ...functions(main, ["dataset", "load", "manualSeed"]),
    init: (options: never) => main.init(options),
    readSafetensors: readSafetensors as Callable,
    writeSafetensors: writeSafetensors as Callable,
    toOnnx: toOnnx as Callable,
  };
}

const functions = (module: object, names: readonly string[]): Record<string, Callable> =>
  Object.fromEntries(names.map((name) => [name, (module as Record<string, Callable>)[name] as Callable]));

function named<T>(prefix: string, module: T, wrap?: (Class: never) => Callable): Record<string, Callable> {
  const own = Object.entries(module as object).filter(([, value]) => typeof value === "function");
  return Object.fromEntries(own.map(([name, value]) => [`${prefix}.${name}`, wrap ? wrap(value as never) : value]));
}

/** What TypeScript keeps to the package itself, and JavaScript shows: `@internal` and protected methods. */
const internal =
  /^(flat|write|accumulate|sumTo|stretch|withValues|permute|floorDivide|momentNames|hyperparameters|parse|update)$/;

/** Public methods, inherited ones too. */
function methodNames(object: object): string[] {
  const names = new Set<string>();
  for (let at = object; at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof value === "function" && name !== "constructor" && !internal.test(name)) names.add(name);
  return [...names];
}

async function call(name: string, callable: Callable, values: readonly unknown[]): Promise<void> {
  try {
    const answer = callable(...(values as never[]));
    if (answer instanceof Promise) await within(name, answer);
  } catch (error) {
    judge(error, () => `${name}(${values.map((value) => shown(value)).join(", ")})`);
  }
}

/** So many calls. Returns how many functions they were of. */
export async function fuzzCalls(model: main.Model, seed: number, count: number): Promise<number> {
  const known = Object.entries(callables(model));
  const chosen = fc.constantFrom(...known);
  const values = fc.array(anything, { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(chosen, values, ([name, callable], given) => call(name, callable, given)),
    { numRuns: count, seed },
  );
  return known.length;
}
