import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Download, Page } from "playwright-core";
import { ciphers, load, train } from "rnn-wasm";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { expect, it } from "vitest";
import {
  copied,
  describePage,
  drop,
  eventually,
  expectPhase,
  expectReading,
  expectText,
  follow,
  hurried,
  openTrained,
  pause,
  reading,
  step,
  sureness,
} from "./browser.js";

const reference = new URL("../fixtures/pytorch/seed_run.safetensors", import.meta.url);
const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** What PyTorch would save after the tutorial's run: weights alone, under names of its own. */
async function filePyTorchWrote(): Promise<Uint8Array> {
  const { tensors } = readSafetensors(await readFile(reference));
  const final = [...tensors].filter(([name]) => name.startsWith("final."));
  return writeSafetensors(new Map(final.map(([name, tensor]) => [name.replace("final.", ""), tensor])), {
    format: "pt",
  });
}

async function contentsOf(download: Download): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

describePage("links and files", (open, variant) => {
  it("keeps every setting in the address", async () => {
    const { page } = await open({ fragment: "pace=4" });
    await page.selectOption("[name=task]", "vigenere");
    await page.click(".settings summary");
    for (const [name, value] of [
      ["key", "KEY"],
      ["hiddenSize", "12"],
      ["seed", "3"],
      ["lr", "0.01"],
    ] as const) {
      await page.fill(`[name=${name}]`, value);
      await page.press(`[name=${name}]`, "Enter");
    }
    await page.check("[name=forget]");
    const link = await copied(page, "#copy-settings-link");
    const other = await follow(open, link);
    await other.page.click(".settings summary");
    const values = (shown: Page) =>
      shown.$$eval("#settings input, #settings select", (fields) =>
        fields.map((field) => (field as HTMLInputElement).value),
      );
    expect(await values(other.page)).toEqual(await values(page));
    expect(await other.page.isChecked("[name=forget]")).toBe(true);
  });

  it("saves a file that the package loads, with the same answers", async () => {
    const { page } = await openTrained(open);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    expect(download.suggestedFilename()).toBe("model.safetensors");
    const model = await load(await contentsOf(download), { task: "tag" });
    expect(model.decrypt("FUVEMVEMNMERPDRF")).toBe("THIS-IS-A-SECRET");
    const { data, shape } = model.probabilities("FUVEMVEMNMERPDRF");
    const width = shape[1] as number;
    const sure = Array.from({ length: shape[0] as number }, (_, t) =>
      Math.max(...data.subarray(t * width, (t + 1) * width)),
    );
    const shown = (await sureness(page)).map(Number);
    expect(shown.every((value, t) => Math.abs(value - (sure[t] as number)) < 0.006)).toBe(true);
  });

  it("opens a file that PyTorch wrote, dropped or chosen", async () => {
    const { page } = await open({ fragment: "pace=4" });
    await eventually(() => step(page)).toBeGreaterThan(0);
    await drop(page, "from-pytorch.safetensors", await filePyTorchWrote());
    await expectReading(page, "THIS-IS-A-SECRET");
    await expectText(page, "#play", "Play");
    // A model of another size takes its place.
    const larger = await train(ciphers.caesar({ key: 13 }), { maxSteps: 0, hiddenSize: 24, seed: 1 });
    await page.setInputFiles("#open-file", { name: "a.safetensors", mimeType: "", buffer: Buffer.from(larger.save()) });
    await expectText(page, "#weights", `${larger.numParameters.toLocaleString("en")} weights`);
    await eventually(() => reading(page)).toBe(larger.decrypt("FUVEMVEMNMERPDRF"));
  });

  it("says what is wrong with a file", async () => {
    const { page, said } = await open(hurried);
    await drop(page, "broken.safetensors", new Uint8Array(20));
    await expectText(page, "#trouble", /expected/);
    expect(said).toEqual([]);
  });

  it("resumes after a reload", async () => {
    const { page, said } = await open({ fragment: "pace=200" });
    await eventually(() => step(page)).toBeGreaterThan(50);
    const before = await pause(page);
    const read = await reading(page);
    await page.reload();
    await expectPhase(page, "paused");
    await eventually(() => reading(page)).toBe(read);
    await page.click("#step");
    await eventually(() => step(page)).toBe(before + 1);
    await page.selectOption("#pace", "full");
    await page.click("#play");
    await expectText(page, "#status", /Every letter/);
    // As if it had never stopped: PyTorch's run too ends here.
    expect(await page.textContent("#now-step")).toBe("1,408");
    expect(said).toEqual([]);
  });

  it("opens another address in the same tab as what it says", async () => {
    const { page, address } = await openTrained(open);
    await page.goto(`${address}#task=atbash&message=ANOTHER&pace=full&variant=${variant}`);
    await expectReading(page, "ANOTHER");
    expect(await page.inputValue("[name=task]")).toBe("atbash");
  });

  it("sets up a lesson: a goal, and panels that are left out", async () => {
    const { page } = await open(hurried);
    // Not by a click: the figures above it still move while the model learns.
    await page.$eval("[data-panel=files] details", (panel) => panel.setAttribute("open", ""));
    await page.fill("[name=goal]", "5000");
    await page.check("[name=hide][value=code]");
    const link = await copied(page, "#copy-lesson-link");
    const lesson = await follow(open, link);
    await expectText(lesson.page, "#goal", /fewer than 5,000 steps\. Reached, after [\d,]+\./);
    expect(await lesson.page.isVisible("[data-panel=code]")).toBe(false);
    expect(await lesson.page.isVisible("[data-panel=gates]")).toBe(true);
  });

  it("gives the program of the run, which does the same", async () => {
    const { page } = await openTrained(open, "task=atbash&seed=4");
    const program = await copied(page, "[data-copy=code-npm]");
    // As a user would: in a folder where the package is found.
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], { cwd: root });
    expect(stdout).toContain("THIS-IS-A-SECRET");
    const steps = Number((await page.textContent("#now-step"))?.replaceAll(",", ""));
    if (variant === "simd128") expect(stdout).toContain(`steps: ${steps},`);
    await page.click("[data-panel=code] details:nth-of-type(2) summary");
    const python = await copied(page, "[data-copy=code-torch]");
    expect(python).toContain("torch.manual_seed(4)");
    expect(python).toContain("return V - 1 - x");
  });
});
