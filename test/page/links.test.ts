import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Download } from "playwright-core";
import { ciphers, load, train } from "rnn-wasm";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { expect, it } from "vitest";
import {
  copied,
  describePage,
  eventually,
  expectPhase,
  expectReading,
  expectText,
  follow,
  openTool,
  openTrained,
  quickRun,
  reading,
  set,
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
  it("keeps every setting in the address, and in a lesson a question, a contest, and which panels are left out", async () => {
    const opened = await open({ state: "pace=4" });
    const { page } = opened;
    await set(page, "key", "7");
    await set(page, "hiddenSize", "12");
    await openTool(page, "break");
    await page.check("[name=forget]");
    await openTool(page, "files");
    const link = await copied(page, "#copy-settings-link");
    const settings = () =>
      page.$$eval(".data input, .data select, [name=forget]", (fields) =>
        (fields as HTMLInputElement[]).map(({ value, type, checked }) => (type === "checkbox" ? checked : value)),
      );
    const before = await settings();
    await openTool(page, "lesson");
    await page.fill("#lesson-question", "Why does it need memory?");
    await page.fill("#lesson-goal", "5000");
    await page.check("[name=hide][value=inside]");
    await page.check("[name=hide][value=code]");
    await page.check("[name=projector]");
    const lesson = await copied(page, "#copy-lesson-link");
    await follow(opened, link);
    await openTool(page, "break");
    expect(await settings()).toEqual(before);
    expect(before).toContain(true);
    expect(await page.$$(".question, #goal, .projector")).toEqual([]);
    // In the same document now.
    await page.goto(lesson);
    await expectText(page, ".question", "Why does it need memory?");
    expect(await page.textContent("#goal")).toContain("in fewer than 5,000 updates");
    expect(await page.$$("[data-panel=inside], [data-panel=code]")).toEqual([]);
    expect(await page.isVisible("[data-panel=data]")).toBe(true);
    expect(await page.$$(".projector")).toHaveLength(1);
    expect(await settings()).toEqual(before);
  });

  it("saves a file that the package loads, opens one of PyTorch, and leaves the run as it is for a wrong one", async () => {
    const { page, said } = await openTrained(open);
    await openTool(page, "files");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    expect(download.suggestedFilename()).toBe("model.safetensors");
    const model = await load(await contentsOf(download), { task: "tag" });
    expect(model.decrypt("FUVEMVEMNMERPDRF")).toBe("THIS-IS-A-SECRET");
    const { data, shape } = model.probabilities("FUVEMVEMNMERPDRF");
    const width = shape[1] as number;
    const shown = (await sureness(page)).map(Number);
    for (const [t, value] of shown.entries())
      expect(Math.abs(value - Math.max(...data.subarray(t * width, (t + 1) * width)))).toBeLessThan(0.006);
    const choose = (name: string, bytes: Uint8Array) =>
      page.setInputFiles("#open-file", { name, mimeType: "", buffer: Buffer.from(bytes) });
    // The message stands at the field, and nothing else changes.
    await choose("junk.safetensors", new TextEncoder().encode("sixteen letters!"));
    await expectText(page, "#open-error", /safetensors/);
    expect(await page.getAttribute("#open-file", "aria-invalid")).toBe("true");
    expect([await step(page), await reading(page)]).toEqual([quickRun.updates, "THIS-IS-A-SECRET"]);
    expect(await page.getAttribute("#status", "data-phase")).toBe("finished");
    await choose("from-pytorch.safetensors", await filePyTorchWrote());
    await expectText(page, "#status", /^Opened with its weights/);
    await expectReading(page, "THIS-IS-A-SECRET");
    expect(await page.textContent("#open-error")).toBe("");
    // A model of another size takes its place.
    const larger = await train(ciphers.caesar({ key: 13 }), { maxSteps: 0, hiddenSize: 24, seed: 1 });
    await choose("a.safetensors", larger.save());
    await eventually(() => page.inputValue("[name=hiddenSize]")).toBe("24");
    await eventually(() => reading(page)).toBe(larger.decrypt("FUVEMVEMNMERPDRF"));
    expect(said).toEqual([]);
  });

  it("resumes after a reload, and a contest that is won stays won", async () => {
    const { page, said } = await open({ state: "pace=20&lr=0.02&goal=200&message=T" });
    await page.click("#play");
    await eventually(() => step(page)).toBeGreaterThan(1);
    await page.click("#play");
    await expectPhase(page, "paused");
    const [before, read] = [await step(page), await reading(page)];
    await page.reload();
    await expectPhase(page, "paused");
    await eventually(() => reading(page)).toBe(read);
    expect(await step(page)).toBe(before);
    await page.click("#step");
    await eventually(() => step(page)).toBe(before + 1);
    await page.selectOption("#pace", "full");
    await page.click("#play");
    await expectPhase(page, "finished");
    // As if it had never stopped.
    expect(await step(page)).toBe(quickRun.updates);
    const won = await page.textContent("#goal");
    expect(won).toMatch(/in fewer than 200 updates\. Reached, after \d+\./);
    await page.reload();
    await expectPhase(page, "finished");
    expect([await step(page), await page.textContent("#goal")]).toEqual([quickRun.updates, won]);
    expect(said).toEqual([]);
  });

  it("opens another address in the same tab, and finds a view as it was left", async () => {
    const { page, address } = await open({ state: "pace=full" });
    await page.click("#step");
    await eventually(() => step(page)).toBe(1);
    await page.click("nav >> text=Write");
    await expectText(page, "h1", "What could come next?");
    await page.click("nav >> text=Decipher");
    await expectText(page, "h1", "What did it mean?");
    expect(await step(page)).toBe(1);
    // A view that writes its own address at this moment does not keep the page from another one.
    await page.evaluate((hash) => {
      const before = location.href;
      location.hash = hash;
      history.replaceState(null, "", before);
    }, `#/decipher?task=atbash&message=ANOTHER&variant=${variant}`);
    await eventually(() => page.inputValue("#task")).toBe("atbash");
    expect(await page.inputValue("#message")).toBe("ANOTHER");
    // A wrong address says so at its fields.
    await page.goto(`${address}#/decipher?key=abc&hiddenSize=0&variant=${variant}`);
    await expectText(page, "#status", "A setting or the data must be corrected first.");
    expect(await page.$$eval(".field-error", (all) => all.map(({ textContent }) => textContent))).toEqual(
      expect.arrayContaining(['expected a whole number, got "abc"', "Expected a whole number from 1 to 256"]),
    );
    await set(page, "hiddenSize", "8");
    await set(page, "key", "5");
    await expectText(page, "#status", "Not trained yet.");
  });

  it("stays with the view that was chosen last, though an earlier one loads later", async () => {
    const { page } = await open();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const asked: string[] = [];
    const loaded: string[] = [];
    await page.route("**/*.js", async (route) => {
      asked.push(route.request().url());
      await released;
      await route.continue();
    });
    page.on("requestfinished", (request) => loaded.push(request.url()));
    await page.click("nav >> text=Names");
    await eventually(() => asked.length).toBeGreaterThan(0);
    await page.click("nav >> text=Decipher");
    release();
    await eventually(() => asked.every((address) => loaded.includes(address))).toBe(true);
    // The modules that have come are run, and what they show is drawn.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
    expect(await page.textContent("h1")).toBe("What did it mean?");
    expect(page.url()).toContain("#/decipher");
  });

  it("gives the program of the run, which does the same", async () => {
    const { page } = await openTrained(open, "decipher", "pace=full&lr=0.02&task=atbash&seed=4");
    await openTool(page, "code");
    const program = await copied(page, "#copy-code-npm");
    // As a user would: in a folder where the package is found.
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], { cwd: root });
    expect(stdout).toContain("THIS-IS-A-SECRET");
    if (variant === "simd128") expect(stdout).toContain(`steps: ${await step(page)},`);
    const python = await copied(page, "#copy-code-torch");
    expect(python).toContain("torch.manual_seed(4)");
    expect(python).toContain("return V - 1 - x");
  });
});

describePage("a model in a link", (open) => {
  it("opens with its weights, and reads on", async () => {
    const opened = await openTrained(open);
    const { page, said } = opened;
    await openTool(page, "files");
    const link = await copied(page, "#copy-model-link");
    expect(link.length).toBeLessThan(8192);
    const sure = await sureness(page);
    await follow(opened, link);
    await expectReading(page, "THIS-IS-A-SECRET");
    expect(await sureness(page)).toEqual(sure);
    expect(await step(page)).toBe(0);
    await page.fill("#message", "ANOTHER-MESSAGE");
    await expectReading(page, "ANOTHER-MESSAGE");
    expect(said).toEqual([]);
  });
});
