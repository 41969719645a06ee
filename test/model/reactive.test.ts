/** Models, runs and tensors in the state of frameworks that wrap objects in proxies, and on the console. */
import { inspect } from "node:util";
import { load, startTraining, train } from "rnn-wasm";
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

it("of every task, and made from data that is reactive itself", async () => {
  const options = reactive({ seed: 1, maxSteps: 2, hiddenSize: 4, batchSize: 2 });
  const sequences = ["abc", "bca", "cab", "aab", "bbc", "ccb"];
  const labels = [..."abcabc"];
  const series = Array.from({ length: 40 }, (_, i) => i + Math.sin(i));
  const [classifier, regressor, forecaster, writer] = await Promise.all([
    train(reactive({ sequences, labels }), options),
    train(reactive({ sequences, values: series.slice(0, 6) }), options),
    train(reactive({ series }), { ...options, horizon: 2, season: 4 }),
    train(reactive({ items: sequences, labels }), { ...options, worker: true }),
  ]);
  const state = reactive({ classifier, regressor, forecaster, writer });
  expect(state.classifier.classify("abc").ranked).toHaveLength(3);
  expect(state.classifier.stream().write("a").label).toBe(state.classifier.predict("a"));
  expect(state.regressor.stream().write("abc")).toBe(state.regressor.predict("abc"));
  state.forecaster.observe(reactive([1, 2]));
  expect(reactive({ stream: state.forecaster.stream() }).stream.write([3])).toHaveProperty("next");
  expect(state.forecaster.forecast(1, { history: reactive(series) })).toHaveLength(1);
  expect(reactive({ stream: state.writer.stream() }).stream.write("ab").bits).toHaveLength(2);
  expect(state.writer.generate({ count: 2, label: "a", seed: 1 })).toHaveLength(2);
  for (const model of Object.values(state)) {
    expect(model.stateDict().size).toBeGreaterThan(3);
    expect((await load(model.save())).config).toEqual(model.config);
    model.dispose();
  }
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
