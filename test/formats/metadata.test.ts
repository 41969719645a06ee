/** What files say of themselves: versions, tasks, and the data of a checkpoint. */
import { load, startTraining, train } from "rnn-wasm";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, it } from "vitest";
import { caesar, messagePairs } from "../training/example-data.js";

const own = "rnn-wasm";
const ofRun = "rnn-wasm.run";

/** The file with other JSON under a key of its metadata. */
function withMetadata(file: Uint8Array, key: string, changes: object): Uint8Array {
  const { tensors, metadata } = readSafetensors(file);
  const changed = { ...JSON.parse(metadata[key] as string), ...changes };
  return writeSafetensors(tensors, { ...metadata, [key]: JSON.stringify(changed) });
}

async function checkpointOf(data: Parameters<typeof train>[0]): Promise<Uint8Array> {
  const run = startTraining(data, { seed: 1, maxSteps: 3, validation: 0 });
  await run.result;
  return run.checkpoint();
}

const metadataOf = (file: Uint8Array, key: string) => JSON.parse(readSafetensors(file).metadata[key] as string);

describe("a model file", () => {
  it("names its version, task and cell", async () => {
    const model = await train(caesar, { maxSteps: 0 });
    expect(metadataOf(model.save(), own)).toMatchObject({ version: 1, task: "tag", cell: "lstm" });
    expect((await load(model.save())).training).toBeUndefined();
  });

  it.each([
    [{ version: 2 }, /expected format version 1, got 2: a later rnn-wasm wrote it/],
    [{ version: 2, alphabet: 5, task: "dream" }, /got 2: a later rnn-wasm wrote it/],
    [{ version: undefined }, /expected format version 1, got none$/],
    [{ version: "1" }, /expected format version 1, got "1"$/],
    [{ task: "dream" }, /task: expected .*, got "dream"/],
    [{ cell: "transformer" }, /cell: expected .*, got "transformer"/],
  ])("with %j is refused by name", async (changes, message) => {
    const file = withMetadata((await train(caesar, { maxSteps: 0 })).save(), own, changes);
    const refused = { code: "ERR_FORMAT", message: expect.stringMatching(message) };
    await expect(load(file)).rejects.toMatchObject(refused);
    await expect(train(caesar, { weights: file, maxSteps: 0 })).rejects.toMatchObject(refused);
  });
});

describe("a checkpoint", () => {
  it("names its version, and its data by kind and fingerprint", async () => {
    const pairs = messagePairs(caesar, 4, 2, 5);
    const stream = { seed: 1, alphabet: caesar.alphabet, outputAlphabet: caesar.alphabet, validation: 0, epochs: 1 };
    const streamed = startTraining({ pairs: new Set(pairs) }, stream);
    await streamed.result;
    for (const [kind, file] of [
      ["cipher", await checkpointOf(caesar)],
      ["pairs", await checkpointOf({ pairs })],
      ["stream", await streamed.checkpoint()],
    ] as const) {
      const { version, data } = metadataOf(file, ofRun);
      expect([version, data]).toEqual([1, { kind, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
    }
  });

  it("of a later version is refused by name", async () => {
    const file = await checkpointOf(caesar);
    for (const key of [own, ofRun])
      await expect(train(caesar, { resume: withMetadata(file, key, { version: 2 }) })).rejects.toMatchObject({
        code: "ERR_FORMAT",
        message: expect.stringMatching(/expected format version 1, got 2: a later rnn-wasm wrote it/),
      });
    for (const data of ["a cipher", { kind: "dream", fingerprint: "" }, { kind: "cipher" }, null])
      await expect(train(caesar, { resume: withMetadata(file, ofRun, { data }) })).rejects.toMatchObject({
        code: "ERR_FORMAT",
      });
  });
});
