#!/usr/bin/env node
const { hostOf, main } = require("../dist/main.cjs");

// Should it end without an answer, that is no success.
process.exitCode = 1;
main(hostOf(process)).then((exitCode) => {
  process.exitCode = exitCode;
  // Everything is written by now. Should anything still hold the process, it must not hang.
  setTimeout(() => process.exit(exitCode), 1000).unref();
});
