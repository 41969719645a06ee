/**
 * Names, a module that demo/corpora.mjs makes of lists of @faker-js/faker.
 */

/** Surnames by language, with blanks between them. */
export declare const surnames: Readonly<Record<string, string>>;
