/** The page as it is served, once for all files that open it. */
export { buildPage as default } from "../../demo/build.mjs";
