// `npm run bench`: compares rnn-wasm with PyTorch and JavaScript libraries, row by row, and prints a table.
// usage: node bench/run.mjs [options]     (--help)
import { cpus } from "node:os";
import { settings as allSettings, chosen, parseArguments, usage } from "./arguments.mjs";
import { Crew, compareFresh, compareRepeated } from "./compare.mjs";
import { foot } from "./foot.mjs";
import { growthOf } from "./growth.mjs";
import { availability, baselines, peers, pinned, withPeaks } from "./peers.mjs";
import { profileOf } from "./profile.mjs";
import { Peer } from "./protocol.mjs";
import { Report } from "./report.mjs";
import { checkOut, comparisonOf } from "./revision.mjs";
import { rows as mainRows, scalingRows } from "./rows.mjs";
import { compareSizes } from "./sizes.mjs";
import { tableOf } from "./table.mjs";

/** The default peers without `--peers`; undefined for all. */
function namesOf({ scaling, compare }) {
  if (scaling) return "rnn-wasm/simd128,rnn-wasm/relaxed,rnn-wasm/workers-2";
  return compare === undefined ? undefined : "rnn-wasm/simd128,rnn-wasm/relaxed,rnn-wasm/core,rnn-wasm/nn";
}

function options() {
  try {
    const given = parseArguments(process.argv.slice(2));
    const allRows = given.scaling ? scalingRows : mainRows;
    const names = namesOf(given);
    const rowNames = chosen(
      given.only,
      allRows.map(({ name }) => name),
      "only",
    );
    const asked = chosen(
      given.peers ?? names,
      peers.map(({ name }) => name),
      "peers",
    );
    return {
      ...given,
      rows: allRows.filter(({ name }) => rowNames.includes(name)),
      peerNames: withPeaks(asked).map(({ name }) => name),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return process.exit(2);
  }
}

/** Finds the peers that can start, with their versions, and the reasons why others cannot. */
function look(peerNames) {
  const found = new Map(peerNames.map((name) => [name, availability(described.get(name))]));
  return {
    ready: peerNames.filter((name) => found.get(name).cannot === undefined),
    found,
  };
}

const described = new Map(peers.map((peer) => [peer.name, peer]));
/** Fresh processes may compile on all cores. */
function startPeer(name, fresh) {
  const peer = described.get(name);
  return new Peer(fresh ? peer.command : pinned(peer), peer.env);
}

function refuse(error) {
  console.error(error.message);
  process.exit(2);
}

/** The peers that have a row: another commit's peers have only the rows of its bench. */
const having = (row, names, revision) =>
  names.filter(
    (name) =>
      !revision?.peers.some((peer) => peer.name === name) || (revision.rows.has(row.name) && row.kind !== "size"),
  );

/** Yields each row with its results; rows of one process are yielded together. */
async function* measure(crew, rows, all, settings, revision) {
  for (const row of rows) {
    console.error(`${row.name} …`);
    const ready = having(row, all, revision);
    if (row.kind === "size") yield [row, await compareSizes(ready)];
    else if (row.from === undefined) yield [row, await compareRepeated(crew, row, ready, settings)];
    else if (rows.find(({ kind }) => kind === row.kind) === row) {
      const together = rows.filter(({ kind }) => kind === row.kind);
      const results = await compareFresh(crew, together, ready, settings);
      for (const [index, sibling] of together.entries()) yield [sibling, results[index]];
    }
  }
}

/** All requested peers in the order of the list; those that never started have a reason. */
const withAbsent = (results, { found }) =>
  [...found].map(([peer, { cannot }]) =>
    cannot === undefined
      ? (results.find((result) => result.peer === peer) ?? { peer, times: [], reason: "not measured in that commit" })
      : { peer, times: [], reason: cannot },
  );

async function report(crew, { rows, peerNames, quick, scaling }, revision) {
  const crowd = look([...peerNames, ...(revision?.peers ?? []).map(({ name }) => name)]);
  const settings = allSettings[quick ? "quick" : scaling ? "scaling" : "full"];
  const report = new Report(baselines, (name) => described.get(name).peak);
  for await (const [row, results] of measure(crew, rows, crowd.ready, settings, revision))
    report.add(row, withAbsent(results, crowd));
  const versions = Object.fromEntries([...crowd.found].map(([name, { version }]) => [name, version]));
  const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version };
  return { machine, settings, versions, rows: report.rows };
}

const asked = options();
if (asked.help) {
  console.log(usage);
  process.exit();
}
if (asked.profile) {
  const startCore = () => startPeer("rnn-wasm/core", false);
  console.log(await profileOf(startCore, allSettings[asked.quick ? "quick" : "full"]));
  console.log(`\n${cpus()[0].model}; Node ${process.version}`);
  process.exit();
}
const ours = peers.filter(({ name }) => asked.peerNames.includes(name) && name.startsWith("rnn-wasm/"));
const revision = asked.compare === undefined ? undefined : await checkOut(asked.compare, ours).catch(refuse);
for (const peer of revision?.peers ?? []) described.set(peer.name, peer);
// Cleans up after an interruption: otherwise the worktree of another commit would stay registered in git.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
process.once("exit", () => revision?.remove());
const crew = new Crew(startPeer);
try {
  const measured = await report(crew, asked, revision);
  const tables = [
    tableOf(measured.rows, baselines),
    ...(asked.scaling ? [growthOf(measured.rows, baselines)] : []),
    ...(revision ? [comparisonOf(measured.rows, revision, measured.machine.cpu)] : []),
  ];
  console.log(asked.json ? JSON.stringify(measured) : [...tables, foot(measured)].join("\n\n"));
} finally {
  await crew.close();
}
