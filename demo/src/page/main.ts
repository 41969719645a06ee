/**
 * Starts the page: reads the state from the address, starts the run, and mounts the views.
 */
import { Curve } from "../shared/curve.js";
import { examplePairs } from "./example-pairs.js";
import { Page } from "./page.js";
import { readAddress } from "./state/address.js";
import { restoreSession } from "./state/session.js";
import { initialRun, type PageState } from "./state/state.js";
import { Store } from "./state/store.js";
import { keepAddress, keepSession } from "./views/keeping.js";
import { mountViews } from "./views/mount-views.js";
import { WorkerClient } from "./worker-client.js";

const { variant, model, ...address } = readAddress(location.hash);
const kept = restoreSession(location.hash);

const store = new Store<PageState>({
  ...address,
  pairsText: kept?.pairsText,
  run: initialRun,
  runName: address.settings.task,
  curve: new Curve(),
  pastRuns: [],
  analysis: undefined,
  kept: [],
  selectedStep: undefined,
  readAt: undefined,
  errorMessage: "",
});

const client = new WorkerClient(store, variant);
const page = new Page(store, client);

if (kept) page.resume(kept);
else if (model) page.open(model);
// Pairs are not in the address: they may be large and private.
else if (address.settings.task === "pairs") page.learnPairs(examplePairs(), address.settings);
else page.begin();
void mountViews(store, client, page);
keepAddress(store, variant);
keepSession(store, client);
