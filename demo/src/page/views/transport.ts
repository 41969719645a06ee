/**
 * Controls to play, pause, step and restart, the speed, and the current figures.
 */

import { isTutorial } from "../../shared/settings.js";
import { pytorchSpeed } from "../pytorch.js";
import type { PageState, PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { element, write } from "./element.js";
import { percent, whole } from "./table.js";

export function mountTransport(store: PageStore, client: WorkerClient, restart: () => void): void {
  const play = element<HTMLButtonElement>("play");
  const pace = element<HTMLSelectElement>("pace");
  const toggle = () => (store.state.run.phase === "running" ? client.pause() : client.play());
  const step = () => client.step();
  play.addEventListener("click", toggle);
  element("step").addEventListener("click", step);
  element("restart").addEventListener("click", restart);
  pace.addEventListener("change", () => store.set({ pace: pace.value === "full" ? "full" : Number(pace.value) }));
  listenToKeys(toggle, step);
  store.watch(["run"], ({ run }) => {
    write(play, run.phase === "running" ? "Pause" : run.phase === "finished" ? "Train on" : "Play");
    play.disabled = element<HTMLButtonElement>("step").disabled = run.phase === "starting" || !client.task;
    showFigures(run);
  });
  showTorchSpeed(store);
  store.watch(["pace"], (state) => {
    const known = [...pace.options].some(({ value }) => value === String(state.pace));
    if (!known) pace.append(new Option(`${state.pace} steps a second`, String(state.pace)));
    pace.value = String(state.pace);
  });
}

/** Whether a focused field needs the key itself. */
function listenToKeys(toggle: () => void, step: () => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== keyTarget(event)) return;
    if (event.key === " ") toggle();
    else if (event.key === ".") step();
    else return;
    event.preventDefault();
  });
}

const takesKeys = "input, textarea, select, button, summary, a, [tabindex]";
const keyTarget = ({ target, key }: KeyboardEvent) => {
  if (!(target instanceof Element)) return undefined;
  // Buttons use the space key but not the dot; fields use both.
  const busy = target.closest(key === "." ? "input:not([type=range], [type=checkbox]), textarea, select" : takesKeys);
  return busy ? undefined : target;
};

function showFigures({ step, loss, accuracy, symbolsPerSecond }: PageState["run"]): void {
  write(element("now-step"), whole(step));
  write(element("now-loss"), loss === undefined ? "–" : loss.toFixed(3));
  write(element("now-accuracy"), accuracy === undefined ? "–" : percent(accuracy));
  write(element("now-speed"), symbolsPerSecond === undefined ? "–" : rounded(symbolsPerSecond));
}

/** Shows PyTorch's speed if the run does the same work. */
function showTorchSpeed(store: PageStore): void {
  const { version, cpu, symbolsPerSecond, spread } = pytorchSpeed;
  const [slowest, fastest] = spread.map((speed) => rounded(speed));
  write(element("torch-value"), rounded(symbolsPerSecond));
  write(
    element("speed-note"),
    `PyTorch ${version} trains on ${slowest} to ${fastest} letters of these messages a second, on the processor of one machine (${cpu}); npm run bench measures both on yours.`,
  );
  store.watch(["settings"], ({ settings }) => {
    element("torch-speed").hidden = !isTutorial(settings);
  });
}

const rounded = (speed: number) => whole(Number(speed.toPrecision(3)));
