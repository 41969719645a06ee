// Which chunk of dist/ contains a module of ts/. Modules that load together share a chunk: each file costs Node half a millisecond, a page a
// request, and gzip an empty dictionary.
import { readdirSync } from "node:fs";
import { relative } from "node:path";
import { root } from "./paths.mjs";

/** Folders below ts/tasks, with forward slashes. */
const taskFolders = readdirSync(`${root}ts/tasks`, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ parentPath, name }) => relative(`${root}ts/tasks`, `${parentPath}/${name}`).replaceAll("\\", "/"));

/** Modules of other folders that only the task of a folder needs. */
const companions = { forecast: "|options/list\\.", generate: "|core/(?:generated/)?sampler\\." };

/** A chunk of the task, or of a part of it that loads later than the rest. */
const taskChunk = (folder) => ({
  name: folder.replaceAll("/", "-"),
  test: new RegExp(`ts/(?:tasks/${folder}/(?!(?:onnx|pytorch)\\.)[\\w/-]+\\.ts$${companions[folder] ?? ""})`),
});

/**
 * The first group that matches a module contains it; the bundler places all other modules. No chunk may be larger than sizes.mjs says, and
 * the imports between them must not form a cycle, because CommonJS would run one of them too early.
 */
export const chunks = [
  // Modules of the library that only the CLI imports.
  { name: "flags", test: /\?help$/ },
  // Everything else that the small entries need.
  {
    name: "checks",
    test: /ts\/(errors\/(?!show-name)|core\/version|formats\/safetensors\/layout|model\/(brand|cells|config)\.|tasks\/symbol-network\.)/,
  },
  // What training and rnn-wasm/nn share.
  {
    name: "engine",
    test: /ts\/(core\/(?!embedded\.|installed|delta|workerd|version|eager|sampler|network|wasm-(?:source|refusal)|generated\/(?:eager|sampler|replica))|host\/(builtin|threads)|random\/|options\/(schema|optimizer)\.ts$|data\/packing)/,
  },
  // What Node starts with besides.
  { name: "installed", test: /ts\/core\/(installed|delta)\./ },
  // Needed by the main entry at once; the rest loads when a run starts or a file is loaded.
  {
    name: "run",
    test: /ts\/(slim\.ts|host\/(event-loop|clock)|ciphers\/|data\/(reading|sequence|vocabulary)\.|tasks\/(load|class-of|\w+\/public)\.|tasks\/tag\/dataset\.|training\/(run\/training-run|train)\.)/,
  },
  // What the runs of all tasks need.
  {
    name: "training",
    test: /ts\/(training\/(?!pytorch-sources|workers\/|loop\/(restoration|weight-average)|run\/(checkpoint|refusals|start-from-files))|options\/(?!schedule|plan-schedule|rates|list)|core\/network(?!-share)|model\/(?!read)|data\/(?!fingerprint|largest|labels|held-back|read-items|read-table|scaling|table)|tasks\/(registry|task|data-keys|metrics|\w+\/training-data)\.)/,
  },
  // Shared by some tasks.
  { name: "labels", test: /ts\/(data\/(labels|held-back|read-items)|tasks\/symbol-weights)\./ },
  // Shared by all tasks but messages of a cipher.
  { name: "sets", test: /ts\/data\/(fingerprint|largest)\./ },
  // What only some kinds of data or files need.
  ...taskFolders.filter((folder) => /\/(files|pairs)$/.test(folder)).map(taskChunk),
  // The largest task, in parts.
  { name: "forecast-backtest", test: /ts\/tasks\/forecast\/evaluation\/(backtest|baselines|coverage)/ },
  { name: "forecast-times", test: /ts\/tasks\/forecast\/series\/(time|calendar)\./ },
  {
    name: "forecast-series",
    test: /ts\/tasks\/forecast\/((series|preparation|prediction)\/|evaluation\/(intervals|conformal|errors|widening)\.)/,
  },
  ...taskFolders.filter((folder) => !folder.includes("/")).map(taskChunk),
  // Tables of numbers, for the tasks that read them.
  { name: "tables", test: /ts\/data\/(read-table|scaling|table)\./ },
  // Few runs need these: schedules, averages of weights, workers, wasm from elsewhere, starting from files, writing checkpoints.
  { name: "schedules", test: /ts\/options\/((plan-)?schedule|rates)\.ts$/ },
  { name: "workers", test: /ts\/(training\/workers\/|core\/(network-share|generated\/replica))/ },
  { name: "wasm-source", test: /ts\/core\/wasm-(source|refusal)/ },
  { name: "averages", test: /ts\/training\/loop\/weight-average/ },
  { name: "files", test: /ts\/(training\/(?!pytorch-sources)|model\/)|ts\/tasks\/load-model/ },
  // rnn-wasm/nn, from its operations to its optimizers.
  {
    name: "operations",
    test: /rolldown\/runtime|ts\/(core\/(generated\/)?eager|nn\/(arrays|autograd|kernels|operations)\/)/,
  },
  { name: "layers", test: /ts\/nn\/(tensor|modules|layers)\// },
  { name: "nn", test: /ts\/nn(\/(losses|optim)\/|(\/nn)?\.ts$)/ },
  // Python programs: of series and text, of all other tasks, and what the programs of all tasks have.
  { name: "pytorch-series", test: /ts\/tasks\/(forecast|generate)\/pytorch\./ },
  { name: "pytorch-tasks", test: /ts\/(tasks\/([\w-]+\/)?pytorch|training\/pytorch-sources)\./ },
  { name: "pytorch-run", test: /ts\/formats\/pytorch\/(python|loop|run|world|source)\./ },
  { name: "pytorch", test: /ts\/formats\/pytorch\// },
];
