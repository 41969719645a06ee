// Measures one row: the peers take turns, forwards and backwards, and each measures its own time. statistics.mjs evaluates the times.
import { isFlat } from "./statistics.mjs";

/**
 * @typedef {object} Settings
 * @property {number} blockMs minimum duration of a block
 * @property {number} minCount minimum number of operations in a block
 * @property {number} rounds number of blocks of each peer
 * @property {number} warmUpMs maximum warm-up of a peer; it ends earlier when times are flat
 * @property {number} budgetMs maximum total time of a peer per row, including warm-up; after it a slow peer stops, but not before `minRounds`
 * @property {number} minRounds
 * @property {number} limitMs timeout of a command
 *
 * @typedef {import("./protocol.mjs").Peer} Peer
 *
 * A peer's result for a row: milliseconds per operation, one number per round, or the reason why there are none.
 * @typedef {{ peer: string, times: number[], note?: string, reason?: string }} Result
 */

/** The processes of all peers, started on first use and kept. */
export class Crew {
  #start;
  #running = new Map();

  /** @param {(name: string, fresh: boolean) => Peer} start */
  constructor(start) {
    this.#start = start;
  }

  /** The peer's long-lived process, which stays warm from row to row. */
  get(name) {
    if (!this.#running.has(name)) this.#running.set(name, this.#start(name, false));
    return this.#running.get(name);
  }

  /** A fresh process, which ends after `use`. */
  async fresh(name, use) {
    const peer = this.#start(name, true);
    try {
      return await use(peer);
    } finally {
      await peer.close();
    }
  }

  /** Ends a process; the next use starts another. */
  async dismiss(name) {
    await this.#running.get(name)?.close();
    this.#running.delete(name);
  }

  async close() {
    await Promise.all([...this.#running.keys()].map((name) => this.dismiss(name)));
  }
}

/**
 * Lets all peers take turns: A B C, C B A, A B C, …
 * @param {readonly string[]} names
 * @param {number} rounds
 * @param {(name: string) => Promise<boolean>} turn resolves to whether the peer continues
 */
async function takeTurns(names, rounds, turn) {
  let going = [...names];
  for (let round = 0; round < rounds; round++) {
    const still = [];
    for (const name of round % 2 ? going.toReversed() : going) if (await turn(name)) still.push(name);
    going = going.filter((name) => still.includes(name));
  }
}

/** The reason why an answer has no numbers, in one line; undefined if it has. */
function reasonOf(answer) {
  if (answer.failed !== undefined) return `fails: ${answer.failed.split("\n", 1)[0]}`;
  return answer.cannot;
}

/**
 * Measures a row whose work can be repeated.
 * @param {Crew} crew
 * @param {import("./rows.mjs").Row} row
 * @param {readonly string[]} names of the peers
 * @param {Settings} settings
 * @returns {Promise<Result[]>} in the order of the names
 */
export async function compareRepeated(crew, row, names, settings) {
  const results = new Map(names.map((peer) => [peer, { peer, times: [] }]));
  const spent = new Map(names.map((name) => [name, 0]));

  /** Measures one block: the time per operation, or undefined if the peer cannot do the row. */
  async function block(name) {
    const answer = await crew
      .get(name)
      .ask({ row, ms: settings.blockMs, minCount: settings.minCount }, settings.limitMs);
    spent.set(name, spent.get(name) + (answer.ms ?? 0));
    const result = results.get(name);
    result.reason = reasonOf(answer);
    if (answer.note !== undefined) result.note = answer.note;
    if (answer.failed !== undefined) {
      console.error(`${name}, ${row.name}: ${answer.failed}`);
      await crew.dismiss(name);
    }
    return result.reason === undefined ? answer.ms / answer.count : undefined;
  }

  async function warmUp(name) {
    const times = [];
    do {
      const time = await block(name);
      if (time === undefined) return false;
      times.push(time);
    } while (!isFlat(times) && spent.get(name) < settings.warmUpMs);
    return true;
  }

  const warm = [];
  for (const name of names) if (await warmUp(name)) warm.push(name);
  await takeTurns(warm, settings.rounds, async (name) => {
    const time = await block(name);
    if (time === undefined) return false;
    const { times } = results.get(name);
    times.push(time);
    return spent.get(name) < settings.budgetMs || times.length < settings.minRounds;
  });
  return [...results.values()];
}

/**
 * Measures rows that one fresh process of a peer answers together.
 * @param {Crew} crew
 * @param {readonly import("./rows.mjs").Row[]} rows of one kind
 * @param {readonly string[]} names
 * @param {Settings} settings
 * @returns {Promise<Result[][]>} for each row, in the order of the names
 */
export async function compareFresh(crew, rows, names, settings) {
  const results = rows.map(() => new Map(names.map((peer) => [peer, { peer, times: [] }])));
  const spent = new Map(names.map((name) => [name, 0]));
  await takeTurns(names, settings.rounds, async (name) => {
    const began = performance.now();
    const answer = await crew.fresh(name, (peer) => peer.ask({ row: rows[0], ms: 0 }, settings.limitMs));
    const process = performance.now() - began;
    spent.set(name, spent.get(name) + process);
    const reason = reasonOf(answer);
    if (answer.failed !== undefined) console.error(`${name}, ${rows[0].name}: ${answer.failed}`);
    rows.forEach(({ from }, index) => {
      const result = results[index].get(name);
      if (reason === undefined) result.times.push({ ...answer.times, process }[from]);
      else result.reason = reason;
      if (answer.note !== undefined) result.note = answer.note;
    });
    return reason === undefined && spent.get(name) < settings.budgetMs;
  });
  return results.map((row) => [...row.values()]);
}
