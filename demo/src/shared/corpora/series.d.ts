/**
 * Series, a module that demo/corpora.mjs makes of files of examples/data/.
 */

/** Passengers by month, in thousands. */
export declare const airlinePassengers: readonly number[];
/** Highest temperatures by day. */
export declare const seattleTemperatures: readonly number[];
