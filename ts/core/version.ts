/** The build writes package.json's version here. */
declare const PACKAGE_VERSION: string;

/** This package's version. */
export const version: string = PACKAGE_VERSION;
