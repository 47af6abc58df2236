/** What the lane needs of the sources: bundled into one module, because Node for Windows is handed no TypeScript. */
export { shellWord } from "../../../../src/text/shellQuote.ts";
