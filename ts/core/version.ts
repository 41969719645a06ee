/** The build inserts the version of package.json. */
declare const PACKAGE_VERSION: string;

/** This package's version. */
export const version: string = PACKAGE_VERSION;
