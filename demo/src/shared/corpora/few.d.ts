/**
 * Few names and towns for the first page, a module that demo/corpora.mjs makes of lists of @faker-js/faker.
 */

/** By language. */
export declare const surnames: Readonly<Record<string, readonly string[]>>;
export declare const towns: readonly string[];
