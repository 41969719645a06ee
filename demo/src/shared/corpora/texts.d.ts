/**
 * Texts, a module that demo/corpora.mjs makes; its comments name the sources.
 */

/** Names of towns by country, one a line. */
export declare const towns: Readonly<Record<string, string>>;
export declare const poem: string;
/** Source code of this page. */
export declare const code: string;
