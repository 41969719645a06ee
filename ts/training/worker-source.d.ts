/** The worker's program as the build bundles it from worker-entry.ts: a classic script without imports. */
declare const source: string;
export default source;
