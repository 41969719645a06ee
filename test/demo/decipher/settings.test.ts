/** What can be chosen for a run, and how it is told. */
import { describe, expect, test } from "vitest";
import { appearances, isTutorial, suggestedFor, tasks } from "../../../demo/src/shared/decipher/settings.js";
import { taskData } from "../../../demo/src/shared/decipher/task.js";

const caesar = suggestedFor("caesar");

test("the tutorial's run is Caesar with the suggested sizes and any seed", () => {
  expect(isTutorial({ ...caesar, seed: 5 })).toBe(true);
  expect(isTutorial({ ...caesar, hiddenSize: 11 })).toBe(false);
  expect(isTutorial(suggestedFor("atbash"))).toBe(false);
});

describe.each(tasks)("%s", (task) => {
  test("has settings, a note, and a label for its key if it has one", () => {
    const { suggested, note, keyLabel } = appearances[task];
    expect(suggested.task).toBe(task);
    expect(note).toMatch(/\.$/);
    expect(keyLabel === undefined).toBe(suggested.key === "");
  });

  test("can be trained with what is suggested for it", () => {
    const { data, cipher, inputs, probes } = taskData(suggestedFor(task), "AB\tCD\nBA\tDC");
    expect(data).toBeDefined();
    expect(cipher === undefined).toBe(task === "pairs");
    expect(probes.length).toBeGreaterThan(0);
    for (const probe of probes) for (const symbol of probe) expect(inputs.known).toContain(symbol);
  });
});
