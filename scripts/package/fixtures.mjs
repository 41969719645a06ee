// The environments in which the package must work, in the order of the compatibility table.
import { bundlerFixtures } from "./bundlers.mjs";
import { pageFixtures } from "./pages.mjs";
import { runtimeFixtures } from "./runtimes.mjs";
import { serverFixtures } from "./servers.mjs";

/**
 * @typedef {object} Fixture
 * @property {string} name the environment, with its version
 * @property {string} loads how the package is loaded
 * @property {boolean} [workers] false where `worker: true` cannot work
 * @property {boolean} [comparesBits] false where the weights of the runs in fixtures/bits.js are not hashed
 * @property {string} [note]
 * @property {string} [missing] why this machine cannot run it
 * @property {(workspace: import("./workspace.mjs").Workspace) => unknown} run returns the result of test/packages/fixtures/scenario.js
 */

/** @type {Fixture[]} */
export const fixtures = [...runtimeFixtures, ...bundlerFixtures, ...pageFixtures, ...serverFixtures];
