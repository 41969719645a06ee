/** Models, runs and tensors in the state of frameworks that wrap objects in proxies, and on the console. */
import { inspect } from "node:util";
import { load, startTraining } from "rnn-wasm";
import { init, nn, optim, zeros } from "rnn-wasm/nn";
import { expect, it } from "vitest";
import { caesar, decryptor } from "../training/example-data.js";

/** What Vue's `reactive()` does to an object: a proxy of it, and of whatever is read from it, but for what asks to be left out. */
function reactive<T>(target: T): T {
  if (typeof target !== "object" || target === null || (target as { __v_skip?: boolean }).__v_skip) return target;
  if (!Object.isExtensible(target)) return target;
  return new Proxy(target, { get: (object, key, receiver) => reactive(Reflect.get(object, key, receiver)) });
}

it("work in the state of a Vue-like framework", async () => {
  const model = await decryptor();
  const state = reactive({
    model,
    nested: { stream: model.stream(), run: startTraining(caesar, { seed: 1, maxSteps: 3 }) },
  });
  expect(state.model).toBe(model);
  expect(state.model.decrypt("FUVEMVEMNMERPDRF")).toBe("THIS-IS-A-SECRET");
  expect(state.nested.stream.write("ERPDRF")).toBe("SECRET");
  expect((await state.nested.run.result).training.steps).toBe(3);
  expect((await load(state.model.save())).config).toEqual(state.model.config);
  await init();
  const blocks = reactive({ linear: new nn.Linear(2, 1), x: zeros([1, 2]) });
  expect(blocks.linear.forward(blocks.x).shape).toEqual([1, 1]);
  reactive({ optimizer: new optim.SGD(blocks.linear.parameters(), { lr: 0.1 }) }).optimizer.step();
});

it("are short on the console", async () => {
  const model = await decryptor();
  expect(inspect(model)).toMatch(/^Tagger \{/);
  for (const value of [model, model.stream(), startTraining(caesar, { maxSteps: 0 })]) {
    const shown = inspect(value);
    expect(shown.length).toBeLessThan(400);
    expect(shown).not.toMatch(/Float32Array|__v_skip/);
  }
});
