/**
 * The page begins: state out of the address, the run, and everything that shows it.
 */
import { Curve } from "../shared/curve.js";
import { examplePairs } from "./example-pairs.js";
import { Learner } from "./worker-client.js";
import { Page } from "./page.js";
import { readAddress } from "./state/address.js";
import { recall } from "./state/session.js";
import { atFirst, type PageState } from "./state/state.js";
import { Store } from "./state/store.js";
import { showEverything } from "./views/everything.js";
import { keepAddress, keepSession } from "./views/keeping.js";

const { variant, model, ...address } = readAddress(location.hash);
const kept = recall(location.hash);

const store = new Store<PageState>({
  ...address,
  pairsText: kept?.pairsText,
  run: atFirst,
  runName: address.settings.task,
  curve: new Curve(),
  pastRuns: [],
  analysis: undefined,
  kept: [],
  past: undefined,
  readAt: undefined,
  trouble: "",
});

const learner = new Learner(store, variant);
const page = new Page(store, learner);

if (kept) page.goOn(kept);
else if (model) page.open(model);
// Pairs are not in the address: they may be many, and somebody's own.
else if (address.settings.task === "pairs") page.learnPairs(examplePairs(), address.settings);
else page.begin();
void showEverything(store, learner, page);
keepAddress(store, variant);
keepSession(store, learner);
